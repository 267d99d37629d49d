"""A1: the live count by profession through the HTTP endpoint, beside its best and its worst case."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from django.conf import settings
from django.contrib.gis.geos import MultiPolygon
from django.db import connection
from django.test import Client

from accounts.models import Territory, User
from accounts.roles import SUPERVISOR, ensure_roles
from benchmarks.scene import Scene, perimeters
from benchmarks.timing import Measure, compare
from geoalert.supervisor.kannel import free_ports
from subscribers.models import Subscriber

CASES = 40
TUTORIAL_AT_MOST = 100_000
TUTORIAL_CASES = 3
Variant = Callable[[MultiPolygon], Hashable]


class Refused(Exception):
    """The endpoint refused a perimeter: nothing was measured."""


def measure(scene: Scene, *, out: Path) -> Iterator[Measure]:
    """One measure a class of perimeter; every variant counts the shops inside, whatever their reach."""
    _copy_in_random_order()
    with _server() as (http, headers):
        for name in ("block", "neighbourhood", "area", "department"):
            cases = perimeters(scene, name, CASES)[:CASES]
            variants: dict[str, Variant] = {
                "endpoint": lambda shape: _ask(http, headers, shape),
                "SQL alone": lambda shape: _sql(shape, "subscribers_subscriber"),
                "insertion-order GiST": lambda shape: _sql(shape, "bench_insertion_order"),
                "numpy floor": lambda shape: _numpy(scene, shape),
            }
            found = compare(f"A1 {name} {scene.size}", variants, cases)
            found.save(out)
            yield found
            if name == "neighbourhood" and scene.size <= TUTORIAL_AT_MOST:
                loop = {"endpoint": variants["endpoint"], "tutorial loop": _tutorial}
                yield compare(f"A1 tutorial {scene.size}", loop, cases[:TUTORIAL_CASES])


def _ask(http: HTTPConnection, headers: dict[str, str], shape: MultiPolygon) -> int:
    geometry = json.loads(shape.geojson)
    body = json.dumps({"shapes": [{"type": "polygon", "sign": "include", "geometry": geometry}]})
    http.request("POST", "/poste/audience/", body, headers)
    answer = json.loads(http.getresponse().read())
    if "error" in answer:
        raise Refused(answer["error"]["message"])
    return int(answer["inside"])


def _sql(shape: MultiPolygon, table: str) -> int:
    """The bare question: by profession, inside."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT profession_id, count(*) FROM {table}"  # noqa: S608  one of two names of ours
            " WHERE ST_CoveredBy(location, ST_GeomFromWKB(%s, 4326)) GROUP BY profession_id",
            [bytes(shape.wkb)],
        )
        return sum(count for _, count in cursor.fetchall())


def _numpy(scene: Scene, shape: MultiPolygon) -> int:
    """All points in memory: the box, then the shape."""
    polygon = shapely.from_wkb(bytes(shape.wkb))
    shapely.prepare(polygon)
    west, south, east, north = shapely.bounds(polygon)
    near = (scene.x >= west) & (scene.x <= east) & (scene.y >= south) & (scene.y <= north)
    return int(np.count_nonzero(shapely.intersects_xy(polygon, scene.x[near], scene.y[near])))


def _tutorial(shape: MultiPolygon) -> int:
    """What a first try looks like: every object in Python, asked one by one."""
    inside: Counter[int] = Counter()
    for shop in Subscriber.objects.all().iterator():
        if shape.covers(shop.location):
            inside[shop.profession_id] += 1
    return inside.total()


def _copy_in_random_order() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_insertion_order")
        cursor.execute(
            "CREATE TABLE bench_insertion_order AS SELECT * FROM subscribers_subscriber ORDER BY random()"
        )
        cursor.execute("CREATE INDEX ON bench_insertion_order USING gist (location)")
        cursor.execute("VACUUM ANALYZE bench_insertion_order")


@contextmanager
def _server() -> Iterator[tuple[HTTPConnection, dict[str, str]]]:
    """The real web server on this database, one connection kept open, a signed-in supervisor."""
    (port,) = free_ports(1)
    bind = ["--bind", f"127.0.0.1:{port}", "--threads", "2", "--worker-class", "gthread"]
    quiet = ["--no-control-socket", "--log-level", "error", "--keep-alive", "60"]
    server = subprocess.Popen([sys.executable, "-m", "gunicorn", "geoalert.wsgi", *bind, *quiet])
    try:
        http = HTTPConnection("127.0.0.1", port, timeout=60)
        _wait(http)
        yield http, {"Content-Type": "application/json", **_session()}
    finally:
        server.terminate()
        server.wait()


def _wait(http: HTTPConnection) -> None:
    for _ in range(200):
        try:
            http.connect()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError("the web server does not start")


def _session() -> dict[str, Any]:
    ensure_roles()
    everywhere, _ = Territory.objects.get_or_create(name="bench", defaults={"everything": True})
    user, _ = User.objects.get_or_create(username="bench", defaults={"territory": everywhere})
    user.groups.set(user.groups.model.objects.filter(name=SUPERVISOR))
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    token = "b" * 32
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
    return {"Cookie": cookies, "X-CSRFToken": token}
