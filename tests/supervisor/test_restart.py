"""Whatever dies comes back, and the product with it: real kills of a real product."""

import json
import os
import signal
from pathlib import Path

import pytest

from geoalert.supervisor import health
from geoalert.supervisor.layout import Layout
from tests.places import VENDOME
from tests.stack import Product, until

pytestmark = pytest.mark.stack

PARTS = (
    "postgres",
    "broker",
    "bearerbox",
    "smsbox",
    "phones",
    "web",
    "receipts",
    "worker",
    "beat",
    "dispatcher",
    "watchman",
)


def pid(product: Product, name: str) -> int:
    """0 while the file is being written."""
    words = (Layout(product.var).run / f"{name}.pid").read_text().split()
    return int(words[0]) if words else 0


def well(product: Product) -> bool:
    answers = health.ask(int(product.url.rsplit(":", 1)[1]))
    return answers is not None and health.unwell(answers) == []


def around_vendome(folder: Path) -> Path:
    west, south, east, north = VENDOME[0] - 0.005, VENDOME[1] - 0.004, VENDOME[0] + 0.005, VENDOME[1] + 0.004
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    file = folder / "vendome.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    return file


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_comes_back_and_everything_is_well_again(product: Product, name: str) -> None:
    until(lambda: well(product), "everything well before the kill")
    before = pid(product, name)

    os.killpg(before, signal.SIGKILL)

    until(lambda: pid(product, name) not in (before, 0), f"another {name}")
    until(lambda: well(product), "everything well again")


@pytest.mark.gateway
def test_after_the_database_and_the_broker_died_an_alert_still_reaches_the_phones(
    product: Product, tmp_path: Path
) -> None:
    for name in ("postgres", "broker"):
        os.killpg(pid(product, name), signal.SIGKILL)
    until(lambda: well(product), "everything well again")
    before = len(product.parts())

    asked = ["--perimeter", str(around_vendome(tmp_path)), "--text", "Essai", "--as", "officier"]
    answer = json.loads(product.manage("send_alert", *asked))

    assert answer["frozen"] > 0
    until(lambda: len(product.parts()) - before >= answer["frozen"], "a text on every phone")
