"""A whole geoalert before an operator's centre: `up` starts the receiver, and starts it again."""

import json
import os
import signal
from collections import Counter
from pathlib import Path

import pytest

from tests.places import VENDOME
from tests.smsc import PASSWORD, Smsc
from tests.stack import start_product, stop_product, until

pytestmark = [pytest.mark.stack, pytest.mark.gateway]


def test_receipts_come_home_through_a_receiver_that_was_killed(tmp_path: Path, smsc: Smsc) -> None:
    centre = {"SMPP_HOST": "127.0.0.1", "SMPP_PORT": str(smsc.port), "SMPP_IS_BENCH": "1"}
    contract = {"SMPP_USERNAME": "geoalert", "SMPP_PASSWORD": PASSWORD, "GEOALERT_SMS_CHANNEL": "smpp"}
    x, y = VENDOME
    ring = [[x - 0.002, y - 0.001], [x + 0.002, y - 0.001], [x, y + 0.001], [x - 0.002, y - 0.001]]
    perimeter = tmp_path / "vendome.geojson"
    perimeter.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    product = start_product(tmp_path / "var", environment={**centre, **contract})
    try:
        pid = int((product.var / "run" / "receiver.pid").read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        sent = product.manage(
            *("send_alert", "--perimeter", str(perimeter), "--text", "Essai. Un doute : 17."),
            *("--as", "officier", "--wait"),
        )
        frozen, code = json.loads(sent)["frozen"], json.loads(sent)["alert"]

        def states() -> Counter[str]:
            rows = json.loads(product.manage("deliveries", "--alert", code, "--json"))
            return Counter(row["state"] for row in rows)

        until(lambda: states() == {"DELIVERED": frozen}, "every receipt")
    finally:
        stop_product(product)
    assert Counter(Counter(part.number for part in smsc.submits()).values()) == {1: frozen}
    binds = Counter(line["kind"] for line in smsc.lines("bind"))
    assert binds["bind_receiver"] == 2
