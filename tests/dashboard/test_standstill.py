"""After a restore: every officer is told, some may let sendings leave, nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, OFFICER, SUPERVISOR
from messaging import standstill
from messaging.clock import database_now
from messaging.models import Standstill
from tests.factories import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def _held(geography: None) -> None:
    now = database_now()
    Standstill.objects.create(began_at=now, snapshot_at=now)


def signed_in(client: Client, role: str) -> Client:
    client.force_login(person(role, role, sectors=("*",)))
    return client


@pytest.mark.usefixtures("_held")
def test_every_page_of_an_officer_says_that_nothing_leaves(client: Client) -> None:
    page = signed_in(client, OFFICER).get(reverse("dashboard:alerts")).content.decode()

    assert "Envois arrêtés" in page
    assert reverse("dashboard:standstill") in page


@pytest.mark.usefixtures("geography")
def test_an_ordinary_day_has_no_banner(client: Client) -> None:
    page = signed_in(client, OFFICER).get(reverse("dashboard:alerts")).content.decode()

    assert "Envois arrêtés" not in page


@pytest.mark.usefixtures("_held")
def test_an_officer_reads_what_was_settled_and_may_not_release(client: Client) -> None:
    officer = signed_in(client, OFFICER)

    assert "Reprendre les envois" not in officer.get(reverse("dashboard:standstill")).content.decode()
    assert officer.post(reverse("dashboard:standstill-release")).status_code == 403
    assert standstill.in_force()


@pytest.mark.usefixtures("_held")
@pytest.mark.parametrize("role", [SUPERVISOR, ADMINISTRATOR])
def test_a_supervisor_or_an_administrator_comes_to_the_button_and_releases(client: Client, role: str) -> None:
    someone = signed_in(client, role)

    assert someone.get(reverse("dashboard:home")).url == reverse("dashboard:standstill")  # type: ignore[attr-defined]
    page = someone.post(reverse("dashboard:standstill-release"), follow=True).content.decode()

    assert "seuls les nouveaux partent" in page
    assert standstill.in_force() is None


@pytest.mark.usefixtures("_held")
def test_the_second_of_two_is_told_that_it_was_done(client: Client) -> None:
    supervisor = signed_in(client, SUPERVISOR)
    supervisor.post(reverse("dashboard:standstill-release"))

    page = supervisor.post(reverse("dashboard:standstill-release"), follow=True).content.decode()

    assert "avaient déjà repris" in page


@pytest.mark.usefixtures("_held")
def test_health_says_it_and_is_well_all_the_same(client: Client) -> None:
    assert client.get("/sante/").json()["standstill"] is True
