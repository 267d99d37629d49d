"""Demonstration subscribers: fictitious businesses, numbers kept for fiction, every state there is."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import connection, transaction

from geoalert.demo.copying import copy_rows
from geoalert.demo.names import shop_names, streets
from geoalert.demo.places import Places, scatter
from messaging import addresses
from subscribers.models import Profession, Subscriber

WORDING = "demo-{seed}-{count}"
FICTION_NUMBERS = 10_000
SHARING, WITHOUT, PENDING, STOPPED, QUIET = 0.04, 0.02, 0.04, 0.03, 0.01
LUXURY_JEWELLERS = 0.75

STAGED = (
    *("name", "profession_id", "commune_id", "street", "x", "y", "state"),
    *("address_hash", "address_sealed", "quiet_from", "quiet_until"),
)

_STAGE = """
CREATE TEMP TABLE demo_staging (
    name text, profession_id bigint, commune_id bigint, street text, x float8, y float8, state text,
    address_hash bytea, address_sealed bytea, quiet_from time, quiet_until time
) ON COMMIT DROP
"""
# ORDER BY a geometry follows a Hilbert curve (PostGIS 3): neighbours share pages.
_PLACE = """
CREATE TEMP TABLE demo_placed ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('subscribers_subscriber', 'id')) AS id, sorted.* FROM (
    SELECT *, ST_SetSRID(ST_MakePoint(x, y), 4326) AS location FROM demo_staging ORDER BY 12
) AS sorted
"""
_FILL = (
    """INSERT INTO subscribers_subscriber
       (id, name, profession_id, commune_id, street, siret, state, location, created_at, validated_at)
       SELECT id, name, profession_id, commune_id, street, '', state, location, %(now)s,
              CASE WHEN state = 'PENDING' THEN NULL ELSE %(now)s END FROM demo_placed""",
    """INSERT INTO subscribers_contact
       (subscriber_id, channel, address_hash, address_sealed, quiet_from, quiet_until)
       SELECT id, 'SMS', address_hash, address_sealed, quiet_from, quiet_until FROM demo_placed
       WHERE address_hash IS NOT NULL""",
    """INSERT INTO subscribers_consent (subscriber_id, wording, given_at, withdrawn_at)
       SELECT id, %(wording)s, %(now)s, CASE WHEN state = 'STOPPED' THEN %(now)s END FROM demo_placed""",
    """INSERT INTO messaging_suppression (channel, address_hash, why, since)
       SELECT DISTINCT 'SMS', address_hash, 'STOP', %(now)s FROM demo_placed
       WHERE state = 'STOPPED' AND address_hash IS NOT NULL ON CONFLICT DO NOTHING""",
)
_FORGET = (
    """DELETE FROM messaging_suppression WHERE address_hash IN (
         SELECT address_hash FROM subscribers_contact WHERE subscriber_id IN (
           SELECT subscriber_id FROM subscribers_consent WHERE wording LIKE 'demo-%%'))""",
    """CREATE TEMP TABLE demo_gone ON COMMIT DROP AS
         SELECT DISTINCT subscriber_id AS id FROM subscribers_consent WHERE wording LIKE 'demo-%%'""",
    "DELETE FROM subscribers_contact WHERE subscriber_id IN (SELECT id FROM demo_gone)",
    "DELETE FROM subscribers_consent WHERE subscriber_id IN (SELECT id FROM demo_gone)",
    "DELETE FROM subscribers_subscriber WHERE id IN (SELECT id FROM demo_gone)",
)


def seed_businesses(*, count: int, seed: int, now: datetime) -> bool:
    """Make the demonstration's subscribers exactly `count` of `seed`; False when they are already.

    Subscribers that enrolled by themselves are left alone.
    """
    wording = WORDING.format(seed=seed, count=count)
    if Subscriber.objects.filter(consents__wording=wording).count() == count:
        return False
    rng = np.random.default_rng(seed)
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _FORGET:
            cursor.execute(statement, [])
        cursor.execute(_STAGE)
        copy_rows("demo_staging", STAGED, _rows(count, rng), count)
        cursor.execute(_PLACE)
        for statement in _FILL:
            cursor.execute(statement, {"now": now, "wording": wording})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE subscribers_subscriber, subscribers_contact, messaging_suppression")
    return True


def _rows(count: int, rng: np.random.Generator) -> Iterator[tuple[object, ...]]:
    places = scatter(count, rng)
    professions = _professions(places, rng)
    known = {row.pk: row.name for row in Profession.objects.all()}
    names = shop_names([known[profession] for profession in professions], rng)
    doors = streets(count, rng)
    states = rng.choice(
        ["PENDING", "STOPPED", "VALIDATED"], size=count, p=[PENDING, STOPPED, 1 - PENDING - STOPPED]
    )
    quiet = rng.random(count) < QUIET
    for index, number in enumerate(_numbers(count, rng)):
        sealed = (addresses.fingerprint(number), addresses.seal(number)) if number else (None, None)
        hours = ("22:00", "07:00") if quiet[index] and number else (None, None)
        place = (repr(float(places.x[index])), repr(float(places.y[index])))
        commune = places.ids[places.commune[index]]
        business = (names[index], professions[index], commune, doors[index])
        yield (*business, *place, states[index], *sealed, *hours)


def _professions(places: Places, rng: np.random.Generator) -> list[int]:
    """Ids of professions in plausible shares; most of the luxury quarter sells jewels."""
    path = settings.BASE_DIR / "fixtures" / "professions.json"
    facts: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    ids = dict(Profession.objects.values_list("code", "pk"))
    shares = np.array([row["share"] for row in facts], dtype=float)
    drawn = rng.choice([ids[row["code"]] for row in facts], size=len(places.x), p=shares / shares.sum())
    jewels = places.luxury & (rng.random(len(drawn)) < LUXURY_JEWELLERS)
    drawn[jewels] = ids["bijouterie"]
    return [int(profession) for profession in drawn]


def _numbers(count: int, rng: np.random.Generator) -> Iterator[str | None]:
    """A number each; a few shops share one, a few have none. Beyond the fiction range, +999."""
    own = rng.permutation(FICTION_NUMBERS if count <= FICTION_NUMBERS else count)[:count]
    shared = np.flatnonzero(rng.random(count) < SHARING)
    own[shared] = own[rng.integers(0, count, len(shared))]
    without = rng.random(count) < WITHOUT
    for number, missing in zip(own, without, strict=True):
        if missing:
            yield None
        elif count <= FICTION_NUMBERS:
            yield f"+3363998{number:04d}"
        else:
            yield f"+999{number:09d}"
