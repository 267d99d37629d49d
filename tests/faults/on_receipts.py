"""Receipts come ten times, in disorder, forged, or not at all; our door is shut while they come."""

import urllib.error
import urllib.request

from geoalert.supervisor.keys import key
from messaging import doors
from messaging.models import Delivery
from tests.faults import manners
from tests.faults.bench import kill
from tests.faults.run import Run
from tests.stack import until

LOST_SHARE = 0.3
# With the right secret, about nobody or in no words of Kannel's.
ODD = ("d=999999999&n=1&s=1", "d=1&n=1&s=77", "d=x&s=1", "s=1", "d=-1&n=1&s=1", f"d={'9' * 40}&n=1&s=1")


def ten_times(run: Run) -> int:
    """Each of them, all at once."""
    run.bench.home.behave(manners.repeated(10))
    return _all_delivered(run)


def shuffled(run: Run) -> int:
    """Up to four seconds late, so that "delivered" overtakes "accepted", and our own commit."""
    run.bench.home.behave(manners.shuffled(run.random, 4.0))
    return _all_delivered(run)


def lost(run: Run) -> int:
    """30 % never come: the rows stay "accepted", and nothing is sent again for it."""
    run.bench.home.behave(manners.one_of(run.random, LOST_SHARE, manners.swallowed))
    run.freeze(run.size(300, fast=100))
    run.bench.dispatcher()
    run.finish()
    everybody = sum(one.count for one in run.frozen)
    run.demand(run.left("ACCEPTED", "SENT", "DELIVERED") == everybody, "a lost receipt changed an outcome")
    run.demand(run.left("ACCEPTED", "SENT") > 0, "no receipt was lost")
    return 0


def door_shut(run: Run) -> int:
    """Whoever takes them is killed while they come, and comes back: Kannel brings what it kept."""
    run.freeze(run.size(200, fast=100))
    run.bench.dispatcher()
    run.until_share(0.3)
    kill(run.bench.door)
    run.hold(run.size(6, fast=2))
    run.bench.door.restart()
    run.finish_delivered()
    return 0


def forged(run: Run) -> int:
    """ "Delivered", said by somebody without the secret, by another gateway, about nobody: nothing moves."""
    run.freeze(run.size(100, fast=50))
    until(lambda: _said(run, "of-nobody/") == 404, "the receipts' door")
    root = key(run.bench.layout, "RECEIPT_SECRET")
    secret, others = doors.secret("kannel", root), doors.secret("ovh", root)
    ids = list(Delivery.objects.filter(sending=run.frozen[0].id).values_list("pk", flat=True))
    strangers = {_said(run, f"{door}/?d={one}&n=1&s=1") for one in ids for door in ("of-nobody", others)}
    run.demand(strangers == {404}, f"a forged receipt was answered {sorted(strangers)}")
    answers = {_said(run, f"{secret}/?{query}") for query in ODD}
    run.demand(0 < min(answers) <= max(answers) < 500, f"an odd receipt was answered {sorted(answers)}")
    run.demand(run.left("QUEUED") == len(ids), "a forged receipt moved a row")
    run.bench.dispatcher()
    run.finish_delivered()
    return 0


def _all_delivered(run: Run) -> int:
    run.freeze(run.size(300, fast=100))
    run.bench.dispatcher()
    run.finish_delivered()
    return 0


def _said(run: Run, rest: str) -> int:
    try:
        url = f"http://127.0.0.1:{run.bench.door_port}/api/v1/recus/kannel/{rest}"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code
    except urllib.error.URLError:
        return 0
