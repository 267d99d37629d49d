"""Shapes and questions as the page sends them."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.places import VENDOME


def circle(radius: float = 600, center: tuple[float, float] = VENDOME, **more: Any) -> dict[str, Any]:
    return {"type": "circle", "sign": "include", "center": list(center), "radius": radius, **more}


def polygon(*corners: tuple[float, float], **more: Any) -> dict[str, Any]:
    ring = [list(corner) for corner in (*corners, corners[0])]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "polygon", "sign": "include", "geometry": geometry, **more}


def zone(kind: str, code: str, **more: Any) -> dict[str, Any]:
    return {"type": "zone", "sign": "include", "kind": kind, "code": code, **more}


def ask(client: Client, name: str, body: object) -> HttpResponse:
    """POST JSON to a page of ours; `body` may be text that is no JSON."""
    data = body if isinstance(body, str) else json.dumps(body)
    return client.post(reverse(f"dashboard:{name}"), data, content_type="application/json")
