"""The table of police sectors, fixtures/sectors.csv: which communes each one is made of."""

import csv
from dataclasses import dataclass
from pathlib import Path

SECTOR_TABLE = Path(__file__).resolve().parent.parent / "fixtures" / "sectors.csv"


@dataclass(frozen=True, kw_only=True)
class SectorRow:
    """One line of the table; `communes` are INSEE codes, none for a sector without territory."""

    code: str
    department: str
    name: str
    communes: tuple[str, ...]
    confidence: str
    source: str


def read_sector_table(path: Path = SECTOR_TABLE) -> list[SectorRow]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            SectorRow(
                code=row["code"],
                department=row["departement"],
                name=row["name"],
                communes=tuple(filter(None, row["communes_insee"].split(";"))),
                confidence=row["confidence"],
                source=row["source"],
            )
            for row in csv.DictReader(lines)
        ]


def sector_by_commune(table: list[SectorRow]) -> dict[str, str]:
    """Sector code by INSEE code: the 142 communes that make up the covered area."""
    return {commune: row.code for row in table for commune in row.communes}
