"""Addresses, from the State's geocoder (Géoplateforme) or one that speaks as it does (addok).

It is somebody else's service: it may be slow, silent or absent, and everything works without it. It is
told what was typed and nothing else; answers are kept in memory for a while, since people type the same
street twice.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.gis.geos import Point, Polygon
from geopy.adapters import URLLibAdapter
from geopy.exc import GeocoderQueryError, GeocoderRateLimited, GeopyError
from geopy.geocoders import BANFrance

from zones.constants import COVERED_DEPARTMENTS, WGS84
from zones.outside import OutsideService
from zones.pace import Pace

SHORTEST, LONGEST = 3, 200
SILENCE_SECONDS = 60.0
KEPT_SECONDS = 3600
KEPT_ANSWERS = 2000
# What the public asks is kept apart: whatever happens to it never silences the officers.
SERVICE = OutsideService("geocoder", pause=SILENCE_SECONDS)
PUBLIC_SERVICE = OutsideService("geocoder-public", pause=SILENCE_SECONDS)
PUBLIC_PACE = Pace("geocoder-public", most=60, each=15)


class GeocoderSilent(Exception):
    """No geocoder is set, or it does not answer: go on with communes, postcodes and coordinates."""

    message = "La recherche d’adresses ne répond pas : donnez une commune, un code postal ou des coordonnées."


class GeocoderBusy(Exception):
    """The public has asked as much as it may for now: wait a minute, or go on without."""

    message = "Trop d’adresses ont été cherchées en peu de temps : réessayez dans une minute."


@dataclass(frozen=True, kw_only=True)
class Address:
    """One answer: `location` in EPSG:4326, `score` from 0 to 1 as the service gives it.

    `street` is "16 Rue de la Paix", `way` the same without its number; `exact` says that the number itself
    was found, not only its street.
    """

    label: str
    location: Point
    street: str
    way: str
    city: str
    postcode: str
    insee_code: str
    score: float
    exact: bool

    @property
    def public_name(self) -> str:
        """As a message may name it, "Rue de la Paix, Paris 2e": a number would point at the victim."""
        district = int(self.insee_code[3:]) if self.insee_code.startswith("751") else 0
        suffix = "" if not district else " 1er" if district == 1 else f" {district}e"
        return f"{self.way}, {self.city}{suffix}"


def silent_since() -> datetime | None:
    """When the geocoder fell silent; None while it works, or where none is set (GEOCODER_URL)."""
    return SERVICE.silent_since() if settings.GEOCODER_URL else None


def geocode(text: str, *, limit: int = 6) -> list[Address]:
    """Addresses of the four departments, the best first; none when nothing fits.

    Raises GeocoderSilent, at once while the service is known to be silent.
    """
    return _found(text, limit, SERVICE)


def geocode_for_public(text: str, *, asker: str, now: datetime) -> list[Address]:
    """As `geocode`, for people who are not signed in; `asker` stands for one of them.

    Raises GeocoderBusy when this one, or all of them together, ask too often; GeocoderSilent.
    """
    if settings.GEOCODER_URL and not PUBLIC_PACE.take(asker, now=now):
        raise GeocoderBusy
    return _found(text, 6, PUBLIC_SERVICE)


def _found(text: str, limit: int, service: OutsideService) -> list[Address]:
    asked = " ".join(text.split())[:LONGEST]
    if not settings.GEOCODER_URL:
        raise GeocoderSilent
    if len(asked) < SHORTEST:
        return []
    return _covered(_ask(service, asked.casefold(), limit, int(time.monotonic() // KEPT_SECONDS)))


@lru_cache(maxsize=KEPT_ANSWERS)
def _ask(service: OutsideService, text: str, limit: int, hour: int) -> tuple[dict[str, Any], ...]:
    """The service's features; `hour` only makes answers of an hour ago be asked for again."""
    if not service.may_ask():
        raise GeocoderSilent
    try:
        features = _geocoder(settings.GEOCODER_URL).geocode(text, limit=limit, exactly_one=False)
    except GeocoderQueryError:
        # It answered: what was typed is no question to it.
        features = ()
    except GeocoderRateLimited as error:
        # It lives, and wants to be asked less: that is no silence to be remembered.
        raise GeocoderSilent from error
    except (GeopyError, LookupError, TypeError, ValueError) as error:
        # Not only a time-out: an answer that is no list of places helps nobody either.
        service.failed()
        raise GeocoderSilent from error
    service.worked()
    return tuple(features)


class _NearParis(BANFrance):
    """Of the many rues de la Paix of France, ours first: the service takes a point to prefer, geopy none."""

    def _call_geocoder(self, url: str, callback: Callable[..., Any], **options: Any) -> Any:
        middle = Polygon.from_bbox(settings.COVERED_EXTENT).centroid
        return super()._call_geocoder(f"{url}&lat={middle.y:.4f}&lon={middle.x:.4f}", callback, **options)

    def _parse_json(self, response: Any, exactly_one: bool) -> list[dict[str, Any]]:
        """The features as they came: one without a place must not cost the others."""
        return [dict(feature) for feature in response["features"]]


@lru_cache(maxsize=2)
def _geocoder(url: str) -> BANFrance:
    """geopy knows this dialect under its first host, shut since; `url` names the one in service.

    URLLibAdapter, because with requests installed geopy waits out a `Retry-After` beyond our time-out.
    """
    scheme, _, domain = url.partition("://")
    return _NearParis(
        domain=domain,
        scheme=scheme,
        user_agent="geoalert",
        timeout=settings.GEOCODER_TIMEOUT_SECONDS,
        adapter_factory=URLLibAdapter,
    )


def _covered(features: tuple[dict[str, Any], ...]) -> list[Address]:
    read = [address for feature in features if (address := _read(feature))]
    return [address for address in read if address.insee_code[:2] in COVERED_DEPARTMENTS]


def _read(feature: dict[str, Any]) -> Address | None:
    """One feature, or None when it has no place or no commune: such an answer cannot be drawn."""
    facts = feature.get("properties") or {}
    try:
        x, y = map(float, feature["geometry"]["coordinates"][:2])
        label, insee_code = str(facts["label"]), str(facts["citycode"])
        name, score = str(facts.get("name", label)), float(facts.get("score") or 0.0)
    except (KeyError, TypeError, ValueError):
        return None
    return Address(
        label=label,
        location=Point(x, y, srid=WGS84),
        street=name,
        way=str(facts.get("street") or name),
        city=str(facts.get("city", "")),
        postcode=str(facts.get("postcode", "")),
        insee_code=insee_code,
        score=score,
        exact=facts.get("type") == "housenumber",
    )
