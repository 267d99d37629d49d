"""`subscribers --format geojson|csv`: who is where and reachable; a key for an address, never the address."""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from messaging.clock import database_now
from subscribers.address_keys import address_key
from subscribers.models import Contact, Subscriber
from subscribers.querysets import Reach

COLUMNS = ("id", "profession", "state", "reachable", "address_key", "longitude", "latitude")


class Command(BaseCommand):
    help = "Exporte les abonnés sans nom ni numéro."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--format", choices=["geojson", "csv"], default="geojson")
        parser.add_argument("--json", action="store_true", help="comme --format geojson")

    def handle(self, *args: Any, **options: Any) -> None:
        total = Subscriber.objects.count()
        rows = tqdm(_rows(), total=total, unit="abonné", disable=None, file=sys.stderr)
        if options["format"] == "csv" and not options["json"]:
            writer = csv.writer(self.stdout, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(rows)
            return
        self.stdout.write('{"type": "FeatureCollection", "features": [', ending="")
        for number, row in enumerate(rows):
            self.stdout.write(",\n" if number else "\n", ending="")
            self.stdout.write(_feature(row), ending="")
        self.stdout.write("\n]}")


def _rows() -> Iterator[tuple[Any, ...]]:
    """One tuple of COLUMNS each; several deliverable addresses are joined by ";"."""
    now = database_now()
    keys: dict[int, list[str]] = defaultdict(list)
    contacts = Contact.objects.deliverable(now).order_by("pk")
    for subscriber, address_hash in contacts.values_list("subscriber_id", "address_hash").iterator():
        keys[subscriber].append(address_key(bytes(address_hash)))
    subscribers = Subscriber.objects.with_reach(now).order_by("pk")
    columns = ("pk", "profession__code", "state", "reach", "location")
    for pk, profession, state, reach, point in subscribers.values_list(*columns).iterator():
        key = ";".join(keys.get(pk, []))
        yield pk, profession, state, reach == Reach.REACHABLE, key, repr(point.x), repr(point.y)


def _feature(row: tuple[Any, ...]) -> str:
    *values, longitude, latitude = row
    properties = dict(zip(COLUMNS, values, strict=False))
    coordinates = [float(longitude), float(latitude)]
    geometry = {"type": "Point", "coordinates": coordinates}
    return json.dumps({"type": "Feature", "properties": properties, "geometry": geometry})
