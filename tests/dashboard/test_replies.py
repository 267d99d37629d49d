"""*Réponses*: newest first, read or not, never a number, never of elsewhere."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import ANALYST, OFFICER
from messaging.clock import database_now
from messaging.models import InboundMessage
from subscribers import stopping
from tests.factories import fresh_number, person, subscriber
from tests.places import CRETEIL, VENDOME

pytestmark = pytest.mark.django_db

PAGE = "/poste/reponses/"


@pytest.fixture
def alice(geography: None, client: Client) -> User:
    user = person("alice", OFFICER, sectors=("75-CENTRE",))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def wrote(text: str, at: tuple[float, float] = VENDOME, minutes_ago: int = 0) -> InboundMessage:
    number = fresh_number()
    subscriber(at=at, phone=number)
    now = database_now() - timedelta(minutes=minutes_ago)
    stored = stopping.receive(gateway="outbox", reference=str(uuid4()), number=number, text=text, now=now)
    assert stored is not None
    return stored


def test_what_is_to_be_read_comes_first_and_is_counted_in_the_bar(client: Client, alice: User) -> None:
    wrote("Le plus ancien", minutes_ago=9)
    wrote("Le plus récent")
    wrote("Ailleurs", at=CRETEIL)

    page = client.get(PAGE).text

    assert page.index("Le plus récent") < page.index("Le plus ancien")
    assert "Ailleurs" not in page
    assert "63998" not in page
    assert '<b>2<span class="sr"> à lire</span></b>' in page


@pytest.mark.parametrize(("shops", "said"), [(3, ""), (4, " et 1 autre"), (5, " et 2 autres")])
def test_shops_beyond_three_that_share_a_phone_are_counted(
    client: Client, alice: User, shops: int, said: str
) -> None:
    number = fresh_number()
    for _ in range(shops):
        subscriber(at=VENDOME, phone=number)
    stopping.receive(gateway="outbox", reference=str(uuid4()), number=number, text="Oui", now=database_now())

    names = client.get(PAGE).text.split('<strong class="grow">')[1].split("</strong>")[0]

    assert names.strip().rpartition("</a>")[2] == said


def test_reading_moves_it_and_says_who(client: Client, alice: User) -> None:
    message = wrote("Deux hommes <b>ici</b>")

    told = client.post(f"{PAGE}lues/", {"reponse": message.pk, "retour": f"{PAGE}?etat=a-lire"}, follow=True)

    assert "Réponse lue." in told.text
    assert "Rien à lire." in told.text
    read = client.get(f"{PAGE}?etat=lues").text
    assert "Lue par alice" in read
    assert "Deux hommes &lt;b&gt;ici&lt;/b&gt;" in read
    assert "Aucune réponse" not in client.get(f"{PAGE}?etat=toutes").text


def test_a_page_full_is_read_with_one_press(client: Client, alice: User) -> None:
    ids = [wrote(f"Réponse {number}").pk for number in range(3)]

    told = client.post(f"{PAGE}lues/", {"reponse": ids}, follow=True).text

    assert "3 réponses lues." in told


@pytest.mark.parametrize("asked", ["x", "²", "9" * 40, "9" * 5000, "-1", ""])
def test_what_names_no_reply_changes_nothing(client: Client, alice: User, asked: str) -> None:
    wrote("Deux hommes ici")

    told = client.post(f"{PAGE}lues/", {"reponse": asked}, follow=True)

    assert told.status_code == 200
    assert InboundMessage.objects.filter(read_at__isnull=True).count() == 1


def test_the_way_back_never_leads_elsewhere(client: Client, alice: User) -> None:
    answer = client.post(f"{PAGE}lues/", {"retour": "https://example.org/"})

    assert answer.headers["Location"] == PAGE


def test_an_alert_of_elsewhere_or_none_is_unknown(client: Client, alice: User) -> None:
    assert client.get(f"{PAGE}?alerte=aaaaaaaaaa").status_code == 404


def test_an_empty_desk_says_what_would_come(client: Client, alice: User) -> None:
    assert "Quand un commerce de votre territoire répond" in client.get(PAGE).text


def test_who_may_not_see_a_shops_name_reads_no_reply(client: Client, geography: None) -> None:
    client.force_login(person("chloe", ANALYST, sectors=("*",)))

    assert client.get(PAGE).status_code == 403
    assert client.post(f"{PAGE}lues/").status_code == 403
