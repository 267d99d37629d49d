"""Dots on the map, and the list: only in one's own territory, and never who or which number."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import OFFICER
from tests.factories import person, subscriber
from tests.places import OPERA, VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client: Client) -> Client:
    """Paris Centre only: Vendôme is hers, the Opéra in the 9th is not."""
    user = person("alice", OFFICER, sectors=("75-CENTRE",))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def ask(client: Client, name: str, professions: list[Any] | None = None) -> Any:
    circle = {"type": "circle", "sign": "include", "center": list(VENDOME), "radius": 1500}
    body = {"shapes": [circle], "professions": professions}
    return client.post(reverse(f"dashboard:{name}"), json.dumps(body), content_type="application/json")


def test_each_dot_says_whether_the_text_arrives(alice: Client) -> None:
    subscriber(at=VENDOME)
    subscriber(at=VENDOME, trade="tabac")
    subscriber(at=VENDOME, stopped=True)

    points = ask(alice, "audience-points", ["bijouterie"]).json()["points"]

    assert sorted(kind for _, _, kind in points) == ["in", "none", "off"]
    assert all((x, y) == VENDOME for x, y, _ in points)


def test_beyond_ones_territory_people_are_counted_and_not_shown(alice: Client) -> None:
    subscriber(at=VENDOME)
    subscriber(at=OPERA)

    counted = ask(alice, "audience-count").json()
    points = ask(alice, "audience-points").json()["points"]
    listed = ask(alice, "audience-list").text

    assert counted["count"] == 2
    assert [(x, y) for x, y, _ in points] == [VENDOME]
    assert listed.count("Maison Lambert") == 1


@pytest.mark.parametrize("professions", [[{}], [["tabac"]], [None], "tabac", 7])
def test_professions_that_are_none_mean_nobody(alice: Client, professions: Any) -> None:
    subscriber(at=VENDOME)

    answer = ask(alice, "audience-count", professions)

    assert (answer.status_code, answer.json()["count"]) == (200, 0)
