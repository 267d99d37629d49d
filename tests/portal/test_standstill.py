"""Codes cannot leave after a restore: the pages say so, and keep what was typed."""

import pytest
from django.test import Client
from django.urls import reverse

from messaging.clock import database_now
from messaging.models import Sending, Standstill

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _held(geography: None) -> None:
    now = database_now()
    Standstill.objects.create(began_at=now, snapshot_at=now)


def test_the_first_page_says_it_before_anything_is_typed(client: Client) -> None:
    assert "nous n’envoyons aucun SMS" in client.get(reverse("portal:enrol")).content.decode()


def test_a_code_is_refused_at_the_field_with_the_number_still_there(client: Client) -> None:
    answer = client.post(reverse("portal:stop"), {"phone": "06 39 98 12 34"})

    assert answer.status_code == 422
    assert "aucun code ne peut partir" in answer.content.decode()
    assert "06 39 98 12 34" in answer.content.decode()
    assert not Sending.objects.exists()
