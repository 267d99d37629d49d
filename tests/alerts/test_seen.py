"""What leaves is what was shown: verified, a short while ago, and by whoever presses."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import User
from accounts.roles import OFFICER
from alerts import drafting
from alerts.freeze import FreezeRefused, NumberNotTyped, SeenOtherwise, freeze
from alerts.models import Alert
from incidents.models import IncidentKind
from messaging.clock import database_now
from messaging.models import Sending
from tests.advice.shelves import page
from tests.alerts.making import circle, draft, leave, request
from tests.factories import person, subscriber
from tests.places import VENDOME

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(geography: None) -> User:
    return person("alice", OFFICER, sectors=("75-CENTRE",))


def another(field: str) -> Any:
    """What `draft` does not ask for in that field."""
    match field:
        case "kind":
            return IncidentKind.objects.create(code="essai", name="Fait d’essai", rank=1)
        case "advice_page":
            return page("essai")
        case "occurred_at":
            return database_now() - timedelta(hours=1)
        case "valid_minutes":
            return 60
        case _:
            return "rue de la Paix"


@pytest.mark.parametrize(
    "change",
    [
        {"text": "Autre"},
        {"valid_minutes": 60},
        {"previewed_count": 2},
        {"profession_codes": ["tabac"]},
        {"place": "rue de la Paix"},
        {"occurred_at": datetime(2026, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_request_altered_behind_our_back_does_not_leave(alice: User, change: dict[str, Any]) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)
    Alert.objects.filter(pk=alert.pk).update(**change)

    with pytest.raises(FreezeRefused, match="modifiée"):
        leave(alert, by=alice)


@pytest.mark.parametrize("field", ["text", "valid_minutes", "place", "occurred_at", "kind", "advice_page"])
def test_what_was_not_on_the_screen_does_not_leave(alice: User, field: str) -> None:
    subscriber(at=VENDOME)
    seen = draft(alice, VENDOME)
    change = {field: another(field)}
    changed = request(VENDOME, form_key=seen.form_key, **change)
    drafting.draft(author=alice, request=changed, now=database_now())

    with pytest.raises(SeenOtherwise, match="n’est plus ce qui partirait"):
        leave(seen, by=alice)

    assert not Sending.objects.exists()


def test_nothing_leaves_for_who_has_seen_nothing(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    with pytest.raises(SeenOtherwise):
        freeze(alert_id=alert.pk, by=alice, seen_hash="", typed_count=1, now=database_now())


def test_an_old_verification_has_to_be_made_again(alice: User) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME)

    with pytest.raises(FreezeRefused, match="heure"):
        leave(alert, by=alice, now=database_now() + timedelta(hours=2))


@pytest.mark.parametrize("typed", [None, 2, 0])
def test_a_wide_alert_leaves_only_for_who_typed_its_number(alice: User, typed: int | None) -> None:
    subscriber(at=VENDOME)
    alert = draft(alice, VENDOME, shapes=[circle(VENDOME, 1500)])
    shown = {"alert_id": alert.pk, "by": alice, "seen_hash": alert.request_hash, "now": database_now()}

    with pytest.raises(NumberNotTyped, match="Recopiez le nombre de destinataires, 1,"):
        freeze(typed_count=typed, **shown)
    assert not Sending.objects.exists()

    assert freeze(typed_count=1, **shown).state == Alert.State.FROZEN
