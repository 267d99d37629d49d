"""Where a business says it is: an address chosen, else its commune; then a pin moved by hand."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.gis.geos import Point

from subscribers.models import EnrolmentDraft
from zones import communes, lambert
from zones.geocoding import Address, geocode_for_public
from zones.models import Commune
from zones.words import words

OUTSIDE = (
    "Ce lieu est au-delà de Paris, des Hauts-de-Seine, de la Seine-Saint-Denis et du Val-de-Marne :"
    " le service ne le couvre pas."
)
# East and north, in steps.
DIRECTIONS = {"ouest": (-1, 0), "nord": (0, 1), "sud": (0, -1), "est": (1, 0)}
STEPS = (10, 100, 500)
# Our outlines are generalised: so far from an address of ours, a door may lie beyond them.
EDGE_METRES = 250


class PlaceRefused(Exception):
    """The pin cannot be there; the message says why in French."""


@dataclass(frozen=True)
class PinVerdict:
    """How a pin lies to what was said of it; `metres` from the address found, None without one."""

    ground: Commune
    stray: bool
    metres: int | None


def find_addresses(*, draft: EnrolmentDraft, text: str, now: datetime) -> list[Address]:
    """What the geocoder finds for `text`. Raises GeocoderSilent; GeocoderBusy when asked too often."""
    return geocode_for_public(text, asker=str(draft.pk), now=now)


def choose_address(*, draft: EnrolmentDraft, address: Address) -> None:
    """The pin goes to an address of the geocoder. Raises PlaceRefused outside the four departments."""
    commune = communes.claimed(
        insee_code=address.insee_code, postcode=address.postcode, location=address.location
    )
    if commune is None:
        raise PlaceRefused(OUTSIDE)
    draft.street = address.street[:160]
    draft.geocoded = address.location
    _put(draft, commune, address.location)


def choose_commune(*, draft: EnrolmentDraft, commune: Commune) -> None:
    """Without a geocoder: the pin starts in the middle of the commune, and what was typed is the street."""
    draft.street = _street(draft.address, commune)[:160]
    draft.geocoded = None
    _put(draft, commune, commune.town_hall or commune.boundary.point_on_surface)


def move_pin(*, draft: EnrolmentDraft, location: Point) -> None:
    """The pin goes to `location` (EPSG:4326). Raises PlaceRefused outside the four departments."""
    if communes.ground(location) is None and not _at_the_edge(draft, location):
        raise PlaceRefused(OUTSIDE)
    draft.location, draft.pin_confirmed = location, False
    draft.save(update_fields=["location", "pin_confirmed"])


def nudge(*, draft: EnrolmentDraft, direction: str, metres: int) -> None:
    """One step on the Lambert-93 plane: `direction` of DIRECTIONS, `metres` of STEPS."""
    east, north = DIRECTIONS[direction]
    move_pin(draft=draft, location=lambert.moved(_pin(draft), east=east * metres, north=north * metres))


def confirm_pin(*, draft: EnrolmentDraft) -> None:
    """ "Oui, c’est ma porte". Raises PlaceRefused when there is no pin to confirm."""
    verdict(draft)
    draft.pin_confirmed = True
    draft.save(update_fields=["pin_confirmed"])


def verdict(draft: EnrolmentDraft) -> PinVerdict:
    """Say it when the pin lies in another commune than the address: an officer will look twice.

    Beyond all outlines, the ground is that of the address: where a pin may be, choosing and moving decide.
    """
    pin = _pin(draft)
    if draft.commune is None:
        raise PlaceRefused(OUTSIDE)
    ground = communes.ground(pin) or draft.commune
    stray = ground != draft.commune and not draft.commune.boundary.covers(pin)
    metres = round(lambert.distance(draft.geocoded, pin)) if draft.geocoded else None
    return PinVerdict(ground=ground, stray=stray, metres=metres)


def _street(typed: str, commune: Commune) -> str:
    """ "12 rue X, 93100 Montreuil" without its town, which is known by now."""
    street, comma, town = typed.rpartition(",")
    said = {word for word in words(town) if word not in commune.postcodes}
    return street if comma and said <= set(words(commune.name)) else typed


def _pin(draft: EnrolmentDraft) -> Point:
    if draft.location is None:
        raise PlaceRefused("Donnez d’abord une adresse.")
    return draft.location


def _at_the_edge(draft: EnrolmentDraft, location: Point) -> bool:
    return draft.geocoded is not None and lambert.distance(draft.geocoded, location) <= EDGE_METRES


def _put(draft: EnrolmentDraft, commune: Commune, location: Point) -> None:
    draft.commune, draft.location, draft.pin_confirmed = commune, location, False
    draft.save(update_fields=["street", "geocoded", "commune", "location", "pin_confirmed"])
