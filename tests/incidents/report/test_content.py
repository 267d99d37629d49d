"""The tables of the report: the largest number shown first, and no more told than the numbers tell."""

import pytest

from incidents.report.content import content
from incidents.sight import Sight
from tests.incidents.happening import EXACTLY, MONTH, NOW, ROUNDED, incident, kind
from tests.places import MONTREUIL, VENDOME

pytestmark = pytest.mark.django_db


def names(sight: Sight) -> list[list[str]]:
    return [[row.name for row in table.rows] for table in content(asked=MONTH, sight=sight, now=NOW).tables]


@pytest.fixture
def _a_few_more_in_paris() -> None:
    incident(at=MONTREUIL, of=kind("bris", "Bris de vitrine"), times=8)
    incident(at=VENDOME, of=kind("vol-etalage", "Vol à l’étalage"), times=12)


@pytest.mark.usefixtures("_a_few_more_in_paris")
def test_the_largest_comes_first() -> None:
    assert names(EXACTLY) == [
        ["Paris 1er arrondissement", "Montreuil"],
        ["Vol à l’étalage", "Bris de vitrine"],
    ]


@pytest.mark.usefixtures("_a_few_more_in_paris")
def test_numbers_rounded_to_the_same_stand_by_name() -> None:
    """Ten and ten: their order would say which of them is really the larger."""
    assert names(ROUNDED) == [
        ["Montreuil", "Paris 1er arrondissement"],
        ["Bris de vitrine", "Vol à l’étalage"],
    ]
