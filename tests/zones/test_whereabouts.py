"""A place in words: its commune, and where in it."""

import pytest
from django.contrib.gis.geos import Point

from tests.places import MONTREUIL, VERSAILLES
from zones.communes import ground
from zones.lambert import moved
from zones.whereabouts import whereabouts

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


@pytest.mark.parametrize(
    ("east", "north", "words"),
    [
        (0, 0, "Montreuil, au centre"),
        (0, 300, "Montreuil, 300\u202fm au nord du centre"),
        (300, 300, "Montreuil, 420\u202fm au nord-est du centre"),
        (250, -20, "Montreuil, 250\u202fm à l’est du centre"),
        (-10, -500, "Montreuil, 500\u202fm au sud du centre"),
        (-200, 180, "Montreuil, 270\u202fm au nord-ouest du centre"),
    ],
)
def test_it_is_told_from_the_middle_of_its_commune(east: float, north: float, words: str) -> None:
    commune = ground(Point(*MONTREUIL, srid=4326))
    assert commune is not None
    place = moved(commune.boundary.centroid, east=east, north=north)

    assert whereabouts(place.x, place.y) == words


def test_outside_of_the_communes_it_has_no_words() -> None:
    assert whereabouts(*VERSAILLES) == ""
