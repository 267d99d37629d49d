"""*Nouvelle alerte* without its map: what it opens with, what it refuses and gives back, what it makes."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from alerts import audience
from alerts.models import Alert, MessageTemplate
from incidents.models import IncidentKind
from messaging.clock import database_now
from subscribers.models import Profession
from tests.dashboard.asking import circle, filled, polygon, zone
from tests.places import SAINT_DENIS, VENDOME
from zones.perimeters import compose

pytestmark = pytest.mark.django_db

PAGE = "/poste/alertes/nouvelle/"
X, Y = VENDOME
BOW = polygon((X, Y), (X + 0.01, Y + 0.01), (X + 0.01, Y), (X, Y + 0.01))


@pytest.fixture
def officer(client: Client, alice: User) -> Client:
    client.force_login(alice, backend="django.contrib.auth.backends.ModelBackend")
    return client


def test_the_page_opens_ready_to_write(officer: Client) -> None:
    page = officer.get(PAGE)
    html = page.content.decode()
    assert page.status_code == 200
    assert html.count('name="professions"') == Profession.objects.count()
    assert "<script>" not in html
    assert " style=" not in html


def test_a_form_well_filled_makes_one_draft_with_the_number_of_the_domain(
    officer: Client, alice: User
) -> None:
    answer = officer.post(PAGE, filled())
    alert = Alert.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("dashboard:alert-confirm", args=[alert.code])
    assert (alert.author, alert.state) == (alice, Alert.State.DRAFT)
    perimeter = compose([circle()]).geometry
    found = audience.count(perimeter=perimeter, profession_codes=None, now=database_now())
    assert alert.previewed_count == found.recipients


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"shapes": "[]"}, "Dessinez ou choisissez un périmètre."),
        ({"shapes": ""}, "Dessinez ou choisissez un périmètre."),
        ({"shapes": "{"}, "Le périmètre ne peut pas être lu"),
        ({"shapes": "[" * 20_000}, "Le périmètre ne peut pas être lu"),
        ({"shapes": "7"}, ""),
        ({"shapes": json.dumps([circle(label="a\0b")])}, "caractère invisible"),
        ({"shapes": json.dumps([circle(other=["\ud800"])])}, "caractère invisible"),
        ({"shapes": json.dumps([BOW])}, "Le tracé se croise"),
        ({"shapes": json.dumps([circle(center=SAINT_DENIS)])}, "hors de votre territoire"),
        ({"shapes": json.dumps([zone("sector", "99-XX")])}, "Cette zone n&#x27;existe pas"),
        ({"professions": []}, "Cochez au moins une profession."),
        ({"professions": ["nobody"]}, "Ce choix n’existe pas."),
        ({"kind": "nothing"}, "Ce choix n’existe pas."),
        ({"occurred_at": "hier"}, "Cette heure ne peut pas être lue."),
        ({"occurred_at": "2031-01-01T00:00"}, "dans le futur"),
        ({"place": ""}, "Dites le lieu en quelques mots."),
        ({"text": "  "}, "Écrivez le message."),
        ({"text": "é" * 990}, "5 au plus"),
        ({"text": "a\x07b"}, "caractère de commande"),
        ({"place": "place Vendôme\u202e"}, "sens de lecture"),
        ({"text": "a\u202eb"}, "change le sens de lecture (U+202E)"),
        ({"text": "Vol {lieu} à 8h."}, "{lieu} n’a pas été rempli"),
        ({"text": "Vol ici à {heure}."}, "{heure} n’a pas été rempli"),
        ({"valid_minutes": "7"}, "Ce choix n’existe pas."),
        ({"form_key": "7"}, ""),
    ],
)
def test_what_cannot_be_sent_is_said_and_nothing_typed_is_lost(
    officer: Client, changes: dict[str, Any], sentence: str
) -> None:
    form = filled(**{"place": "place Vendôme <b>", "text": "Texte de l'officier.", **changes})
    answer = officer.post(PAGE, form)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in html
    assert 'id="erreurs"' in html
    assert not Alert.objects.exists()
    if "place" not in changes:
        assert 'value="place Vendôme &lt;b&gt;"' in html
    if "text" not in changes:
        assert "Texte de l&#x27;officier.</textarea>" in html


@pytest.mark.parametrize(
    ("minutes", "sentence"), [("7", "Ce choix n’existe pas."), ("", "Choisissez une valeur.")]
)
def test_a_validity_that_is_none_is_said_at_its_field(officer: Client, minutes: str, sentence: str) -> None:
    html = officer.post(PAGE, filled(valid_minutes=minutes)).content.decode()
    assert f'<span class="error">{sentence}</span>' in html


def test_facts_older_than_a_week_are_no_alert(officer: Client) -> None:
    old = timezone.localtime(database_now() - timedelta(days=8)).strftime("%Y-%m-%dT%H:%M")
    assert "plus de sept jours" in officer.post(PAGE, filled(occurred_at=old)).content.decode()


def test_a_perimeter_with_nobody_is_no_alert(officer: Client) -> None:
    answer = officer.post(PAGE, filled(professions=["bureaux-de-change"], shapes=json.dumps([circle(50)])))
    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_one_edits_a_draft_of_ones_own_and_nobody_elses(officer: Client, eve: User) -> None:
    officer.post(PAGE, filled(text="Premier texte, 17."))
    alert = Alert.objects.get()
    page = officer.get(PAGE, {"brouillon": alert.code}).content.decode()
    assert "Premier texte, 17." in page
    assert str(alert.form_key) in page
    other = Client()
    other.force_login(eve, backend="django.contrib.auth.backends.ModelBackend")
    assert other.get(PAGE, {"brouillon": alert.code}).status_code == 404


TEMPLATE_TEXT = "Vol par substitution {lieu} à {heure}. Un doute : 17."


@pytest.fixture
def template(officer: Client) -> MessageTemplate:
    kind = IncidentKind.objects.get(code="vol-substitution")
    return MessageTemplate.objects.create(name="Le mien", kind=kind, text=TEMPLATE_TEXT, rank=99)


def chosen(html: str) -> list[str]:
    """The templates whose tiles are pressed."""
    return re.findall(r'name="modele" value="(\w*)" checked', html)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("", "Vol par substitution {lieu} à 9h05. Un doute : 17."),
        ("place Vendôme", "Vol par substitution place Vendôme à 9h05. Un doute : 17."),
        ("place Vendôme", "Vol par substitution place Vendome à 9h05. Un doute : 17."),
    ],
)
def test_what_a_template_wrote_still_follows_it_after_an_error(
    officer: Client, template: MessageTemplate, place: str, text: str
) -> None:
    form = filled(place=place, text=text, occurred_at="2031-01-01T09:05")
    assert chosen(officer.post(PAGE, form).content.decode()) == [str(template.pk)]
    form = filled(place=place, text=f"{text} De ma main.", occurred_at="2031-01-01T09:05")
    assert chosen(officer.post(PAGE, form).content.decode()) == []
    form = filled(place=place, text=text, occurred_at="hier")
    assert chosen(officer.post(PAGE, form).content.decode()) == []


def test_what_a_template_wrote_still_follows_it_when_a_draft_is_edited(
    officer: Client, template: MessageTemplate
) -> None:
    now = timezone.localtime(database_now())
    text = f"Vol par substitution rue de la Paix à {now.hour}h{now:%M}. Un doute : 17."
    officer.post(PAGE, filled(place="rue de la Paix", text=text, occurred_at=f"{now:%Y-%m-%dT%H:%M}"))
    html = officer.get(PAGE, {"brouillon": Alert.objects.get().code}).content.decode()
    assert chosen(html) == [str(template.pk)]


def test_nobody_takes_over_the_form_of_another(officer: Client, eve: User) -> None:
    form = filled()
    officer.post(PAGE, form)
    other = Client()
    other.force_login(eve, backend="django.contrib.auth.backends.ModelBackend")
    assert "appartient à une autre personne" in other.post(PAGE, form).content.decode()
    assert Alert.objects.get().author.username == "officier"


def test_the_counter_is_that_of_the_message_as_it_leaves(officer: Client) -> None:
    size = officer.post("/poste/sms/", {"text": "x" * 131}).json()
    assert size["encoding"] == "GSM-7"
    assert (size["parts"], size["guilty"]) == (1, [])
    dear = officer.post("/poste/sms/", {"text": "façade ô"}).json()
    assert dear["encoding"] == "UCS-2"
    assert [row["char"] for row in dear["guilty"]] == ["ç", "ô"]
    assert dear["replaced"] == "facade o"


def test_a_message_of_several_lines_is_taken_and_counted_as_the_page_counted_it(officer: Client) -> None:
    lines = "\r\n".join("a" for _ in range(340))
    assert len(lines) > 1000
    sizes = [officer.post("/poste/sms/", {"text": text}).json() for text in (lines, lines.replace("\r", ""))]
    assert sizes[0] == sizes[1]
    assert officer.post(PAGE, filled(text=lines)).status_code == 302
    assert Alert.objects.get().text == lines.replace("\r", "")


def test_what_nobody_can_see_is_named_by_its_number(officer: Client) -> None:
    size = officer.post("/poste/sms/", {"text": "a\u202eb\u200bc ç \U000e0001"}).json()
    assert [row["char"] for row in size["guilty"]] == ["U+202E", "U+200B", "ç", "U+E0001"]


@pytest.mark.parametrize(
    "address",
    [
        "/a/%00/",
        "/poste/alertes/%00/",
        "/poste/perimetres/%00/",
        f"{PAGE}?perimetre=%00",
        f"{PAGE}?brouillon=%00",
    ],
)
def test_a_code_that_no_database_can_hold_names_nothing(officer: Client, address: str) -> None:
    assert officer.get(address).status_code == 404
