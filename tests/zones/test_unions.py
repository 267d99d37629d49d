"""Membership of sectors: boundaries follow it, reloads respect it."""

import pytest

from zones.lambert import area_km2
from zones.load_boundaries import load_boundaries, load_sectors
from zones.models import Commune, Sector
from zones.unions import move_commune

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


def square_km(sector: Sector) -> float:
    return area_km2(sector.boundary) if sector.boundary else 0.0


def test_moving_a_commune_redraws_both_sectors_and_survives_a_reload() -> None:
    third = Commune.objects.get(insee_code="75103")
    center, eleventh = Sector.objects.get(code="75-CENTRE"), Sector.objects.get(code="75-11")
    whole = square_km(center) + square_km(eleventh)
    move_commune(commune=third, sector=eleventh)
    load_boundaries()
    load_sectors()
    center.refresh_from_db()
    eleventh.refresh_from_db()
    assert eleventh.boundary is not None
    assert eleventh.boundary.covers(third.boundary)
    assert square_km(center) + square_km(eleventh) == pytest.approx(whole)


def test_restoring_the_table_gives_every_commune_back() -> None:
    before = dict(Commune.objects.values_list("insee_code", "sector__code"))
    only = Commune.objects.get(insee_code="93072")
    move_commune(commune=only, sector=Sector.objects.get(code="92-DEFENSE"))
    assert not Sector.objects.get(code="93-072").has_territory
    load_sectors(restore=True)
    assert dict(Commune.objects.values_list("insee_code", "sector__code")) == before
    assert Sector.objects.get(code="93-072").has_territory
    assert not Sector.objects.get(code="92-DEFENSE").has_territory
