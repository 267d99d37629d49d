"""A worker killed with -9 mid-send, a broker flushed mid-send: nobody forgotten, nobody twice."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator

import pytest
import redis
from django.db import connection

from geoalert.supervisor.layout import PROJECT
from messaging.models import Sending
from messaging.tasks import ring_bell
from tests.messaging.queue import frozen, numbers, states
from tests.stack import Bench, until

pytestmark = [pytest.mark.stack, pytest.mark.gateway, pytest.mark.django_db(transaction=True)]

RECIPIENTS = 400
GROUP = 10


@pytest.fixture
def surroundings(kannel_bench: Bench, settings: pytest.FixtureRequest) -> dict[str, str]:
    """Variables under which another process works on this test's database and Kannel."""
    database = settings.DATABASES["default"]
    url = (
        f"postgis://{database['USER']}@/{connection.settings_dict['NAME']}?host={database['HOST']}&port=5432"
    )
    return {
        **os.environ,
        **kannel_bench.environment,
        "DATABASE_URL": url,
        "GEOALERT_DEMO": "1",
        "GEOALERT_SUBMIT_GROUP": str(GROUP),
        "GEOALERT_GATEWAY_CONCURRENCY": "2",
        "GEOALERT_GATEWAY_TIMEOUT": "2",
        "GEOALERT_LEASE_SECONDS": "3",
        "GEOALERT_SWEEP_SECONDS": "1",
        "GEOALERT_CHUNK_SIZE": "100",
        "PYTHONPATH": str(PROJECT),
    }


@pytest.fixture
def processes() -> Iterator[list[subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def run(
    processes: list[subprocess.Popen[bytes]], surroundings: dict[str, str], *command: str
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, *command],
        env=surroundings,
        cwd=PROJECT,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    processes.append(process)
    return process


def handed_over(queued: Sending) -> int:
    return RECIPIENTS - states(queued).get("QUEUED", 0)


def finished(queued: Sending) -> bool:
    return not {"QUEUED", "SUBMITTING"} & states(queued).keys()


def check_phones(bench: Bench, before: int, queued: Sending, unknowns_at_most: int) -> None:
    """From outside: each phone at most once, nobody outside the list, the missing all counted unknown."""
    arrived = Counter(part.number for part in bench.parts()[before:])
    found = states(queued)
    assert max(arrived.values()) == 1
    assert arrived.keys() <= set(numbers(RECIPIENTS))
    assert sum(found.values()) == RECIPIENTS
    assert found.get("UNKNOWN", 0) <= unknowns_at_most
    assert RECIPIENTS - len(arrived) <= found.get("UNKNOWN", 0)


def test_a_worker_killed_mid_send_loses_nothing_and_doubles_nothing(
    kannel_bench: Bench, surroundings: dict[str, str], processes: list[subprocess.Popen[bytes]]
) -> None:
    before = len(kannel_bench.parts())
    queued = frozen(numbers(RECIPIENTS))
    kills = 0

    for share in (0.2, 0.5, 0.8):
        victim = run(processes, surroundings, "manage.py", "dispatcher")
        until(lambda share=share: handed_over(queued) >= share * RECIPIENTS, "part of the sending")  # type: ignore[misc]
        os.killpg(victim.pid, signal.SIGKILL)
        victim.wait()
        kills += 1
    run(processes, surroundings, "manage.py", "dispatcher")
    until(lambda: finished(queued), "the end of the sending")

    until(lambda: _quiet(kannel_bench), "the phones to fall silent")
    check_phones(kannel_bench, before, queued, unknowns_at_most=kills * GROUP)


def test_a_broker_flushed_mid_send_loses_nothing_and_doubles_nothing(
    kannel_bench: Bench,
    surroundings: dict[str, str],
    processes: list[subprocess.Popen[bytes]],
    private_broker: str,
    settings: pytest.FixtureRequest,
) -> None:
    surroundings["REDIS_URL"] = private_broker
    before = len(kannel_bench.parts())
    queued = frozen(numbers(RECIPIENTS))
    worker = ["-m", "celery", "-A", "geoalert", "worker", "-c", "2", "-l", "ERROR", "--without-gossip"]
    run(processes, surroundings, *worker)
    _ring(private_broker)

    until(lambda: handed_over(queued) >= 0.2 * RECIPIENTS, "a fifth of the sending")
    with redis.Redis.from_url(private_broker) as broker:
        broker.flushall()
    run(processes, surroundings, "manage.py", "dispatcher")
    until(lambda: finished(queued), "the end of the sending")

    until(lambda: _quiet(kannel_bench), "the phones to fall silent")
    check_phones(kannel_bench, before, queued, unknowns_at_most=0)


def test_a_dead_broker_does_not_hold_the_officers_click(settings: pytest.FixtureRequest) -> None:
    started = time.monotonic()

    ring_bell()

    assert time.monotonic() - started < 3


def _ring(broker_url: str) -> None:
    """Ring as the web does, through this broker."""
    code = "import django; django.setup(); from messaging.tasks import ring; ring.delay()"
    environment = {**os.environ, "REDIS_URL": broker_url, "PYTHONPATH": str(PROJECT)}
    environment["DJANGO_SETTINGS_MODULE"] = "geoalert.settings"
    subprocess.run([sys.executable, "-c", code], env=environment, cwd=PROJECT, check=True)


def _quiet(bench: Bench) -> bool:
    """Nothing more arrives for a moment."""
    seen = len(bench.parts())
    time.sleep(1)
    return len(bench.parts()) == seen
