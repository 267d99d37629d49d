"""B3: from a frozen list to a gateway that has accepted all of it, through the real dispatcher.

A run begins when the sending falls due and ends when the engine says so; its workers were up before.
"""

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings

from benchmarks import hosts, queue, runs
from benchmarks.hosts import Host
from benchmarks.rates import Rates
from messaging import sms_text
from messaging.models import Sending

ROUNDS = 2
# Kannel's own line has two speeds, and a run falls into one of them or the other.
KANNEL_ROUNDS = 5
# As many as are set without a word, and as many as the aim names.
CALLS = (settings.GATEWAY_CONCURRENCY, 16)
ONE_EACH_AT_MOST = 1_000
DISTANT_AT_MOST = 5_000
KANNEL_AT_MOST = 10_000
CONTRACT = 100
CONTRACT_SECONDS = 20
BULK = 500
GROUP = settings.SUBMIT_GROUP_SIZE
Scene = Callable[[Sending, int], Rates | None]
STAGES = ("lease", "mark", "begin", "answers", "write", "release")


def measure(size: int, *, out: Path) -> Iterator[Rates]:
    """Lists of `size` numbers; fewer where a gateway or a baseline would take minutes."""
    queue.empty()
    source = queue.fill(size)
    scenes: list[Scene] = [_fast, _bulk, _distant, _contracted]
    scenes += [partial(_kannel, calls=calls) for calls in CALLS]
    for scene in scenes:
        rates = scene(source, size)
        if rates is not None:
            rates.save(out)
            yield rates


def _fast(source: Sending, size: int) -> Rates:
    """(a) A gateway that costs next to nothing, one call a message."""
    rates = Rates(f"B3 fast gateway {size}, group {GROUP}")
    with hosts.local_gateway() as address:
        told = {"KANNEL_SENDSMS_URL": f"{address}/cgi-bin/sendsms", "KANNEL_IS_BENCH": "1"}
        for _ in range(ROUNDS):
            own = {**told, "GEOALERT_SMS_CHANNEL": "kannel"}
            reports = runs.engine(rates, "engine", source, size, own)
            ceiling = runs.engine(rates, "null sender", source, size, {"GEOALERT_SMS_CHANNEL": "null"})
            runs.one_task_each(rates, source, min(size, ONE_EACH_AT_MOST), told)
    rates.notes += [f"engine: {spent(reports[0])}", f"null sender: {spent(ceiling[0])}"]
    return rates


def _bulk(source: Sending, size: int) -> Rates:
    """(a) The same, one call a group."""
    rates = Rates(f"B3 fast gateway in bulk {size}, group {BULK}")
    with hosts.local_gateway() as address:
        told = {"KANNEL_SENDSMS_URL": address, "GEOALERT_SUBMIT_GROUP": str(BULK)}
        for _ in range(ROUNDS):
            reports = runs.engine(rates, "engine", source, size, {**told, "GEOALERT_SMS_CHANNEL": "bulk"})
            runs.engine(rates, "null sender", source, size, {**told, "GEOALERT_SMS_CHANNEL": "null"})
    rates.notes.append(f"engine: {spent(reports[0])}")
    return rates


def _distant(source: Sending, size: int) -> Rates:
    """(b) 50 ms away: two hosts, one, and one that is joined by another on the way."""
    count = min(size, DISTANT_AT_MOST)
    rates = Rates(f"B3 gateway 50 ms away {count}, group {GROUP}")
    with hosts.local_gateway(latency=0.05) as address:
        told = {"KANNEL_SENDSMS_URL": f"{address}/cgi-bin/sendsms", "KANNEL_IS_BENCH": "1"}
        told["GEOALERT_SMS_CHANNEL"] = "kannel"
        runs.engine(rates, "two hosts", source, count, told, names=("one", "two"))
        reports = runs.engine(rates, "one host", source, count, told)
        rates.notes += [f"one host: {spent(reports[0])}", _joined(source, count, told)]
    return rates


def _joined(source: Sending, count: int, told: dict[str, str]) -> str:
    """A second host comes when a third is done: the rate before it beside the rate after."""
    with runs.running(source, count, told, ("one",)) as run:
        hosts.until(lambda: run.left() <= count * 2 // 3, "a third of the sending", 600)
        before = (count - run.left()) / run.elapsed()
        run.begun.append(Host.begin("two", told))
        begun, left = time.monotonic(), run.left()
        hosts.until(lambda: run.left() <= count // 20, "nearly all of the sending", 600)
        after = (left - run.left()) / (time.monotonic() - begun)
        run.seconds()
    return (
        f"a second host joins on the way: {before:.0f}/s before, {after:.0f}/s after ({after / before:.2f} ×)"
    )


def _contracted(source: Sending, size: int) -> Rates:
    """(c) A contract of 100 parts a second, two hosts: what the gateway saw, on average and at most."""
    count = min(size, CONTRACT * CONTRACT_SECONDS)
    rates = Rates(f"B3 contract of {CONTRACT}/s, group {GROUP}")
    with hosts.local_gateway() as address:
        told = {"KANNEL_SENDSMS_URL": f"{address}/cgi-bin/sendsms", "KANNEL_IS_BENCH": "1"}
        told |= {"GEOALERT_SMS_CHANNEL": "kannel", "GEOALERT_GATEWAY_RATES": f"kannel={CONTRACT}"}
        hosts.counted(address)
        runs.engine(rates, "two hosts", source, count, told, names=("one", "two"))
        seen = hosts.counted(address)
    parts = sms_text.measure(queue.TEXT).parts
    share = 100 * parts * (seen["count"] - 1) / seen["seconds"] / CONTRACT
    busiest = parts * seen["busiest_second"]
    rates.notes.append(
        f"at the gateway: {share:.1f} % of the contract, {busiest} parts in the busiest second"
    )
    return rates


def _kannel(source: Sending, size: int, *, calls: int) -> Rates | None:
    """(d) Kannel and its fake phones, receipts to a null sink; None where Kannel is not installed.

    Beside a client of as many connections as the engine makes `calls` at once.
    """
    count, group = min(size, KANNEL_AT_MOST), GROUP // settings.GATEWAY_CONCURRENCY * calls
    rates = Rates(f"B3 Kannel {count}, {calls} calls at once, group {group}")
    with hosts.local_gateway() as sink, hosts.kannel() as variables:
        if variables is None:
            return None
        told = {**variables, "GEOALERT_RECEIPT_BASE_URL": sink}
        told |= {"GEOALERT_GATEWAY_CONCURRENCY": str(calls), "GEOALERT_SUBMIT_GROUP": str(group)}
        for _ in range(KANNEL_ROUNDS):
            reports = runs.engine(rates, "one host", source, count, told)
            runs.bare_client(rates, count, told, connections=calls)
            runs.engine(rates, "two hosts", source, count, told, names=("one", "two"))
    rates.notes.append(f"one host: {spent(reports[0])}")
    return rates


def spent(report: dict[str, Any]) -> str:
    """Where a worker's time went, in shares of its sending; the memory it held at start, middle and end."""
    seconds, held = report["seconds"], report["megabytes"] or [0.0]
    whole = seconds["drain"]
    shares = {stage: 100 * seconds.get(stage, 0.0) / whole for stage in STAGES}
    told = [f"{stage} {share:.0f} %" for stage, share in shares.items()]
    look = f"looking who is next {100 - sum(shares.values()):.0f} %"
    memory = " / ".join(f"{held[place]:.0f}" for place in (0, len(held) // 2, -1))
    return f"{', '.join(told)}, {look}; {report['calls'].get('mark', 0)} groups; {memory} MB"
