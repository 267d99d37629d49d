"""Aoristic weights: each incident weighs 1, shared among the hours it may have happened in."""

from datetime import timedelta

import numpy as np
import pytest

from incidents.models import Incident
from incidents.rhythm import week_grid
from tests.incidents.making import incident, paris

pytestmark = pytest.mark.django_db

MONDAY, SATURDAY, SUNDAY = 0, 5, 6


def grid() -> np.ndarray:
    return week_grid(Incident.objects.all())


def test_a_known_time_weighs_its_hour() -> None:
    incident(paris(2026, 11, 23, 18, 59))

    assert grid()[MONDAY, 18] == 1
    assert grid().sum() == 1


def test_a_window_weighs_its_hours_by_their_minutes() -> None:
    incident(paris(2026, 11, 23, 22, 30), ended=paris(2026, 11, 24, 0, 30))

    weights = grid()

    assert weights[0, 22:] == pytest.approx([0.25, 0.5])
    assert weights[1, 0] == pytest.approx(0.25)
    assert weights.sum() == pytest.approx(1)


def test_a_window_within_an_hour_stays_in_it() -> None:
    incident(paris(2026, 11, 23, 9, 5), ended=paris(2026, 11, 23, 9, 20))

    assert grid()[MONDAY, 9] == pytest.approx(1)


def test_a_window_of_weeks_weighs_every_hour_alike() -> None:
    incident(paris(2026, 11, 2), ended=paris(2026, 11, 16))

    assert grid() == pytest.approx(np.full((7, 24), 1 / 168))


def test_the_night_when_clocks_go_back_has_two_hours_called_two() -> None:
    incident(paris(2026, 10, 25, 0), ended=paris(2026, 10, 25, 4))

    assert grid()[SUNDAY, :5] == pytest.approx([0.2, 0.2, 0.4, 0.2, 0])


def test_the_night_when_clocks_go_forward_has_none() -> None:
    incident(paris(2026, 3, 29, 0), ended=paris(2026, 3, 29, 4))

    assert grid()[SUNDAY, :4] == pytest.approx([1 / 3, 1 / 3, 0, 1 / 3])


def test_weights_sum_to_the_incidents_whatever_their_windows() -> None:
    rng = np.random.default_rng(4)
    start = paris(2026, 3, 20)
    for minutes, length in zip(rng.integers(0, 300_000, 60), rng.integers(0, 4_000, 60), strict=True):
        began = start + timedelta(minutes=int(minutes))
        incident(began, ended=began + timedelta(minutes=int(length)))

    weights = grid()

    assert weights.sum() == pytest.approx(60)
    assert (weights >= -1e-9).all()


def test_no_incident_is_an_empty_grid() -> None:
    assert grid().sum() == 0
