"""Every fault: its name, what is injected, the bound on unknowns in words, and the function that does it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.faults import by_people as people
from tests.faults import manners, of_backups, of_time, of_versions
from tests.faults import on_receipts as receipts
from tests.faults import on_smpp as smpp
from tests.faults import on_the_broker as broker
from tests.faults import on_the_database as database
from tests.faults import on_the_disk as disk
from tests.faults import on_the_gateway as gateway
from tests.faults import on_workers as workers
from tests.faults.run import Run

TIMED = "time-outs × group"
SPOILT = "spoilt answers"


@dataclass(frozen=True)
class Fault:
    """`inject` hurts, waits for the end, and returns how many unknowns are allowed; `fast`: in `test` too."""

    name: str
    injected: str
    bound: str
    inject: Callable[[Run], int]
    fast: bool = False


FAULTS = (
    Fault("worker-killed", "kill -9 ×10", "kills × slots × group", workers.killed, fast=True),
    Fault("worker-frozen", "SIGSTOP past the lease, then SIGCONT", "group", workers.frozen_past_lease, True),
    Fault("worker-ended", "SIGTERM ×3", "0", workers.asked_to_end),
    Fault("host-lost", "one of two hosts killed -9", "slots × group", workers.one_host_of_two_lost),
    Fault("host-added", "a second host joins: the rate rises", "0", workers.a_host_added),
    Fault("broker-flushed", "FLUSHALL", "0", broker.flushed),
    Fault("broker-dead", "kill -9, away 60 s, back empty", "0", broker.dead, fast=True),
    Fault("task-repeated", "one task 50 times, 4 processes", "0", broker.the_same_task_50_times),
    Fault(
        "database-crashed", "pg_ctl stop -m immediate ×2", "crashes × slots × group", database.crashed, True
    ),
    Fault("database-cut", "pg_terminate_backend of all ×8", "cuts × slots × group", database.cut),
    Fault("disk-full", "ENOSPC for every table, for 30 s", "slots × group", disk.full_of_tables),
    Fault("disk-full-log", "ENOSPC for the WAL: PANIC, for 30 s", "slots × group", disk.full_of_log),
    Fault("gateway-refusing", "connection refused for 60 s", "calls at once", gateway.refusing),
    Fault("gateway-silent", "accepts, then silent for 60 s", TIMED, gateway.silent),
    Fault("answer-429", "429 to all for 20 s", "0", gateway.busy(manners.overloaded)),
    Fault("answer-503", "503 to all for 20 s", "0", gateway.busy(manners.unavailable)),
    Fault("answer-500", "500 now and then", SPOILT, gateway.spoiling(manners.broken)),
    Fault("answer-html", "200 with a page of HTML", SPOILT, gateway.spoiling(manners.html_page)),
    Fault("answer-error-inside", "200 with an error inside", SPOILT, gateway.spoiling(manners.error_inside)),
    Fault("answer-garbage", "bytes that are no HTTP", SPOILT, gateway.spoiling(manners.garbage)),
    Fault("answer-huge", "200 MB", SPOILT, gateway.spoiling(manners.huge)),
    Fault("answer-slow", "a byte at a time, for ever", SPOILT, gateway.spoiling(manners.slow_loris)),
    Fault(
        "answer-truncated", "taken, then half an answer", SPOILT, gateway.spoiling(manners.answer_truncated)
    ),
    Fault("answer-dropped", "taken, then cut", SPOILT, gateway.spoiling(manners.answer_dropped), fast=True),
    Fault("connection-cut", "cut before it was taken", SPOILT, gateway.spoiling(manners.cut)),
    Fault("network-gone", "Kannel without network: 403 to all", "0", gateway.network_gone, fast=True),
    Fault("bearerbox-killed", "kill -9 of bearerbox", TIMED, gateway.killed("bearerbox")),
    Fault("smsbox-killed", "kill -9 of smsbox", TIMED, gateway.killed("smsbox")),
    Fault("gateway-killed", "kill -9 of both", TIMED, gateway.killed("smsbox", "bearerbox")),
    Fault("bearerbox-frozen", "SIGSTOP past the time-out", TIMED, gateway.frozen("bearerbox"), fast=True),
    Fault("smsbox-frozen", "SIGSTOP past the time-out", TIMED, gateway.frozen("smsbox")),
    Fault("receipts-tenfold", "each ten times at once", "0", receipts.ten_times),
    Fault("receipts-shuffled", "up to 4 s late, in disorder", "0", receipts.shuffled),
    Fault("receipts-lost", "30 % never come", "0", receipts.lost),
    Fault("receipts-forged", "without the secret, about nobody", "0", receipts.forged),
    Fault("receipts-door-shut", "their door killed -9", "0", receipts.door_shut),
    Fault("clicks", "*Envoyer* 20 times at once", "0", people.twenty_clicks, fast=True),
    Fault("two-officers", "overlapping zones, same second", "0", people.two_officers),
    Fault("stop-before-claim", "STOP between freeze and claim", "0", people.stop_before_the_claim),
    Fault("stopped", "stopped at 0, 10, 50 and 99 %", "0", people.stopped_at(0, 0.1, 0.5, 0.99)),
    Fault("revoked", "role, account, territory taken away", "0", people.revoked),
    Fault("altered", "text, zone, trades, number, place, hour altered", "0", people.altered),
    Fault("clock-wrong", "machines 2 h early and 2 h late", "0", of_time.worker_clock(-7200, 7200)),
    Fault("night-of-autumn", "the hour that comes twice", "0", of_time.across(of_time.AUTUMN)),
    Fault("night-of-spring", "the hour that is left out", "0", of_time.across(of_time.SPRING)),
    Fault(
        "two-versions",
        "an older one sends too, migrated mid-send",
        "(slots + 1) × group",
        of_versions.side_by_side,
    ),
    Fault("backup-restored", "made mid-send, restored after", "0", of_backups.restored),
    Fault(
        "smpp-worker-killed", "SMPP: kill -9 ×10", "kills × slots × group", smpp.through(smpp.worker_killed)
    ),
    Fault("smpp-centre-killed", "SMPP: the centre killed -9", TIMED, smpp.through(smpp.centre_killed)),
    Fault("smpp-silent", "SMPP: takes, never answers", TIMED, smpp.through(smpp.silent)),
    Fault("smpp-throttled", "SMPP: ESME_RTHROTTLED to all", "texts half given", smpp.through(smpp.throttled)),
    Fault("smpp-line-cut", "SMPP: taken, then the line cut", "cuts × window", smpp.through(smpp.line_cut)),
    Fault("smpp-receipts", "SMPP: twice, early, shuffled", "0", smpp.through(smpp.receipts_in_disorder)),
    Fault("exercise", "beside a live gateway", "0", of_time.exercise, fast=True),
)
