"""`incident_report` writes the report of a filter, or says in French why not."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from messaging.clock import database_now
from tests.incidents.happening import incident
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


def test_the_file_is_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    incident(at=VENDOME, began=database_now().replace(hour=11) - timedelta(days=3))
    file = tmp_path / "rapport.html"

    call_command("incident_report", days=7, kind=["vol-etalage"], output=file)

    assert "Vol à l’étalage, 7 derniers jours" in file.read_text(encoding="utf-8")
    assert "ko, vol à l’étalage, 7 derniers jours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"kind": ["rien"]}, "Type d’incident inconnu : rien."),
        ({"since": "2026-13-01", "until": "2026-11-01"}, "Ce jour ne peut pas être lu : 2026-13-01."),
        ({"zone": ["13055"]}, "Zone inconnue : 13055."),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, options: dict[str, object], sentence: str) -> None:
    file = tmp_path / "rapport.html"

    with pytest.raises(CommandError, match=sentence):
        call_command("incident_report", output=file, **options)

    assert not file.exists()


def test_a_file_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="ne peut pas être écrit"):
        call_command("incident_report", output=tmp_path / "nulle-part" / "rapport.html")
