"""Who may call what, asked over HTTP."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, ANALYST, EDITOR, OFFICER, SUPERVISOR
from tests.alerts.making import draft, leave
from tests.factories import PASSWORD, person, subscriber
from tests.places import SAINT_DENIS, VENDOME

pytestmark = pytest.mark.django_db
BACKEND = "django.contrib.auth.backends.ModelBackend"
OFFICER_PAGES = ("alert-new", "alerts", "places")


def signed_in(role: str | None, *sectors: str) -> Client:
    client = Client()
    client.force_login(person(f"u-{role}", role, sectors=sectors), backend=BACKEND)
    return client


@pytest.mark.parametrize("name", OFFICER_PAGES)
def test_a_stranger_is_sent_to_the_sign_in_page(client: Client, name: str) -> None:
    answer = client.get(reverse(f"dashboard:{name}"))

    assert answer.status_code == 302
    assert answer["Location"].startswith("/poste/connexion/?next=")


@pytest.mark.parametrize("name", OFFICER_PAGES)
@pytest.mark.parametrize(
    ("role", "status"),
    [(OFFICER, 200), (SUPERVISOR, 200), (ANALYST, 403), (EDITOR, 403), (ADMINISTRATOR, 403), (None, 403)],
)
def test_only_those_who_send_open_the_officers_pages(name: str, role: str | None, status: int) -> None:
    assert signed_in(role, "*").get(reverse(f"dashboard:{name}")).status_code == status


@pytest.mark.parametrize(
    ("role", "status"),
    [(ADMINISTRATOR, 200), (EDITOR, 200), (OFFICER, 403), (SUPERVISOR, 403), (ANALYST, 403)],
)
def test_the_administration_is_for_administrators_and_editors(role: str, status: int) -> None:
    assert signed_in(role).get("/admin/").status_code == status


def test_an_alert_of_another_territory_does_not_exist_for_me() -> None:
    subscriber(at=VENDOME)
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    alert = leave(draft(alice, VENDOME), by=alice)
    bob = signed_in(OFFICER, "93-066")

    for name in ("alert", "alert-progress"):
        assert bob.get(reverse(f"dashboard:{name}", args=[alert.code])).status_code == 404
    assert bob.post(reverse("dashboard:alert-stop", args=[alert.code])).status_code == 404
    assert alert.code not in bob.get(reverse("dashboard:alerts")).text


def test_a_draft_is_its_authors_alone() -> None:
    subscriber(at=SAINT_DENIS)
    alice = person("alice", OFFICER, sectors=("*",))
    alert = draft(alice, SAINT_DENIS)
    eve = signed_in(SUPERVISOR, "*")

    assert eve.get(reverse("dashboard:alert-confirm", args=[alert.code])).status_code == 404
    assert eve.post(reverse("dashboard:alert-send", args=[alert.code])).status_code == 404


def test_five_wrong_passwords_lock_the_account_for_a_while(client: Client) -> None:
    person("alice", OFFICER)
    url = reverse("dashboard:login")
    for _ in range(5):
        client.post(url, {"username": "alice", "password": "faux"})

    answer = client.post(url, {"username": "alice", "password": PASSWORD})

    assert answer.status_code == 429
    assert "quart d’heure" in answer.text


def test_an_idle_session_ends_and_a_busy_one_is_renewed_once_a_minute() -> None:
    alice = signed_in(OFFICER, "75-CENTRE")
    page = reverse("dashboard:places")
    alice.get(page)
    first = Session.objects.get()

    alice.get(page)
    assert Session.objects.get().expire_date == first.expire_date
    Session.objects.update(expire_date=first.expire_date - timedelta(hours=1))

    assert alice.get(page).status_code == 302


def test_every_answer_forbids_inline_code_and_other_hosts(client: Client) -> None:
    policy = client.get("/")["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy


ACTS = ("alert-send", "alert-stop", "alert-pause", "alert-retry")


def sign_in_address(back: str) -> str:
    return f"/poste/connexion/?next={back}"


@pytest.mark.parametrize("name", ACTS)
def test_an_act_of_somebody_signed_out_leads_back_to_the_page_that_asked_for_it(
    client: Client, name: str
) -> None:
    page = reverse("dashboard:alert", args=["abcdefghij"])

    answer = client.post(
        reverse(f"dashboard:{name}", args=["abcdefghij"]), headers={"Referer": f"http://testserver{page}"}
    )

    assert answer["Location"] == sign_in_address(page)
    sign_in = client.get(answer["Location"]).text
    assert "ce que vous veniez de demander n’a pas été fait" in sign_in
    assert "votre brouillon vous attend" not in sign_in


def test_a_page_that_counts_by_itself_for_somebody_signed_out_has_asked_for_nothing(client: Client) -> None:
    answer = client.post(reverse("dashboard:audience-count"), headers={"Sec-Fetch-Mode": "cors"})

    assert "n’a pas été fait" not in client.get(answer["Location"]).text


@pytest.mark.parametrize("referer", ["", "http://elsewhere.example/poste/alertes/", "http://[", "data:x"])
def test_an_act_that_no_page_of_ours_asked_for_leads_home(client: Client, referer: str) -> None:
    answer = client.post(reverse("dashboard:alert-stop", args=["abcdefghij"]), headers={"Referer": referer})

    assert answer["Location"] == sign_in_address(reverse("dashboard:home"))


def test_a_block_asked_for_by_somebody_signed_out_takes_the_whole_page_to_the_sign_in(client: Client) -> None:
    page = reverse("dashboard:alert", args=["abcdefghij"])

    answer = client.get(
        reverse("dashboard:alert-progress", args=["abcdefghij"]),
        headers={"HX-Request": "true", "HX-Current-URL": f"http://testserver{page}"},
    )

    assert answer.status_code == 200
    assert answer["HX-Redirect"] == sign_in_address(page)
    assert answer.content == b""
