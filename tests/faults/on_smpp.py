"""The same engine, speaking SMPP to an operator's centre: npm's server is the centre, its log the phones."""

import shutil
from collections.abc import Callable

from geoalert.supervisor import services
from messaging.phone_log import PhonePart
from tests.faults import on_workers as workers
from tests.faults.bench import CONCURRENCY
from tests.faults.on_the_gateway import demand_everybody, timed_out
from tests.faults.run import CALL_SECONDS, Run
from tests.smsc import PASSWORD, Smsc

# Numbers that end so are treated badly, where only some are.
UNLUCKY = "7"


def through(hurt: Callable[[Run, Smsc], int]) -> Callable[[Run], int]:
    """`hurt`, with processes that speak to a fresh centre and a receiver that listens to it."""

    def inject(run: Run) -> int:
        folder = run.bench.layout.var / "smsc"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        centre = Smsc(folder, delay=int(CALL_SECONDS * 1000))
        run.bench.told = _told(centre)
        run.listen_to(lambda: _parts(centre))
        run.bench.run("receiver", services.command("receiver", run.bench.layout))
        try:
            return hurt(run, centre)
        finally:
            centre.kill()

    return inject


def worker_killed(run: Run, centre: Smsc) -> int:
    """kill -9, again and again, of whoever is sending."""
    return workers.killed(run)


def centre_killed(run: Run, centre: Smsc) -> int:
    """kill -9 of the centre, back on the same port a while later."""
    seconds = run.size(10, fast=3)
    run.freeze(run.size(400, fast=200))
    run.bench.dispatcher()
    run.until_share(0.2)
    centre.kill()
    run.hold(seconds)
    centre.start()
    run.finish()
    return timed_out(seconds)


def silent(run: Run, centre: Smsc) -> int:
    """Takes everything and answers nothing."""
    seconds = run.size(30, fast=5)
    run.freeze(run.size(400, fast=200))
    run.bench.dispatcher()
    run.until_share(0.2)
    centre.set(everyone="silent")
    run.hold(seconds)
    centre.set(everyone="DELIVRD")
    run.finish()
    return timed_out(seconds)


def throttled(run: Run, centre: Smsc) -> int:
    """ESME_RTHROTTLED to all, for longer than half a text can wait: who has one part already is unknown."""
    run.freeze(run.size(300, fast=150))
    run.bench.dispatcher()
    run.until_share(0.2)
    centre.set(everyone="ESME_RTHROTTLED")
    run.hold(run.size(20, fast=4))
    centre.set(everyone="DELIVRD")
    run.finish()
    return CONCURRENCY


def line_cut(run: Run, centre: Smsc) -> int:
    """One in ten is taken, and the line breaks: whatever was under way on it is unknown."""
    centre.set(endings={UNLUCKY: "cut"})
    count = run.size(200, fast=100)
    run.freeze(count)
    run.bench.dispatcher()
    run.finish()
    return count // 10 * CONCURRENCY


def receipts_in_disorder(run: Run, centre: Smsc) -> int:
    """Each twice, before the answer or long after it, forty of them shuffled."""
    centre.set(early=True, doubled=True, shuffled=40)
    run.freeze(run.size(200, fast=80))
    run.bench.dispatcher()
    run.finish()
    demand_everybody(run)
    return 0


def _told(centre: Smsc) -> dict[str, str]:
    return {
        "GEOALERT_SMS_CHANNEL": "smpp",
        "SMPP_HOST": "127.0.0.1",
        "SMPP_PORT": str(centre.port),
        "SMPP_USERNAME": "geoalert",
        "SMPP_PASSWORD": PASSWORD,
        "SMPP_IS_BENCH": "1",
    }


def _parts(centre: Smsc) -> list[PhonePart]:
    """What the centre took: it is the phones' own network."""
    taken = [one for one in centre.submits() if one.reached_the_phone]
    return [PhonePart("", one.sender, one.number, one.text, one.part, one.parts) for one in taken]
