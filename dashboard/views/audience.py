"""Who is inside: the live count while the officer draws, and the list on demand."""

import json
from datetime import datetime
from math import ceil
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.permissions import TerritoryVerdict, may_alert, own_part
from alerts import audience
from messaging.clock import database_now
from subscribers.models import Profession, Subscriber
from subscribers.querysets import Reach, SubscriberQuerySet
from web.access import StaffRequest, staff
from zones.lambert import around
from zones.perimeters import Perimeter, PerimeterRefused, compose, describe, read_json

PAGE_SIZE = 50
# More dots than this hide the map and say nothing.
POINTS = 2000
# Metres: whom a wider circle could still reach.
NEAREST_WITHIN = 2000


class StillDrawing(Exception):
    """The shape under the officer's hand is not a perimeter yet."""


@require_POST
@staff("accounts.send_alert")
def audience_count(request: StaffRequest) -> JsonResponse:
    """POST {"shapes": […], "professions": [codes]|null}; 422 with a French sentence when refused.

    With "sketch": true a shape is still being drawn: a refusal is no news yet, and is answered with 200.
    """
    try:
        body, perimeter, verdict = _read(request)
    except StillDrawing:
        return JsonResponse({"refused": True})
    except PerimeterRefused as refused:
        return _refusal(refused)
    codes, now = _codes(body), database_now()
    found = audience.count(perimeter=perimeter.geometry, profession_codes=codes, now=now)
    about = {
        "area_km2": round(perimeter.area_km2, 3),
        "notes": [*perimeter.notes, *_territory_notes(verdict)],
        "description": describe(body["shapes"]),
        "nearest": None if found.recipients else _nearest(request, perimeter, codes, now),
    }
    return JsonResponse(_numbers(found) | about)


@require_POST
@staff("accounts.send_alert")
def audience_list(request: StaffRequest) -> HttpResponse:
    """A page of those inside one's own territory: name, profession, commune, reach; never a number."""
    try:
        body, perimeter, _ = _read(request)
    except PerimeterRefused as refused:
        return _refusal(refused)
    rows = _members(request, perimeter, _codes(body))
    page = Paginator(rows, PAGE_SIZE).get_page(body.get("page", 1))
    return render(request, "dashboard/_members.html", {"page": page})


@require_POST
@staff("accounts.send_alert")
def audience_points(request: StaffRequest) -> JsonResponse:
    """Where those inside one's own territory are: [longitude, latitude, kind], at most POINTS of them.

    Kind: "in" receives the text, "off" has a profession not ticked, "none" cannot be reached. No id, no name.
    """
    try:
        body, perimeter, _ = _read(request)
    except PerimeterRefused as refused:
        return _refusal(refused)
    codes = _codes(body)
    rows = _members(request, perimeter, None).order_by("pk")
    columns = rows.values_list("location", "profession__code", "reach")[: POINTS + 1]
    points = [[p.x, p.y, _kind(code, reach, codes)] for p, code, reach in columns]
    return JsonResponse({"points": points[:POINTS], "more": len(points) > POINTS})


def _numbers(found: audience.Audience) -> dict[str, Any]:
    labels = dict(Reach.choices)
    return {
        "count": found.recipients,
        "inside": found.inside,
        "reached": found.reached,
        "not_selected": found.not_selected,
        "unreachable": found.unreachable,
        "reasons": [{"label": labels[reach], "count": n} for reach, n in found.by_reason.items()],
        "professions": [vars(row) for row in found.professions],
    }


def _kind(profession: str, reach: str, chosen: list[str] | None) -> str:
    if reach != Reach.REACHABLE:
        return "none"
    return "in" if chosen is None or profession in chosen else "off"


def _members(request: StaffRequest, perimeter: Perimeter, codes: list[str] | None) -> SubscriberQuerySet:
    """Those inside whom this person may see: the part of the perimeter in their own territory."""
    part = own_part(request.user, perimeter.geometry)
    if part is None:
        return SubscriberQuerySet(Subscriber).none()
    return audience.members(perimeter=part, profession_codes=codes, now=database_now())


def _nearest(
    request: StaffRequest, perimeter: Perimeter, codes: list[str] | None, now: datetime
) -> int | None:
    """Metres, by tens, to the nearest who could be warned in one's own territory: no name, no direction."""
    among = own_part(request.user, around(perimeter.geometry, NEAREST_WITHIN))
    if among is None:
        return None
    metres = audience.nearest(perimeter=perimeter.geometry, among=among, profession_codes=codes, now=now)
    return None if metres is None else ceil(metres / 10) * 10


def _read(request: StaffRequest) -> tuple[dict[str, Any], Perimeter, TerritoryVerdict]:
    """The body, its perimeter and how that lies to the person's territory; PerimeterRefused when outside."""
    if int(request.headers.get("Content-Length") or 0) > settings.PERIMETER_MAX_BYTES:
        raise PerimeterRefused("too-heavy", "Le périmètre est trop lourd : simplifiez-le.")
    body = read_json(request.body)
    if not isinstance(body, dict):
        raise PerimeterRefused("not-json", "La demande ne peut pas être lue.")
    try:
        perimeter = compose(body.get("shapes"))
        verdict = may_alert(request.user, perimeter.geometry)
        if not verdict.overlaps:
            raise PerimeterRefused("outside-territory", "Ce périmètre est hors de votre territoire.")
    except PerimeterRefused as refused:
        if body.get("sketch") is True:
            raise StillDrawing from refused
        raise
    return body, perimeter, verdict


def _codes(body: dict[str, Any]) -> list[str] | None:
    """The professions asked for; anything but a list of known codes means nobody, never everybody."""
    asked = body.get("professions")
    if asked is None:
        return None
    known = set(Profession.objects.values_list("code", flat=True))
    if not isinstance(asked, list):
        return []
    return [code for code in asked if isinstance(code, str) and code in known]


def _territory_notes(verdict: TerritoryVerdict) -> list[str]:
    if verdict.wholly_inside:
        return []
    share = max(1, round(100 * verdict.outside_share))
    return [f"{share} % du périmètre est hors de votre territoire."]


def _refusal(refused: PerimeterRefused) -> JsonResponse:
    repaired = json.loads(refused.repaired.geojson) if refused.repaired else None
    error = {"code": refused.code, "message": refused.message, "shape": refused.shape, "repaired": repaired}
    return JsonResponse({"error": error}, status=422)
