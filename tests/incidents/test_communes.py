"""Incidents are counted by the commune they happened in."""

import pytest
from django.contrib.gis.geos import Point

from incidents.communes import by_commune
from incidents.models import Incident
from tests.incidents.happening import incident
from tests.places import MONTREUIL, VENDOME, VERSAILLES
from zones.models import Commune

pytestmark = pytest.mark.django_db


def test_each_counts_in_its_commune_and_nowhere_else() -> None:
    incident(at=VENDOME, times=3)
    incident(at=MONTREUIL, times=2)
    incident(at=VERSAILLES)
    incident(at=None)

    assert by_commune(Incident.objects.all()) == {"Paris 1er arrondissement": 3, "Montreuil": 2}


def test_one_on_the_limit_of_two_counts_once() -> None:
    corner = Commune.objects.get(insee_code="75101").boundary[0][0][0]
    incident(at=corner)

    assert Commune.objects.filter(boundary__covers=Point(*corner, srid=4326)).count() > 1
    assert sum(by_commune(Incident.objects.all()).values()) == 1
