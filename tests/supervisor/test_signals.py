"""A whole product that is hurt: it says so within a minute, loses no receipt, and its logs hold no number."""

import json
import os
import re
import signal
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from geoalert.supervisor.layout import Layout
from tests.stack import Product, until
from tests.supervisor.test_restart import around_vendome, pid, well

pytestmark = [pytest.mark.stack, pytest.mark.gateway]

OURS = ("web", "receipts", "worker", "beat", "dispatcher", "watchman")
# What Celery says on its own as it ends, past every logger.
CELERY_ENDS = re.compile(r"\s*|worker: \w+ shutdown \(MainProcess\)")


@contextmanager
def stopped(product: Product, *names: str) -> Iterator[None]:
    """Processes that hang: they live, so the supervisor sees nothing to relaunch."""
    held = [pid(product, name) for name in names]
    for one in held:
        os.killpg(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in held:
            os.killpg(one, signal.SIGCONT)


def send(product: Product, folder: Path) -> dict:
    asked = ["--perimeter", str(around_vendome(folder)), "--text", "Essai", "--as", "officier"]
    answer: dict = json.loads(product.manage("send_alert", *asked))
    return answer


def states(product: Product, code: str) -> dict[str, int]:
    rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
    return dict(Counter(row["state"] for row in rows))


def alarms(product: Product) -> list[str]:
    try:
        with urllib.request.urlopen(f"{product.url}/sante/", timeout=30) as answer:  # noqa: S310
            body = answer.read()
    except urllib.error.HTTPError as unwell:
        body = unwell.read()
    return json.loads(body)["alarms"]


def metrics(product: Product) -> str:
    token = (Layout(product.var).secrets / "METRICS_TOKEN").read_text().strip()
    asked = urllib.request.Request(  # noqa: S310  our own product
        f"{product.url}/metrics", headers={"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(asked, timeout=30) as answer:  # noqa: S310
        return answer.read().decode()


def lines(product: Product, name: str) -> list[str]:
    """Whole ones: the last may be half written."""
    whole, _, _ = (Layout(product.var).log / f"{name}.log").read_text().rpartition("\n")
    return whole.splitlines()


def facts(product: Product, name: str) -> list[dict]:
    return [json.loads(line) for line in lines(product, name) if not CELERY_ENDS.fullmatch(line)]


def test_a_receiver_killed_in_the_middle_of_an_alert_loses_no_receipt(
    product: Product, tmp_path: Path
) -> None:
    until(lambda: well(product), "everything well")
    before = len(product.parts())
    alert = send(product, tmp_path)
    until(lambda: len(product.parts()) > before, "a text on a phone")

    os.killpg(pid(product, "receipts"), signal.SIGKILL)

    until(lambda: states(product, alert["alert"]) == {"DELIVERED": alert["frozen"]}, "every receipt")


def test_nobody_sending_is_said_within_a_minute_and_once(product: Product, tmp_path: Path) -> None:
    until(lambda: well(product) and not alarms(product), "everything well")
    # Another test of this product may have met the same.
    before = len(said(product, "stuck"))

    with stopped(product, "dispatcher", "worker"):
        alert = send(product, tmp_path)
        until(lambda: "silent" in alarms(product), "the alarm of the dispatcher")
        until(lambda: "stuck" in alarms(product), "the alarm of the sending")
        assert 'geoalert_alarms{condition="stuck"} 1.0' in metrics(product)
        until(lambda: said(product, "stuck")[before:] == ["alarm raised"], "the watchman's line")
        # From when it was due: the officer may take it back for ten seconds before.
        (line,) = told(product, "stuck")[before:]
        assert line["seconds"] < 60

    until(lambda: states(product, alert["alert"]) == {"DELIVERED": alert["frozen"]}, "the alert leaves")
    until(lambda: alarms(product) == [], "no alarm any more")
    until(
        lambda: said(product, "stuck")[before:] == ["alarm raised", "alarm over"], "the end of the incident"
    )


def told(product: Product, condition: str) -> list[dict]:
    """Facts of the watchman."""
    return [fact for fact in facts(product, "watchman") if fact.get("condition") == condition]


def said(product: Product, condition: str) -> list[str]:
    return [fact["event"] for fact in told(product, condition)]


def test_no_log_of_a_product_that_failed_holds_a_number_and_every_line_is_json(
    product: Product, tmp_path: Path
) -> None:
    until(lambda: well(product), "everything well")
    with stopped(product, "smsbox"):
        alert = send(product, tmp_path)
        until(lambda: said_of(product, "breaker opened"), "a gateway that does not answer")
    _knock_with_a_number(product)
    until(lambda: sum(states(product, alert["alert"]).values()) == alert["frozen"], "rows")
    until(lambda: said_of(product, "chunk handed over"), "a line a chunk")

    numbers = {part.number for part in product.parts()} | {"+33639980042"}
    assert len(numbers) > 10
    for file in sorted(Layout(product.var).log.iterdir()):
        written = file.read_text(errors="replace")
        held = [number for number in numbers if number[1:] in written or "0" + number[3:] in written]
        assert (file.name, held) == (file.name, [])
    for name in OURS:
        assert all("event" in fact and "timestamp" in fact for fact in facts(product, name))


def said_of(product: Product, event: str) -> list[dict]:
    return [
        fact for name in ("worker", "dispatcher") for fact in facts(product, name) if fact["event"] == event
    ]


def _knock_with_a_number(product: Product) -> None:
    """Addresses that are not there, with a number in them: Django writes those into its log."""
    for path in ("/nulle-part/+33639980042/", "/nulle-part/?q=0639980042", "/api/v1/recus/autre/0639980042/"):
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(product.url + path, timeout=30)  # noqa: S310
