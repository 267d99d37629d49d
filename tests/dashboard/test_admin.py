"""The administration over HTTP: every list and every form opens, for administrators only."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR
from tests.factories import person
from zones.models import Commune, Sector

pytestmark = pytest.mark.django_db
PAGES = ["accounts_user", "accounts_territory", "accounts_journalentry"]
PAGES += ["zones_department", "zones_sector", "zones_commune"]


@pytest.fixture
def nadia(client: Client) -> Client:
    user = person("nadia", ADMINISTRATOR, is_staff=True)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.parametrize("model", PAGES)
def test_every_list_opens(nadia: Client, model: str) -> None:
    assert nadia.get(reverse(f"admin:{model}_changelist")).status_code == 200


def test_a_form_with_a_map_opens_and_its_script_carries_the_nonce(nadia: Client) -> None:
    commune = Commune.objects.get(insee_code="93066")

    answer = nadia.get(reverse("admin:zones_commune_change", args=[commune.pk]))

    assert answer.status_code == 200
    assert "nonce-" in answer["Content-Security-Policy"]


def test_an_administrator_makes_an_account_with_a_role_and_a_territory(nadia: Client) -> None:
    answer = nadia.post(
        reverse("admin:accounts_user_add"),
        {"username": "bob", "password1": "une-longue-phrase-9", "password2": "une-longue-phrase-9"},
    )

    assert answer.status_code == 302, answer.text


def test_moving_a_commune_to_another_sector_moves_both_boundaries(nadia: Client) -> None:
    commune = Commune.objects.get(insee_code="93066")
    before, after = commune.sector, Sector.objects.get(code="93-001")
    areas = before.boundary.area, after.boundary.area

    answer = nadia.post(
        reverse("admin:zones_commune_change", args=[commune.pk]), {"sector": after.pk, "_save": "1"}
    )

    assert answer.status_code == 302, answer.text
    after.refresh_from_db()
    assert after.boundary.area > areas[1]
