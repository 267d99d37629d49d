"""What the processes count as they work, for /metrics: nothing is read from a table of a million rows.

Each process keeps its numbers in small files of its own (prometheus_client's multiprocess mode), and whoever
is asked adds up those of all processes; `up` begins again from zero. Labels come from lists of ours.
"""

import contextlib
import logging
from collections import Counter as Tally
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from messaging.channels.base import Result

log = logging.getLogger(__name__)

FOLDER = Path(settings.METRICS_DIR)
# A container that only migrates may write nowhere.
with contextlib.suppress(OSError):
    FOLDER.mkdir(parents=True, exist_ok=True)

_HANDED = Counter("geoalert_handed", "Calls to a gateway, by what it answered.", ["gateway", "outcome"])
_INTERRUPTED = Counter("geoalert_interrupted", "Deliveries that a lapsed lease left unknown.", ["mode"])
_RECEIPTS = Counter("geoalert_receipts", "Receipts committed, repeated ones too.", ["gateway", "state"])
_NOT_KEPT = Counter("geoalert_receipts_not_kept", "Receipts to be brought again.", ["gateway"])
_FORGOTTEN = Counter("geoalert_forgotten", "Receipts of nobody, deleted after a day.", ["kind"])


def handed(gateway: str, results: Iterable[Result]) -> None:
    _add(_HANDED, ((gateway, result.outcome.value) for result in results))


def interrupted(mode: str, count: int) -> None:
    _add(_INTERRUPTED, [(mode,)] * count)


def receipts(said: Iterable[tuple[str, str]]) -> None:
    """The gateway and the state of each."""
    _add(_RECEIPTS, said)


def forgotten(count: int) -> None:
    _add(_FORGOTTEN, [("receipt",)] * count)


def not_kept(gateway: str) -> None:
    _add(_NOT_KEPT, [(gateway,)])


def _add(counter: Counter, seen: Iterable[tuple[str, ...]]) -> None:
    """Whatever goes wrong here stops no text and no receipt: what is counted is lost, nothing else."""
    try:
        for labels, count in Tally(seen).items():
            counter.labels(*labels).inc(count)
    except Exception:
        log.exception("not counted")


class _AllProcesses(Collector):
    """Files of this machine's processes, and of others that share the folder above (containers do)."""

    def collect(self) -> Iterable[Metric]:
        files = [str(file) for file in FOLDER.parent.glob("*/*.db")]
        return MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]


def registry() -> CollectorRegistry:
    found = CollectorRegistry()
    found.register(_AllProcesses())
    return found
