"""A demonstration and real people never share a database."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from geoalert.demo.mixing import Mixed, refuse_bare, refuse_town
from geoalert.demo.people import seed_people
from subscribers.models import Subscriber

pytestmark = pytest.mark.django_db


def test_an_empty_database_may_become_either() -> None:
    refuse_town()
    refuse_bare()


def test_a_demonstration_stays_one(geography: None, settings: Any) -> None:
    call_command("load_reference")
    seed_people()
    User.objects.create(username="visiteur")

    refuse_town()
    with pytest.raises(Mixed, match="reset"):
        refuse_bare()
    settings.DEMO_ACCOUNTS = True
    call_command("refuse_demo")
    settings.DEMO_ACCOUNTS = False
    with pytest.raises(CommandError) as refused:
        call_command("refuse_demo")
    assert refused.value.returncode == 2


def test_real_people_never_get_fictitious_neighbours() -> None:
    User.objects.create(username="officier", first_name="Jeanne", last_name="Martin")

    refuse_bare()
    with pytest.raises(CommandError, match="--no-demo") as refused:
        call_command("seed_demo", "--subscribers", "10")

    assert refused.value.returncode == 2
    assert not Subscriber.objects.exists()
    assert User.objects.count() == 1
