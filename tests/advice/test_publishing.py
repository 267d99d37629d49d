import pytest

from advice.models import EVERYBODY, AdvicePage
from advice.publishing import StillNeeded, publish, withdraw
from messaging.clock import database_now
from tests.advice.shelves import page
from tests.factories import NOON

pytestmark = pytest.mark.django_db


def test_a_page_is_published_once_and_keeps_its_date() -> None:
    page("neuve", public=False)
    page("ancienne")

    assert publish(pages=AdvicePage.objects.all(), now=NOON) == 1
    assert publish(pages=AdvicePage.objects.all(), now=database_now()) == 0
    assert AdvicePage.objects.get(slug="neuve").published_at == NOON


def test_a_withdrawn_page_is_no_longer_public() -> None:
    page("ancienne")

    assert withdraw(pages=AdvicePage.objects.all()) == 1
    assert not AdvicePage.objects.published().exists()


def test_the_page_of_everyone_is_never_withdrawn_nor_those_chosen_with_it() -> None:
    page(EVERYBODY)
    page("autre")

    with pytest.raises(StillNeeded, match="reste publiée"):
        withdraw(pages=AdvicePage.objects.all())

    assert AdvicePage.objects.published().count() == 2
