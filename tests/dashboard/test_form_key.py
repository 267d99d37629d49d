"""One form is one alert: a double click makes no second one, and another one is never taken for it."""

import re

import pytest
from django.test import Client

from accounts.models import User
from alerts import lifecycle
from alerts.models import Alert
from tests.alerts.making import leave
from tests.dashboard.asking import filled
from tests.factories import subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db

PAGE = "/poste/alertes/nouvelle/"


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    subscriber(at=VENDOME)
    return client


def test_a_double_click_makes_one_alert(officer: Client) -> None:
    form = filled()
    first, second = officer.post(PAGE, form), officer.post(PAGE, form)
    assert first["Location"] == second["Location"]
    assert Alert.objects.count() == 1


def test_the_same_again_once_it_left_leads_to_it(officer: Client) -> None:
    form = filled()
    first = officer.post(PAGE, form)
    alert = Alert.objects.get()
    leave(alert, by=alert.author)

    assert officer.post(PAGE, form)["Location"] == first["Location"]
    assert Alert.objects.count() == 1


def test_another_alert_in_a_tab_that_was_doubled_is_verified_at_the_next_press(officer: Client) -> None:
    form = filled()
    officer.post(PAGE, form)
    lifecycle.move(alert=Alert.objects.get(), to=Alert.State.CANCELLED)
    other = form | {"text": "Tout autre texte. Un doute : 17."}

    refused = officer.post(PAGE, other)

    assert refused.status_code == 422
    assert "n’est pas parti" in refused.text
    assert "Tout autre texte." in refused.text
    key = re.search(r'name="form_key" value="([^"]+)"', refused.text)
    assert key is not None
    assert key[1] != form["form_key"]
    officer.post(PAGE, other | {"form_key": key[1]})
    assert set(Alert.objects.values_list("text", flat=True)) == {form["text"], other["text"]}
