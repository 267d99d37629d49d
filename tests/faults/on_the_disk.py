"""The disk under the database is full for a while: under its tables, or under its log."""

import re
from contextlib import closing, suppress

import psycopg2
from django.db import connection

from alerts.models import Alert
from geoalert.supervisor import services
from geoalert.supervisor.process import Child
from geoalert.supervisor.watch import Watch
from tests.faults.bench import DISPATCHER_SLOTS, GROUP, WORKER_SLOTS
from tests.faults.by_people import follow, press, shops, verified
from tests.faults.kannel import silently
from tests.faults.moving import administer, let_nobody_in, log_on_a_small_disk, tables_on_a_small_disk
from tests.faults.run import Run
from tests.faults.visitor import Visitor
from tests.stack import until

SLOTS = DISPATCHER_SLOTS + WORKER_SLOTS
REFUSED = "No space left on device"
FULL = "Le disque de la base de données est plein"
RAISED = re.compile(r"alarm raised.*\bcondition=full\b")
# Each turn of the log needs a row in the segment before.
_TURN = "CREATE TEMPORARY TABLE turn (); SELECT pg_switch_wal(); DROP TABLE turn"


def full_of_tables(run: Run) -> int:
    """No table grows any more: statements are refused, then whoever comes in; the server lives."""
    numbers = shops(run, 20)
    run.freeze(run.size(500, fast=300))
    with tables_on_a_small_disk(run.bench) as disk:
        alert, browser = verified(run, "disk")
        watchman, before = _start(run), len(_log_of(run))
        run.until_share(0.2)
        disk.fill()
        until(lambda: REFUSED in _log_of(run)[before:], "the first refusal")
        run.hold(run.size(30, fast=6))
        run.demand(run.left("QUEUED") > 0, "nothing waited for room")
        _demand_said(run, alert, browser, FULL)
        _demand_alarm(run, browser, watchman)
        let_nobody_in(run.bench, disk)
        _demand_said(run, alert, browser, FULL)
        _demand_known(run, browser, _watchman(run))
        disk.empty()
        _go_on(run, alert, browser, numbers)
    return SLOTS * GROUP


def full_of_log(run: Run) -> int:
    """The server cannot write its log: it panics, is relaunched as `up` relaunches it, and panics again."""
    numbers = shops(run, 20)
    alert, browser = verified(run, "log-disk")
    run.freeze(run.size(500, fast=300))
    with log_on_a_small_disk(run.bench) as disk:
        _start(run)
        run.until_share(0.2)
        disk.fill()
        _use_up_the_log(run)
        watch = Watch(run.bench.postgres, silently)
        for _ in range(run.size(30, fast=6)):
            watch.look()
            run.hold(1)
        _demand_said(run, alert, browser, "La base de données ne répond pas")
        disk.empty()
        until(lambda: _is_back(run, watch), "the database to be back")
        _go_on(run, alert, browser, numbers)
    return SLOTS * GROUP


def _start(run: Run) -> Child:
    """Everybody who sends, and the watchman, who is returned."""
    run.bench.dispatcher()
    run.bench.worker()
    run.ring()
    return _watchman(run)


def _watchman(run: Run) -> Child:
    return run.bench.run("watchman", services.command("watchman", run.bench.layout))


def _go_on(run: Run, alert: Alert, browser: Visitor, numbers: list[str]) -> None:
    """There is room again: what waited leaves, and *Envoyer* sends."""
    run.finish()
    run.demand(press(browser, alert).url.endswith(f"/alertes/{alert.code}/"), "*Envoyer* did not send")
    follow(run, alert, numbers)
    run.finish()
    until(lambda: '"alarms": []' in browser.get("/sante/").body, "the alarms to be over")


def _demand_said(run: Run, alert: Alert, browser: Visitor, sentence: str) -> None:
    """Every click is answered with that sentence, and sends nothing."""
    for _ in range(3):
        page = press(browser, alert)
        run.demand(page.status == 503 and sentence in page.body, f"*Envoyer* was answered {page.status}")


def _demand_alarm(run: Run, browser: Visitor, watchman: Child) -> None:
    missing = browser.get("/poste/manque/envoi/")
    run.demand("disque de la base plein" in missing.body.lower(), "nobody told the officer")
    _demand_known(run, browser, watchman)


def _demand_known(run: Run, browser: Visitor, watchman: Child) -> None:
    """/sante/ and the watchman's log name the alarm."""
    health = browser.get("/sante/")
    run.demand(health.status == 503 and '"full"' in health.body, f"/sante/ said {health.body}")
    until(lambda: RAISED.search(watchman.log.read_text()), "the watchman's alarm")


def _use_up_the_log(run: Run) -> None:
    """Turn to the next segment of the log until there is none and the server panics."""
    with suppress(psycopg2.Error):
        while True:
            administer(run.bench, *_TURN.split(";"))
    until(lambda: not run.bench.postgres.alive(), "the panic")
    connection.close()


def _is_back(run: Run, watch: Watch) -> bool:
    watch.look()
    with suppress(psycopg2.Error), closing(run.bench.connect()):
        return True
    return False


def _log_of(run: Run) -> str:
    return run.bench.postgres.log.read_text(errors="replace")
