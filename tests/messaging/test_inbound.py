"""What phones write back."""

import pytest

from messaging.inbound import meaning


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", "Stop.", " stop ! ", "«STOP»", "arrêt", "ARRET", "Arre\u0302t", "Stop merci", "STOP SMS",
     "stop je ne veux plus rien", "\u200bSTOP", "Désinscription"],
)  # fmt: skip
def test_these_mean_stop(text: str) -> None:
    assert meaning(text) == "STOP"


@pytest.mark.parametrize("text", ["START", "start", "Reprendre"])
def test_these_mean_start(text: str) -> None:
    assert meaning(text) == "START"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "ok", "merci", "non stop", "stoppez", "Stop, un homme vient de voler une bague ici", "17",
     "😀"],
)  # fmt: skip
def test_these_are_for_a_person_to_read(text: str) -> None:
    assert meaning(text) == ""
