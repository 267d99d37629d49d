"""Membership of sectors: boundaries follow it, reloads respect it."""

import pytest

from zones.lambert import area_km2
from zones.load_boundaries import load_boundaries
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
    center.refresh_from_db()
    eleventh.refresh_from_db()
    assert eleventh.boundary is not None
    assert eleventh.boundary.covers(third.boundary)
    assert square_km(center) + square_km(eleventh) == pytest.approx(whole)


def test_a_sector_that_loses_its_only_commune_has_no_territory_until_it_is_given_back() -> None:
    only, own = Commune.objects.get(insee_code="93072"), Sector.objects.get(code="93-072")
    other = Sector.objects.get(code="92-DEFENSE")
    move_commune(commune=only, sector=other)
    own.refresh_from_db(), other.refresh_from_db()
    assert (own.has_territory, other.has_territory) == (False, True)
    move_commune(commune=only, sector=own)
    own.refresh_from_db(), other.refresh_from_db()
    assert (own.has_territory, other.has_territory) == (True, False)
