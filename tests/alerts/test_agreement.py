"""The page's count, the frozen list and a computation that knows nothing of PostGIS agree."""

import io
import json
import math
import random
from typing import Any

import pytest
import shapely
from django.contrib.gis.geos import GEOSGeometry
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.roles import OFFICER
from alerts import audience
from geoalert.demo.businesses import seed_businesses
from geoalert.reference import load_reference
from messaging import freezing
from messaging.clock import database_now
from messaging.models import Delivery, Mode
from subscribers.address_keys import address_key
from tests.factories import person
from tests.places import VENDOME
from tests.town import nobody_falls_asleep

PERIMETERS = 200
SHOPS = 1500


def random_shape(rng: random.Random) -> shapely.Geometry:
    """A star-shaped polygon, sometimes with a hole, sometimes of two parts."""
    x, y = VENDOME[0] + rng.uniform(-0.06, 0.06), VENDOME[1] + rng.uniform(-0.035, 0.035)
    size = rng.choice([0.002, 0.006, 0.02, 0.05])
    corners = rng.randint(3, 12)
    turns = sorted(rng.uniform(0, 6.283) for _ in range(corners))
    reach = [size * rng.uniform(0.3, 1) for _ in turns]
    star = [(x + r * math.cos(t), y + r * math.sin(t)) for r, t in zip(reach, turns, strict=True)]
    shape = shapely.make_valid(shapely.Polygon(star))
    if rng.random() < 0.4:
        shape = shape.difference(shapely.Point(x, y).buffer(size * 0.15))
    if rng.random() < 0.3:
        shape = shape.union(shapely.Point(x + size, y + size).buffer(size * 0.4, quad_segs=4))
    parts = [part for part in shapely.get_parts(shape) if part.geom_type == "Polygon" and part.area > 0]
    return shapely.MultiPolygon(parts)


@pytest.fixture
def exported(geography: None) -> list[dict[str, Any]]:
    """The demonstration's shops, as the export command gives them to anybody."""
    load_reference()
    seed_businesses(count=SHOPS, seed=7, now=database_now())
    nobody_falls_asleep()
    out = io.StringIO()
    call_command("subscribers", "--format", "geojson", stdout=out)
    return json.loads(out.getvalue())["features"]


def expected(exported: list[dict[str, Any]], shape: shapely.Geometry) -> set[str]:
    points = shapely.points([feature["geometry"]["coordinates"] for feature in exported])
    inside = shapely.covers(shape, points)
    keys = [
        feature["properties"]["address_key"] for feature, yes in zip(exported, inside, strict=True) if yes
    ]
    return {key for joined in keys for key in joined.split(";") if key}


@pytest.mark.django_db
def test_page_frozen_list_and_shapely_agree_on_200_random_perimeters(
    exported: list[dict[str, Any]], client: Client
) -> None:
    rng = random.Random(20261124)
    client.force_login(
        person("alice", OFFICER, sectors=("*",)), backend="django.contrib.auth.backends.ModelBackend"
    )
    compared = 0
    while compared < PERIMETERS:
        shape = random_shape(rng)
        geometry = json.loads(shapely.to_geojson(shape))
        answer = client.post(
            reverse("dashboard:audience-count"),
            json.dumps(
                {
                    "shapes": [{"type": "polygon", "sign": "include", "geometry": geometry}],
                    "professions": None,
                }
            ),
            content_type="application/json",
        )
        assert answer.status_code == 200, answer.content
        wanted = expected(exported, shape)
        assert answer.json()["count"] == len(wanted)
        assert frozen_keys(shape) == wanted
        compared += 1


def frozen_keys(shape: shapely.Geometry) -> set[str]:
    """The keys of the list that a freeze writes; the freeze is taken back."""
    now = database_now()
    perimeter = GEOSGeometry(memoryview(shape.wkb), srid=4326)
    savepoint = transaction.savepoint()
    sending = freezing.freeze(
        recipients=audience.recipients(perimeter=perimeter, profession_codes=None, now=now),
        text="x",
        mode=Mode.EXERCISE,
        priority=1,
        valid_until=now,
        not_before=now,
        now=now,
    )
    hashes = Delivery.objects.filter(sending=sending).values_list("address_hash", flat=True)
    keys = [address_key(bytes(address_hash)) for address_hash in hashes]
    transaction.savepoint_rollback(savepoint)
    assert len(keys) == len(set(keys))
    return set(keys)
