"""What a sending says of its pace, in words that an officer reads at 2 a.m."""

from dataclasses import replace
from datetime import timedelta

import pytest

from alerts.models import Alert
from dashboard import sending_words
from messaging.models import Sending
from messaging.outages import Outage
from messaging.progress import counted
from messaging.watching import Watched
from tests.factories import NOON


def watched(rate: float | None, seconds: float | None, waiting: int = 10) -> Watched:
    sending = Sending(frozen_count=20)
    return Watched(
        progress=counted(sending, {"QUEUED": waiting, "DELIVERED": 20 - waiting}),
        troubles=[],
        without_receipt=0,
        sent_again=0,
        changed_at=NOON,
        rate=rate,
        left=None if seconds is None else timedelta(seconds=seconds),
    )


def pace(found: Watched, state: str = Sending.State.RUNNING) -> str:
    sending = Sending(state=state, valid_until=NOON + timedelta(hours=2))
    return sending_words.pace(found, sending, NOON).replace("\u202f", " ")


@pytest.mark.parametrize(
    ("rate", "seconds", "said"),
    [
        (12.4, 1.5, "12 acceptés par seconde, fin dans 2 s"),
        (0.5, 20, "30 acceptés par minute, fin dans 21 s"),
        (1.0, 119, "1 acceptés par seconde, fin dans 2 min"),
        (1.0, 6000, "1 acceptés par seconde, fin dans 1 h 41"),
        (None, None, "rythme : —, fin : —"),
        (None, 10, "rythme : —, fin dans 11 s"),
        (0.001, 7201, "1 acceptés par minute, pas fini à la fin de validité, 14 h 00"),
    ],
)
def test_a_pace_is_said_honestly(rate: float | None, seconds: float | None, said: str) -> None:
    assert pace(watched(rate, seconds)) == said.replace("1 acceptés", "1 accepté")


def test_nothing_is_said_of_the_pace_at_the_end() -> None:
    assert pace(watched(12, 0, waiting=0)) == ""


def test_a_pause_is_a_pace_too() -> None:
    assert pace(watched(None, None), Sending.State.PAUSED) == "en pause"


def test_an_outage_names_since_when_and_until_when() -> None:
    outage = Outage(
        gateway="kannel",
        since=NOON,
        next_try=NOON + timedelta(minutes=2),
        reason="passerelle sans réseau",
        covered=False,
    )

    said = sending_words.broken(outage, NOON).replace("\u202f", " ")

    assert said == (
        "Passerelle « kannel » en panne depuis 12 h 00 (passerelle sans réseau), nouvel essai à 12 h 02. "
        "Rien n’est perdu : la liste attend."
    )


def aloud(by_state: dict[str, int]) -> str:
    found = replace(watched(None, None), progress=counted(Sending(frozen_count=20), by_state))
    return sending_words.said(Alert(state=Alert.State.DISPATCHING), found)


@pytest.mark.parametrize("state", ["SUBMITTING", "ACCEPTED", "UNKNOWN"])
def test_nobody_hears_that_nothing_left_where_one_may_have(state: str) -> None:
    assert "rien n’est encore parti" in aloud({"QUEUED": 20})
    assert "moins d’un quart est parti" in aloud({"QUEUED": 19, state: 1})


def test_what_is_being_handed_over_is_promised_to_no_stop() -> None:
    found = counted(Sending(frozen_count=20), {"QUEUED": 12, "SUBMITTING": 8})

    assert sending_words.pausing(found).startswith("Pause : 12 en attente le restent")
    assert "12 SMS ne partiront plus, 8 en cours de remise peuvent encore arriver" in sending_words.stopping(
        found
    )


def test_what_is_read_aloud_changes_by_quarters_only() -> None:
    assert len({aloud({"QUEUED": 20 - done, "DELIVERED": done}) for done in range(21)}) == 6
