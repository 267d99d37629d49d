"""`up` as people run it: serves, ends cleanly, and survives being killed."""

import json
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from geoalert.supervisor.layout import PROJECT, Layout
from geoalert.supervisor.pidfiles import start_time
from tests.stack import PATIENCE, Product, clean_environment, start_product, stop_product, until

pytestmark = pytest.mark.stack


def pids(product: Product) -> dict[str, int]:
    run = Layout(product.var).run
    return {file.stem: int(file.read_text().split()[0]) for file in run.glob("*.pid")}


def health(product: Product) -> dict[str, str]:
    with urllib.request.urlopen(f"{product.url}/sante/", timeout=10) as answer:  # noqa: S310
        return json.load(answer)["checks"]


def test_everything_is_well_and_a_second_up_is_refused(product: Product) -> None:
    assert set(health(product).values()) == {"ok"}
    assert set(pids(product)) >= {"postgres", "broker", "bearerbox", "web", "worker", "beat", "dispatcher"}

    second = subprocess.run(
        [sys.executable, "-m", "geoalert.supervisor", "up", "--port", "1"],
        env=clean_environment(product.var),
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert second.returncode == 1
    assert "déjà" in second.stderr


def test_after_a_kill_of_the_supervisor_the_next_up_works_beside_another_and_leaves_nothing(
    product: Product, tmp_path: Path
) -> None:
    first = start_product(tmp_path / "var", "--no-demo")
    started = pids(first)
    first.process.kill()
    first.process.wait(PATIENCE)

    again = start_product(tmp_path / "var", "--no-demo")
    running = pids(again)
    assert set(health(again).values()) == set(health(product).values()) == {"ok"}
    _check_bare(again)
    again.manage("seed_demo", "--subscribers", "1", expect=2)
    assert people(again)["users"] == 0
    town = {"GEOALERT_DEMO_ACCOUNTS": "1"}
    again.manage("seed_demo", "--subscribers", "1", environment=town)
    assert stop_product(again) == 0

    gone = {**{f"first {name}": pid for name, pid in started.items()}, **running}
    until(lambda: not any(start_time(pid) for pid in gone.values()), "no process left")
    # It has become a demonstration since: it is not served as anything else.
    with pytest.raises(AssertionError, match="ville fictive"):
        start_product(tmp_path / "var", "--no-demo")


def _check_bare(product: Product) -> None:
    """Reference data and nobody; the screen says how the first administrator comes."""
    said = product.var.with_name("var.log").read_text()
    assert "create_admin" in said
    assert "geoalert-demo-2026" not in said
    assert people(product) == {"users": 0, "subscribers": 0, "communes": 142}


def test_commands_find_the_instance_that_runs(product: Product) -> None:
    answer = json.loads(product.manage("load_boundaries", "--json"))

    assert answer["communes"] == 142


def test_no_number_is_in_any_log_but_kannels_own(product: Product) -> None:
    logs = "".join(file.read_text(errors="replace") for file in Layout(product.var).log.glob("*.log"))

    assert "3363998" not in logs
    assert oct(Layout(product.var).kannel.stat().st_mode)[-3:] == "700"


def people(product: Product) -> dict[str, int]:
    question = (
        "import json; from accounts.models import User; from subscribers.models import Subscriber;"
        "from zones.models import Commune; count = lambda model: model.objects.count();"
        "answer = {'users': count(User), 'subscribers': count(Subscriber), 'communes': count(Commune)};"
        "print(json.dumps(answer))"
    )
    return json.loads(product.manage("shell", "-v", "0", "-c", question))
