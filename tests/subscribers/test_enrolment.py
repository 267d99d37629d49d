"""Four steps, a draft, then a subscriber that waits."""

from datetime import timedelta

import pytest

from messaging.clock import database_now
from messaging.models import Suppression
from subscribers import enrolment, placing, stopping
from subscribers.enrolment import EnrolmentRefused
from subscribers.models import EnrolmentDraft, Subscriber
from subscribers.placing import PlaceRefused
from tests.factories import fresh_number, subscriber
from tests.places import VENDOME
from tests.subscribers.enrolling import placed_draft, proven_draft
from tests.zones.addresses import LYON, PAIX
from zones.models import Commune

pytestmark = pytest.mark.django_db


def finish(draft: EnrolmentDraft) -> Subscriber:
    return enrolment.finish(draft=draft, wants_word=True, now=database_now())


def test_a_finished_enrolment_waits_with_its_consent_and_the_draft_is_gone() -> None:
    made = finish(proven_draft())

    assert made.state == "PENDING"
    assert made.consents.filter(withdrawn_at__isnull=True).count() == 1
    assert made.contacts.count() == 1
    assert (made.commune.insee_code, made.street, made.pin_metres) == ("75102", "16 Rue de la Paix", 0)
    assert not EnrolmentDraft.objects.exists()


def test_two_clicks_make_one_subscriber() -> None:
    draft = proven_draft()
    finish(draft)

    with pytest.raises(EnrolmentRefused):
        finish(draft)
    assert Subscriber.objects.count() == 1


def test_without_a_proven_number_nothing_is_enrolled() -> None:
    with pytest.raises(EnrolmentRefused, match="pas complète"):
        finish(placed_draft())


def test_a_moved_pin_has_to_be_confirmed_again() -> None:
    draft = proven_draft()
    placing.nudge(draft=draft, direction="nord", metres=10)

    with pytest.raises(EnrolmentRefused):
        finish(draft)
    placing.confirm_pin(draft=draft)
    assert finish(draft).pin_metres == 10


def test_the_same_business_twice_is_refused_and_another_at_the_same_number_is_not() -> None:
    phone = fresh_number()
    subscriber(at=VENDOME, phone=phone)

    with pytest.raises(EnrolmentRefused, match="déjà inscrit"):
        finish(proven_draft(phone, name="MAISON LAMBERT"))


def test_a_number_may_have_two_shops() -> None:
    phone = fresh_number()
    subscriber(at=VENDOME, phone=phone)

    assert finish(proven_draft(phone, name="Autre boutique")).pk


def test_what_is_known_of_a_number_shows_only_to_who_holds_it() -> None:
    phone = fresh_number()
    known = subscriber(at=VENDOME, phone=phone)
    draft = proven_draft(phone)

    assert enrolment.already_enrolled(draft) == [known]
    draft.proven_at = None
    assert enrolment.already_enrolled(draft) == []


def test_who_said_stop_and_enrols_again_is_written_to_again() -> None:
    phone = fresh_number()
    subscriber(at=VENDOME, phone=phone, stopped=True)

    finish(proven_draft(phone))

    assert not Suppression.objects.exists()


def test_a_code_reaches_a_number_that_said_stop() -> None:
    phone = fresh_number()
    shop = subscriber(at=VENDOME, phone=phone)
    stopping.stop_address(address_hash=bytes(shop.contacts.get().address_hash), now=database_now())

    assert proven_draft(phone).proven_at is not None


def test_a_draft_of_two_days_ago_is_not_opened() -> None:
    draft = placed_draft()

    assert enrolment.open_draft(key=draft.key, now=database_now() + timedelta(hours=47)) == draft
    assert enrolment.open_draft(key=draft.key, now=database_now() + timedelta(hours=49)) is None
    assert enrolment.open_draft(key=None, now=database_now()) is None


def test_an_address_elsewhere_is_refused_with_a_sentence() -> None:
    with pytest.raises(PlaceRefused, match="ne le couvre pas"):
        placing.choose_address(draft=placed_draft(), address=LYON)


def test_a_pin_cannot_be_moved_out_of_the_area() -> None:
    draft = placed_draft()
    placing.choose_commune(
        draft=draft, commune=Commune.objects.get(insee_code="92033")
    )  # Garches, at the rim

    with pytest.raises(PlaceRefused, match="ne le couvre pas"):
        _walk_west(draft)


def _walk_west(draft: EnrolmentDraft) -> None:
    for _ in range(40):
        placing.nudge(draft=draft, direction="ouest", metres=500)


def test_a_pin_in_another_commune_than_its_address_is_said() -> None:
    draft = placed_draft()
    assert not placing.verdict(draft).stray

    placing.nudge(draft=draft, direction="sud", metres=500)

    verdict = placing.verdict(draft)
    assert (verdict.stray, verdict.ground.insee_code, verdict.metres) == (True, "75101", 500)


def test_without_a_geocoder_the_pin_starts_at_the_town_hall() -> None:
    draft = placed_draft()
    commune = Commune.objects.get(insee_code="93066")
    draft.address = "12 rue de la Republique, 93200 Saint Denis"

    placing.choose_commune(draft=draft, commune=commune)

    assert (draft.location, draft.street) == (commune.town_hall, "12 rue de la Republique")
    assert placing.verdict(draft).metres is None


def test_choosing_another_address_asks_for_the_door_again() -> None:
    draft = placed_draft()

    placing.choose_address(draft=draft, address=PAIX)

    assert not enrolment.progress(draft).place
