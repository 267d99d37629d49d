"""`python -m benchmarks.worker REPORT`: the real dispatcher, watched: where its time goes, what it holds.

The watch is two readings of a clock a stage and group. It also knows two channels more than the product:
`null` answers without a network (the ceiling), `bulk` gives the local gateway a group in one call.
"""

import http.client
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geoalert.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402

from messaging import addresses, channels, groups, leasing, sending  # noqa: E402
from messaging.channels.base import Capabilities, Idempotency, Message, Outcome, Result  # noqa: E402
from messaging.flight import Flight  # noqa: E402
from messaging.models import ChannelKind  # noqa: E402
from messaging.sms_text import GSM7, UCS2  # noqa: E402

PAGE = os.sysconf("SC_PAGE_SIZE")
LOOK_SECONDS = 0.5


class NullChannel:
    """Takes everything at once: what is left is the engine."""

    name = "null"
    capabilities = Capabilities(
        kind=ChannelKind.SMS,
        idempotency=Idempotency.NONE,
        bulk_size=500,
        receipts=False,
        look_up=False,
        validity=True,
        encodings=(GSM7, UCS2),
        live=True,
    )

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        return [Result(message.delivery_id, Outcome.ACCEPTED) for message in messages]

    def look_up(self, messages: Sequence[Message]) -> list[Result]:
        return [Result(message.delivery_id, Outcome.UNKNOWN) for message in messages]

    def close(self) -> None:
        """Nothing was opened."""


class BulkChannel(NullChannel):
    """A group of texts in one POST, one a line: what a gateway with a batch call makes possible."""

    name = "bulk"

    def __init__(self) -> None:
        self._line = http.client.HTTPConnection(urlsplit(settings.KANNEL_SENDSMS_URL).netloc, timeout=10)

    def submit(self, messages: Sequence[Message]) -> list[Result]:
        lines = [
            json.dumps([one.reference, addresses.unseal(one.address_sealed), one.text]) for one in messages
        ]
        body = "".join(f"{line}\n" for line in lines).encode()
        self._line.request("POST", "/bulk", body)
        answer = self._line.getresponse()
        answer.read()
        outcome = Outcome.ACCEPTED if answer.status == 202 else Outcome.UNKNOWN
        return [Result(one.delivery_id, outcome) for one in messages]

    def close(self) -> None:
        self._line.close()


class Watch:
    """Seconds and calls of each stage; megabytes held, one reading every half second once it sends."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: dict[str, int] = {}
        self.megabytes: list[float] = []

    def timed(self, stage: str, run: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(run)
        def watched(*given: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return run(*given, **named)
            finally:
                self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started
                self.calls[stage] = self.calls.get(stage, 0) + 1

        return watched

    def watch(self) -> None:
        """Put a clock around every stage; what `drain` takes besides is looking who is next."""
        leasing.take = self.timed("lease", leasing.take)
        leasing.release = self.timed("release", leasing.release)
        groups.mark = self.timed("mark", groups.mark)
        groups.write = self.timed("write", groups.write)
        sending.drain = self.timed("drain", sending.drain)
        Flight.begin = self.timed("begin", Flight.begin)  # type: ignore[method-assign]
        Flight.land = self.timed("answers", Flight.land)  # type: ignore[method-assign]
        threading.Thread(target=self._look, daemon=True).start()

    def _look(self) -> None:
        while True:
            if "begin" in self.calls:
                pages = int(Path("/proc/self/statm").read_text().split()[1])
                self.megabytes.append(pages * PAGE / 1e6)
            time.sleep(LOOK_SECONDS)


def main() -> None:
    report = Path(sys.argv[1])
    channels.CHANNELS |= {"null": NullChannel, "bulk": BulkChannel}
    watch = Watch()
    watch.watch()
    try:
        call_command("dispatcher")
    finally:
        report.write_text(json.dumps(vars(watch)))


if __name__ == "__main__":
    main()
