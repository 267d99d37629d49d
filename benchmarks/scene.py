"""What is measured on: seeded shops of one size, and perimeters of four classes around them."""

import random
from dataclasses import dataclass

import numpy as np
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.db import connection

from geoalert.demo.businesses import seed_businesses
from geoalert.reference import load_reference
from messaging.clock import database_now
from zones.models import Department

SEED = 1
# How many shops a perimeter of each class holds at one million; smaller sizes hold their share.
CLASSES = {"block": 40, "neighbourhood": 2_000, "area": 28_000}
CORNERS = {"block": 5, "neighbourhood": 12, "area": 16}
MILLION = 1_000_000


@dataclass(frozen=True)
class Scene:
    """Shops as arrays (degrees, EPSG:4326), in the order of their ids."""

    size: int
    x: np.ndarray
    y: np.ndarray


def prepare(size: int) -> Scene:
    """Seed `size` shops (the same for the same size) and read their points back."""
    load_reference()
    seed_businesses(count=size, seed=SEED, now=database_now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT ST_X(location), ST_Y(location) FROM subscribers_subscriber ORDER BY id")
        xy = np.array(cursor.fetchall())
    return Scene(size, xy[:, 0].copy(), xy[:, 1].copy())


def perimeters(scene: Scene, name: str, count: int) -> list[MultiPolygon]:
    """Hand-drawn-like stars around random shops, as large as their class asks for."""
    if name == "department":
        outlines = Department.objects.exclude(code="75").order_by("code")
        return [department.boundary for department in outlines] * (count // 3 + 1)
    rng = random.Random(SEED)  # noqa: S311  the same perimeters at every run
    wanted = max(3, round(CLASSES[name] * scene.size / MILLION))
    stars = []
    for _ in range(count):
        at = rng.randrange(scene.size)
        centre = (scene.x[at], scene.y[at])
        distances = np.hypot((scene.x - centre[0]) * 0.66, scene.y - centre[1])
        radius = float(np.partition(distances, wanted)[wanted]) * 1.25
        star = _star(centre, radius, CORNERS[name], rng)
        while not star.valid:
            # Corners that leave more than half a turn free can cross: the door would refuse it.
            star = _star(centre, radius, CORNERS[name], rng)
        stars.append(star)
    return stars


def _star(centre: tuple[float, float], radius: float, corners: int, rng: random.Random) -> MultiPolygon:
    turns = sorted(rng.uniform(0, 2 * np.pi) for _ in range(corners))
    reach = [radius * rng.uniform(0.75, 1.1) for _ in turns]
    ring = [
        (centre[0] + r * np.cos(t) / 0.66, centre[1] + r * np.sin(t))
        for r, t in zip(reach, turns, strict=True)
    ]
    return MultiPolygon(Polygon([*ring, ring[0]], srid=4326), srid=4326)
