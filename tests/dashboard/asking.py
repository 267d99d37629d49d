"""Shapes and questions as the page sends them."""

import json
from typing import Any
from uuid import uuid4

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from messaging.clock import database_now
from subscribers.models import Profession
from tests.places import VENDOME


def circle(radius: float = 600, center: tuple[float, float] = VENDOME, **more: Any) -> dict[str, Any]:
    return {"type": "circle", "sign": "include", "center": list(center), "radius": radius, **more}


def polygon(*corners: tuple[float, float], **more: Any) -> dict[str, Any]:
    ring = [list(corner) for corner in (*corners, corners[0])]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "polygon", "sign": "include", "geometry": geometry, **more}


def zone(kind: str, code: str, **more: Any) -> dict[str, Any]:
    return {"type": "zone", "sign": "include", "kind": kind, "code": code, **more}


def ask(client: Client, name: str, body: object) -> Any:
    """POST JSON to a page of ours; `body` may be text that is no JSON."""
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse(f"dashboard:{name}"), data, content_type="application/json")


def filled(**changes: Any) -> dict[str, Any]:
    """*Nouvelle alerte* as it would be taken, but for the changes."""
    now = timezone.localtime(database_now())
    form = {
        "form_key": str(uuid4()),
        "shapes": json.dumps([circle()]),
        "professions": list(Profession.objects.values_list("code", flat=True)),
        "kind": "vol-substitution",
        "occurred_at": now.strftime("%Y-%m-%dT%H:%M"),
        "place": "place Vendome",
        "text": "Vol par substitution place Vendome. Un doute : 17.",
        "advice_page": "bijouteries",
        "valid_minutes": "120",
    }
    return form | changes
