"""What must hold after every fault. Pure: from the evidence to a verdict, in the words of the promise."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from tests.faults.evidence import Evidence, Frozen, Row

# The gateway said yes, or its receipts did: such a row without its phone is a lost message.
SAID_TO_HAVE_LEFT = frozenset({"ACCEPTED", "SENT", "DELIVERED"})
WAITING = frozenset({"QUEUED", "SUBMITTING"})
SKIPPED = frozenset({"SKIPPED_SUPPRESSED", "SKIPPED_STOPPED", "SKIPPED_EXPIRED"})
# A row that says it did not leave, and a phone that rang, contradict each other.
DENIES = SKIPPED | {"REJECTED", "QUEUED"}


@dataclass(frozen=True)
class Verdict:
    """`problems` empty: passed. `unknowns` counts rows that were ever unknown, settled since or not.

    `theirs` counts parts that the gateway doubled by itself: asked once, by its own record.
    """

    problems: tuple[str, ...]
    unknowns: int
    bound: int
    duplicates: int
    lost: int
    standstill: float
    theirs: int = 0


def judge(evidence: Evidence, *, unknowns_at_most: int) -> Verdict:
    calls = _calls(evidence)
    unknowns = sum(row.was_unknown for row in evidence.rows)
    ours, theirs = _duplicates(evidence)
    rings = {frozen.id for frozen in evidence.frozen if frozen.rings}
    lost = [row for row in evidence.rows if row.sending in rings and _is_lost(row, calls)]
    problems = [
        *evidence.faults,
        *_sums(evidence),
        *ours,
        *_strangers(evidence),
        *_contradictions(evidence, calls),
        *_unfinished(evidence),
        *_given_up(evidence),
    ]
    if lost:
        states = dict(Counter(row.state for row in lost))
        problems.append(f"lost: {len(lost)} rows say that they left and no phone rang {states}")
    if unknowns > unknowns_at_most:
        problems.append(f"unknowns: {unknowns}, more than the bound of {unknowns_at_most}")
    counts = (unknowns, unknowns_at_most, len(ours), len(lost))
    return Verdict(tuple(problems), *counts, evidence.standstill, len(theirs))


def _calls(evidence: Evidence) -> Counter[tuple[int, str]]:
    """How many parts each number received of each sending, told apart by list and text."""
    found: Counter[tuple[int, str]] = Counter()
    for part in evidence.phones:
        for frozen, hashed in _lists(evidence, part.number, part.text):
            found[frozen.id, hashed] += 1
    return found


def _parts(evidence: Evidence) -> dict[tuple[int, str], set[int]]:
    """Which parts each number received of each sending: one that came twice stands for no other."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for part in evidence.phones:
        for frozen, hashed in _lists(evidence, part.number, part.text):
            found[frozen.id, hashed].add(part.part)
    return found


def _sums(evidence: Evidence) -> Iterator[str]:
    """I1: states add up to the frozen number, and each row is somebody of the list."""
    for frozen in evidence.frozen:
        rows = [row for row in evidence.rows if row.sending == frozen.id]
        if len(rows) != frozen.count:
            yield f"I1 sending {frozen.id}: {len(rows)} rows for {frozen.count} frozen"
        if strangers := {row.hash for row in rows} - set(frozen.numbers.values()):
            yield f"I1 sending {frozen.id}: {len(strangers)} rows of nobody on the list"


def _duplicates(evidence: Evidence) -> tuple[list[str], list[str]]:
    """I2: each part of each text at most once a number, and declared resends. Ours, and the gateway's own."""
    resends = {(row.sending, row.hash): row.resends for row in evidence.rows}
    arrived = Counter((part.number, part.text, part.part) for part in evidence.phones)
    ours, theirs = [], []
    for (number, text, part), times in arrived.items():
        allowed = sum(1 + resends.get((f.id, hashed), 0) for f, hashed in _lists(evidence, number, text))
        if times > max(allowed, 1):
            said = f"I2 number …{number[-4:]}: part {part} arrived {times} times, {allowed} allowed"
            (theirs if _was_asked_once(evidence, number) else ours).append(said)
    return ours, theirs


def _was_asked_once(evidence: Evidence, number: str) -> bool:
    """By the gateway's own record it was asked no more often than it should: it doubled the text itself."""
    lists = sum(number in frozen.numbers for frozen in evidence.frozen)
    return evidence.asked is not None and evidence.asked[number] <= lists


def _lists(evidence: Evidence, number: str, text: str) -> Iterator[tuple[Frozen, str]]:
    for frozen in evidence.frozen:
        hashed = frozen.numbers.get(number)
        if hashed and frozen.rings and text in frozen.text:
            yield frozen, hashed


def _strangers(evidence: Evidence) -> Iterator[str]:
    """I3: nobody outside the frozen lists of what is not an exercise."""
    listed = {number for frozen in evidence.frozen if frozen.rings for number in frozen.numbers}
    if outside := {part.number for part in evidence.phones} - listed:
        yield f"I3 {len(outside)} numbers outside the list received something"


def _contradictions(evidence: Evidence, calls: Counter[tuple[int, str]]) -> Iterator[str]:
    """I4: nothing a stop left behind. I5: nobody who had said STOP. I6: no phone rang without a reason."""
    rung = [row for row in evidence.rows if calls[row.sending, row.hash]]
    parts = {frozen.id: frozen.parts for frozen in evidence.frozen}
    received = _parts(evidence)
    partial = [row for row in rung if len(received[row.sending, row.hash]) < parts[row.sending]]
    if half := [row for row in partial if not row.was_unknown]:
        yield f"I2 {len(half)} phones received some parts of their text, and their rows know nothing of it"
    if late := [row for row in rung if row.id in evidence.stopped]:
        yield f"I4 {len(late)} messages left after the stop had committed"
    if deaf := [row for row in rung if row.hash in evidence.suppressed]:
        yield f"I5 {len(deaf)} numbers received something after their STOP"
    if denied := [row for row in rung if row.state in DENIES]:
        yield f"I6 {len(denied)} rows deny what their phone received: {sorted({r.state for r in denied})}"
    if unexplained := [row for row in rung if not (row.attempts or row.receipts or row.was_unknown)]:
        yield f"I6 {len(unexplained)} phones rang without a call, a receipt or an unknown"


def _unfinished(evidence: Evidence) -> Iterator[str]:
    """I7: nothing queued or half-way, no chunk open."""
    if waiting := Counter(row.state for row in evidence.rows if row.state in WAITING):
        yield f"I7 not finished: {dict(waiting)}"
    if evidence.open_chunks:
        yield f"I7 {evidence.open_chunks} chunks are still open"


def _given_up(evidence: Evidence) -> Iterator[str]:
    """I8: every other row was served, or says that it does not know: no fault leaves anybody out."""
    left_out = Counter(row.state for row in evidence.rows if not _has_its_end(row, evidence))
    if left_out:
        yield f"I8 given up: {dict(left_out)}"


def _has_its_end(row: Row, evidence: Evidence) -> bool:
    if row.state == "SKIPPED_STOPPED":
        return row.id in evidence.stopped
    if row.state == "SKIPPED_SUPPRESSED":
        return row.hash in evidence.suppressed
    return row.state in SAID_TO_HAVE_LEFT | WAITING | {"UNKNOWN"}


def _is_lost(row: Row, calls: Counter[tuple[int, str]]) -> bool:
    return row.state in SAID_TO_HAVE_LEFT and not calls[row.sending, row.hash]
