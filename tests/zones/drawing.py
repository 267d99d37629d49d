"""Shapes as the officer's page sends them."""

from typing import Any

from tests.places import VENDOME

BOW_TIE = [[2.32, 48.86], [2.34, 48.88], [2.34, 48.86], [2.32, 48.88], [2.32, 48.86]]


def ring(center: tuple[float, float], size: float = 0.01) -> list[list[float]]:
    lon, lat = center
    return [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]


def polygon(*rings: object, sign: str = "include", **members: Any) -> dict[str, Any]:
    geometry = {"type": "Polygon", "coordinates": list(rings)}
    return {"type": "polygon", "sign": sign, "geometry": geometry, **members}


def circle(center: object = VENDOME, radius: object = 300, sign: str = "include") -> dict[str, Any]:
    return {"type": "circle", "sign": sign, "center": center, "radius": radius}


def zone(kind: str, code: str, sign: str = "include", **members: Any) -> dict[str, Any]:
    return {"type": "zone", "sign": sign, "kind": kind, "code": code, **members}
