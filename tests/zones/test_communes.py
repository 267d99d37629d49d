"""Which commune a place belongs to."""

from dataclasses import replace

import pytest
from django.contrib.gis.geos import Point

from tests.places import CRETEIL, VENDOME, VERSAILLES
from tests.zones.addresses import LYON, PAIX
from zones import communes, lambert
from zones.geocoding import Address

pytestmark = pytest.mark.django_db


def claimed(address: Address) -> str | None:
    found = communes.claimed(
        insee_code=address.insee_code, postcode=address.postcode, location=address.location
    )
    return found.insee_code if found else None


def test_the_insee_code_of_an_address_comes_before_where_its_point_lies() -> None:
    assert claimed(replace(PAIX, location=Point(*CRETEIL, srid=4326))) == "75102"


def test_a_postcode_serves_when_the_insee_code_is_not_ours() -> None:
    assert claimed(replace(PAIX, insee_code="75056")) == "75102"


def test_the_point_decides_when_nothing_else_does() -> None:
    unknown = replace(PAIX, insee_code="", postcode="", location=Point(*VENDOME, srid=4326))

    assert claimed(unknown) == "75101"


def test_an_address_elsewhere_has_no_commune() -> None:
    assert claimed(LYON) is None


def test_a_point_beyond_the_four_departments_is_on_no_ground_of_ours() -> None:
    assert communes.ground(Point(*VERSAILLES, srid=4326)) is None


@pytest.mark.parametrize(("east", "north"), [(10, 0), (0, 10), (-500, 0), (0, -100)])
def test_a_step_is_as_long_as_it_says(east: int, north: int) -> None:
    start = Point(*VENDOME, srid=4326)

    moved = lambert.moved(start, east=east, north=north)

    assert lambert.distance(start, moved) == pytest.approx(abs(east or north), abs=0.01)
    assert (moved.x - start.x) * east >= 0
    assert (moved.y - start.y) * north >= 0
