"""What the place field finds: our own names at once, addresses when somebody else's geocoder answers."""

from typing import Any

from django.http import JsonResponse
from django.views.decorators.http import require_GET

from web.access import StaffRequest, staff
from zones.geocoding import Address, GeocoderSilent, geocode
from zones.places import Place, search

LONGEST_QUERY = 120
KINDS = {
    "department": "département",
    "commune": "commune",
    "sector": "secteur",
    "town_hall": "mairie",
    "postcode": "code postal",
}


@require_GET
@staff("accounts.send_alert")
def places(request: StaffRequest) -> JsonResponse:
    """?q= what is typed; answers with places to draw around or zones to pick."""
    found = search(request.GET.get("q", "")[:LONGEST_QUERY])
    return JsonResponse({"places": [_place(place) for place in found]})


@require_GET
@staff("accounts.send_alert")
def addresses(request: StaffRequest) -> JsonResponse:
    """?q= what is typed; answers with addresses, or with a sentence while the geocoder is silent."""
    try:
        found = geocode(request.GET.get("q", "")[:LONGEST_QUERY])
    except GeocoderSilent as silent:
        return JsonResponse({"places": [], "silent": silent.message})
    return JsonResponse({"places": [_address(address) for address in found], "silent": ""})


def _place(place: Place) -> dict[str, Any]:
    return {
        "label": place.label,
        "name": place.label.partition(",")[0],
        "kind": KINDS.get(place.kind, ""),
        "point": [place.location.x, place.location.y] if place.location else None,
        "zone": list(place.zone) if place.zone else None,
    }


def _address(address: Address) -> dict[str, Any]:
    return {
        "label": address.label,
        "name": address.public_name,
        "kind": "adresse" if address.exact else "rue ou lieu",
        "point": [address.location.x, address.location.y],
        "zone": None,
    }
