"""What phones write back."""

import pytest

from messaging.inbound import meaning


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop", "Stop.", " stop ! ", "«STOP»", "arrêt", "ARRET", "Arre\u0302t", "Stop merci", "STOP SMS",
     "je ne veux plus rien STOP", "Non, stop.", "merci de stop", "Arrêtez", "Arrêtez les SMS", "arrêter svp",
     "\u200bSTOP", "Désinscription"],
)  # fmt: skip
def test_these_mean_stop(text: str) -> None:
    assert meaning(text) == "STOP"


@pytest.mark.parametrize("text", ["START", "start", "Reprendre"])
def test_these_mean_start(text: str) -> None:
    assert meaning(text) == "START"


@pytest.mark.parametrize(
    "text",
    ["", "   ", "ok", "merci", "stoppez", "17", "😀", "Arrêtez cet homme il me vole", "Arrêtez-le !",
     "Arrêtez cet homme", "stop un homme armé chez moi", "venez vite il ne veut pas dire stop",
     "je ne veux pas start", "Stop, un homme vient de voler une bague ici"],
)  # fmt: skip
def test_these_are_for_a_person_to_read(text: str) -> None:
    assert meaning(text) == ""
