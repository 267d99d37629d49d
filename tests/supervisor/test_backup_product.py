"""The whole of it, with the phone log as the oracle: yesterday's queue is never sent by a restored system."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from geoalert.supervisor.layout import PROJECT
from tests.stack import Product, clean_environment, start_product, stop_product, until

pytestmark = [pytest.mark.stack, pytest.mark.gateway]

# Slow enough to be half-way for a while.
RATE = {"GEOALERT_GATEWAY_RATES": "kannel=8", "GEOALERT_SWEEP_SECONDS": "2"}
AROUND_VENDOME = {
    "type": "Polygon",
    "coordinates": [
        [[2.3247, 48.8656], [2.3347, 48.8656], [2.3347, 48.8696], [2.3247, 48.8696], [2.3247, 48.8656]]
    ],
}


def supervise(var: Path, *arguments: str, expect: int = 0) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "geoalert.supervisor", *arguments],
        env=clean_environment(var),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == expect, done.stdout + done.stderr
    return done.stdout + done.stderr


def send(product: Product, folder: Path, text: str, *, expect: int = 0) -> str:
    file = folder / "vendome.geojson"
    file.write_text(json.dumps(AROUND_VENDOME))
    asked = ("--perimeter", str(file), "--text", text, "--as", "officier", "--valid-minutes", "120")
    return product.manage("send_alert", *asked, expect=expect)


def test_what_waited_in_a_backup_never_leaves_and_new_alerts_do(tmp_path: Path) -> None:
    file = tmp_path / "saved" / "geoalert.tar"
    before = start_product(tmp_path / "var", environment=RATE)
    try:
        frozen = json.loads(send(before, tmp_path, "Avant la panne."))["frozen"]
        until(lambda: len(before.parts()) >= 10, "the first phones")
        supervise(before.var, "backup", str(file), "--with-keys")
        seen = len(before.parts())
        assert seen < frozen, "the backup must fall into the sending"
        until(lambda: len(before.parts()) >= frozen, "the last phones, after the backup")
    finally:
        stop_product(before)
    assert max(Counter(part.number for part in before.parts()).values()) == 1

    assert "ENVOIS SONT ARRÊTÉS" in supervise(tmp_path / "again", "restore", str(file))
    after = start_product(tmp_path / "again", environment=RATE)
    try:
        assert "restauration" in refused(after, tmp_path)
        for words in ((), ("release", "--yes"), ()):
            sweep(after, *words)
            assert after.parts() == []
        new = json.loads(send(after, tmp_path, "Après la panne."))["frozen"]
        until(lambda: len(after.parts()) >= new, "the phones of the new alert")
        assert {part.text for part in after.parts()} == {part.text for part in after.parts()[:1]}
        assert after.parts()[0].text.startswith("Après la panne.")
    finally:
        stop_product(after)


def refused(product: Product, folder: Path) -> str:
    """*Envoyer* at a shell: refused, and why."""
    command = [sys.executable, str(PROJECT / "manage.py"), "send_alert", "--text", "Trop tôt."]
    command += ["--perimeter", str(folder / "vendome.geojson"), "--as", "officier"]
    surroundings = clean_environment(product.var)
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stdout
    return done.stderr


def sweep(product: Product, *command: str) -> None:
    """Whoever could send something tries: a dispatcher at a shell, after the command if there is one."""
    if command:
        product.manage(*command)
    for _ in range(3):
        product.manage("dispatcher", "--once")
