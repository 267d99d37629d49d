"""The commands that people and scripts rely on."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.roles import ANALYST, OFFICER, SUPERVISOR
from alerts.models import Alert
from incidents.models import IncidentKind
from messaging.models import Delivery
from tests.alerts.making import draft, leave
from tests.factories import fresh_number, person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db
X, Y = VENDOME
SQUARE = [[[X - 0.003, Y - 0.002], [X + 0.003, Y - 0.002], [X + 0.003, Y + 0.002], [X - 0.003, Y + 0.002]]]
SQUARE[0].append(SQUARE[0][0])


@pytest.fixture
def perimeter(tmp_path: Path) -> str:
    file = tmp_path / "perimetre.geojson"
    file.write_text(json.dumps({"type": "Polygon", "coordinates": SQUARE}))
    return str(file)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command(*arguments, stdout=out)
    return out.getvalue()


def test_audience_counts_addresses_and_establishments(perimeter: str) -> None:
    shared = fresh_number()
    for trait in ({"phone": shared}, {"phone": shared}, {"trade": "tabac"}, {"stopped": True}):
        subscriber(at=VENDOME, **trait)  # type: ignore[arg-type]

    answer = json.loads(run("audience", "--perimeter", perimeter, "--json"))

    assert answer == {"count": 2, "by_profession": {"bijouterie": 2, "tabac": 1}, "unreachable": 1}


def test_audience_of_one_profession(perimeter: str) -> None:
    subscriber(at=VENDOME)
    subscriber(at=VENDOME, trade="tabac")

    answer = json.loads(run("audience", "--perimeter", perimeter, "--profession", "tabac", "--json"))

    assert answer["by_profession"] == {"tabac": 1}


@pytest.mark.parametrize("content", ["", "[", '{"type": "Polygon", "coordinates": []}', '{"type": "Point"}'])
def test_a_refused_perimeter_ends_with_two_and_a_french_sentence(tmp_path: Path, content: str) -> None:
    file = tmp_path / "mauvais.geojson"
    file.write_text(content)

    with pytest.raises(CommandError) as refused:
        run("audience", "--perimeter", str(file))

    assert refused.value.returncode == 2
    assert str(refused.value).endswith((".", ".»"))


def test_an_unknown_profession_is_refused_and_never_everybody(perimeter: str) -> None:
    with pytest.raises(CommandError, match="inconnue"):
        run("audience", "--perimeter", perimeter, "--profession", "pirate")


def test_send_alert_freezes_by_the_same_rules(perimeter: str) -> None:
    IncidentKind.objects.create(code="autre", name="Autre fait", rank=0)
    subscriber(at=VENDOME)
    person("alice", OFFICER, sectors=("75-CENTRE",))
    person("eve", SUPERVISOR, sectors=("*",))

    answer = json.loads(
        run(
            *("send_alert", "--perimeter", perimeter, "--text", "Vol. Un doute : 17."),
            *("--as", "alice", "--approved-by", "eve"),
        )
    )

    assert (answer["frozen"], answer["states"]) == (1, {"QUEUED": 1})
    assert Alert.objects.get(code=answer["alert"]).state == "FROZEN"


@pytest.mark.parametrize(
    ("author", "approver", "says"),
    [
        ("personne", None, "introuvable"),
        ("chloe", None, "droit d’envoyer"),
        ("alice", "alice", "propre alerte"),
        ("alice", "chloe", "droit d’approuver"),
    ],
)
def test_send_alert_is_never_a_bypass(perimeter: str, author: str, approver: str | None, says: str) -> None:
    IncidentKind.objects.create(code="autre", name="Autre fait", rank=0)
    subscriber(at=VENDOME)
    person("alice", OFFICER, sectors=("75-CENTRE",))
    person("chloe", ANALYST, sectors=("*",))
    approval = ("--approved-by", approver) if approver else ()

    with pytest.raises(CommandError, match=says) as refused:
        run("send_alert", "--perimeter", perimeter, "--text", "Vol.", "--as", author, *approval)

    assert refused.value.returncode == 2
    assert Delivery.objects.count() == 0


def test_deliveries_and_subscribers_share_keys_and_never_show_a_number() -> None:
    number = fresh_number()
    shop = subscriber(at=VENDOME, phone=number)
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    alert = leave(draft(alice, VENDOME), by=alice)

    (row,) = json.loads(run("deliveries", "--alert", alert.code, "--json"))
    export = run("subscribers", "--format", "csv")

    assert (row["subscriber"], row["state"]) == (shop.pk, "QUEUED")
    assert row["address_key"] in export
    assert number[3:] not in export + json.dumps(row)


def test_steering_from_the_command_line_keeps_the_rules_of_the_page(settings: Any) -> None:
    settings.UNDO_SECONDS = 0
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    person("chloe", ANALYST, sectors=("*",))
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)

    paused = json.loads(run("steer_alert", alert.code, "pause", "--as", "alice"))
    assert (paused["state"], paused["sending"], paused["states"]) == ("DISPATCHING", "PAUSED", {"QUEUED": 1})
    with pytest.raises(CommandError, match="droit"):
        run("steer_alert", alert.code, "resume", "--as", "chloe")
    assert json.loads(run("steer_alert", alert.code, "resume", "--as", "alice"))["sending"] == "RUNNING"
    assert json.loads(run("steer_alert", alert.code, "stop", "--as", "alice"))["state"] == "CANCELLED"


def test_a_resend_from_the_command_line_names_its_number(settings: Any) -> None:
    settings.UNDO_SECONDS = 0
    alice = person("alice", OFFICER, sectors=("75-CENTRE",))
    subscriber(at=VENDOME)
    alert = leave(draft(alice, VENDOME), by=alice)
    Delivery.objects.update(state="UNKNOWN")

    with pytest.raises(CommandError, match="announced"):
        run("steer_alert", alert.code, "resend", "--as", "alice")
    with pytest.raises(CommandError, match="introuvable"):
        run("steer_alert", "aaaaaaaaaa", "stop", "--as", "alice")

    assert (
        json.loads(run("steer_alert", alert.code, "resend", "--as", "alice", "--announced", "1"))["again"]
        == 1
    )
