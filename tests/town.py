"""A demonstration town for tests of the doors: reference data, the demo's staff, and shops around them."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from geoalert.demo.businesses import seed_businesses
from geoalert.demo.people import seed_people
from geoalert.reference import load_reference
from messaging.clock import database_now
from subscribers.models import Contact

SHOPS = 1500


@pytest.fixture
def town(geography: None, settings: Any) -> None:
    """Everything an officer's page reads; the same shops each time."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    load_reference()
    seed_people()
    seed_businesses(count=SHOPS, seed=7, now=database_now())
    nobody_falls_asleep()


def nobody_falls_asleep() -> None:
    """Nor wakes up: at whatever hour a test runs, all its counts are of the same shops."""
    now = timezone.localtime(database_now())
    Contact.objects.filter(quiet_from__isnull=False).update(
        quiet_from=(now + timedelta(hours=8)).time(), quiet_until=(now + timedelta(hours=16)).time()
    )


@pytest.fixture
def alice(town: None) -> User:
    """Officer in Paris Centre, the 8th and the 9th."""
    return User.objects.get(username="officier")


@pytest.fixture
def eve(town: None) -> User:
    """Supervisor, everywhere."""
    return User.objects.get(username="superviseur")


@pytest.fixture
def chloe(town: None) -> User:
    """Analyst: sees incidents, sends nothing."""
    return User.objects.get(username="analyste")
