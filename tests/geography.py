"""The real geography, loaded once a session into the test database; every test sees it.

A test that empties tables (transaction=True) empties these too: it asks for `geography`, which
loads them again when they are gone.
"""

import pytest
from pytest_django.plugin import DjangoDbBlocker

from zones.load_boundaries import load_boundaries
from zones.models import Commune


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        load_boundaries()


@pytest.fixture
def geography(db: None) -> None:
    if not Commune.objects.exists():
        load_boundaries()
