"""Hexagons: a fixed grid, every placed incident in exactly one cell, numbers as they may be published."""

import pytest
import shapely

from incidents import hexagons
from incidents.models import Incident
from tests.incidents.making import incident, scatter
from tests.places import MONTREUIL, VENDOME

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("width", hexagons.WIDTHS)
def test_the_cells_sum_to_the_placed_incidents(width: int) -> None:
    scatter(300)
    incident(at=None)

    assert sum(cell.count for cell in hexagons.count(Incident.objects.all(), width=width)) == 300


@pytest.mark.parametrize("width", hexagons.WIDTHS)
def test_a_cell_counts_what_lies_in_its_outline(width: int) -> None:
    scatter(300, metres=900)
    places = [(point.x, point.y) for point in Incident.objects.values_list("location", flat=True)]
    points = shapely.points(places)

    for cell in hexagons.count(Incident.objects.all(), width=width):
        outline = shapely.Polygon(cell.ring)
        # Metres are kept whole: a point within a metre of a side may fall to either side.
        within = shapely.contains(outline.buffer(-1.5e-5), points).sum()
        around = shapely.intersects(outline.buffer(1.5e-5), points).sum()
        assert within <= cell.count <= around


def test_a_place_keeps_its_cell_whoever_else_is_counted() -> None:
    incident()
    (alone,) = hexagons.count(Incident.objects.all(), width=300)
    scatter(200, seed=2)

    again = {(cell.q, cell.r): cell for cell in hexagons.count(Incident.objects.all(), width=300)}

    assert again[alone.q, alone.r].ring == alone.ring


def test_cells_are_as_wide_as_they_say() -> None:
    incident()
    (cell,) = hexagons.count(Incident.objects.all(), width=300)
    ring = shapely.Polygon(cell.ring)

    metres = ring.area * 73_200 * 111_200
    assert metres == pytest.approx(300**2 * 3**0.5 / 2, rel=0.01)


def test_without_the_permission_cells_are_rounded_and_small_ones_left_out() -> None:
    scatter(120)
    exact = [cell.count for cell in hexagons.count(Incident.objects.all(), width=300)]

    rounded = [cell.count for cell in hexagons.count(Incident.objects.all(), width=300, exact=False)]

    assert rounded
    assert all(count and count % 5 == 0 for count in rounded)
    assert len(rounded) < len(exact)


@pytest.mark.parametrize("fuller", [VENDOME, MONTREUIL])
def test_without_the_permission_the_order_says_nothing_of_the_exact_numbers(
    fuller: tuple[float, float],
) -> None:
    for place in (VENDOME, MONTREUIL):
        for _ in range(12 if place == fuller else 8):
            incident(at=place)

    cells = hexagons.count(Incident.objects.all(), width=300, exact=False)

    assert [cell.count for cell in cells] == [10, 10]
    assert [cell.q for cell in cells] == sorted(cell.q for cell in cells)


def test_small_cells_are_not_for_those_who_see_rounded_numbers() -> None:
    assert hexagons.widths(exact=True) == (150, 300, 600)
    assert hexagons.widths(exact=False) == (300, 600)
