"""A demonstration and real people never share a database."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from geoalert.demo.mixing import Mixed, refuse_bare, refuse_town
from geoalert.demo.people import seed_people
from subscribers.models import Subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def demonstration(settings: Any) -> None:
    settings.DEMO_ACCOUNTS = True


def test_an_empty_database_may_become_either(demonstration: None) -> None:
    refuse_town()
    refuse_bare()


def test_no_fictitious_people_come_where_the_settings_do_not_ask_for_them(settings: Any) -> None:
    settings.DEMO_ACCOUNTS = False

    with pytest.raises(CommandError, match="GEOALERT_DEMO_ACCOUNTS") as refused:
        call_command("seed_demo", "--subscribers", "10")

    assert refused.value.returncode == 2
    assert not User.objects.exists()
    assert not Subscriber.objects.exists()


def test_a_new_name_does_not_hide_a_public_password(settings: Any) -> None:
    renamed = User(username="superviseur", first_name="Jeanne", last_name="Martin")
    renamed.set_password(settings.DEMO_PASSWORD)
    renamed.save()

    with pytest.raises(Mixed, match="public"):
        refuse_bare()
    renamed.set_password("une phrase que personne ne connaît")
    renamed.save()
    refuse_bare()


def test_the_published_password_is_public_whatever_the_setting_says_now(settings: Any) -> None:
    account = User(username="admin")
    account.set_password("geoalert-demo-2026")
    account.save()
    settings.DEMO_PASSWORD = "another"

    with pytest.raises(Mixed, match="public"):
        refuse_bare()


def test_a_demonstration_stays_one(geography: None, settings: Any, demonstration: None) -> None:
    call_command("load_reference")
    seed_people()
    User.objects.create(username="visiteur")

    refuse_town()
    with pytest.raises(Mixed, match="reset"):
        refuse_bare()
    call_command("refuse_demo")
    settings.DEMO_ACCOUNTS = False
    with pytest.raises(CommandError) as refused:
        call_command("refuse_demo")
    assert refused.value.returncode == 2


def test_real_people_never_get_fictitious_neighbours(demonstration: None) -> None:
    User.objects.create(username="officier", first_name="Jeanne", last_name="Martin")

    refuse_bare()
    with pytest.raises(CommandError, match="--no-demo") as refused:
        call_command("seed_demo", "--subscribers", "10")

    assert refused.value.returncode == 2
    assert not Subscriber.objects.exists()
    assert User.objects.count() == 1
