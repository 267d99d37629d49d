"""A database of one's own is tried before anything is built on it, and left as it was."""

import os
import sys
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection

from geoalert.supervisor.given_database import Unusable, examine

pytestmark = pytest.mark.django_db(transaction=True)


def address(user: str) -> str:
    settings = connection.settings_dict
    return f"postgis://{user}@/{settings['NAME']}?host={quote(settings['HOST'])}&port={settings['PORT']}"


@pytest.fixture
def poor() -> Iterator[str]:
    """A role that may connect and nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE geoalert_poor LOGIN")
        yield "geoalert_poor"
        cursor.execute("DROP ROLE geoalert_poor")


def ask(url: str) -> object:
    return examine({**os.environ, "DATABASE_URL": url}, python=sys.executable)


def test_one_that_is_ours_to_use_tells_its_version_and_keeps_no_trace() -> None:
    answer = examine({**os.environ, "DATABASE_URL": address("geoalert")}, python=sys.executable)

    assert "PostGIS" in answer.version
    assert abs(answer.clock_offset) < 1
    assert "geoalert_probe" not in connection.introspection.table_names()


def test_one_where_we_may_make_no_table_is_refused(poor: str) -> None:
    with pytest.raises(Unusable, match="Aucune table"):
        ask(address(poor))


def test_one_that_does_not_answer_is_refused() -> None:
    with pytest.raises(Unusable, match="ne se laisse pas ouvrir"):
        ask("postgis://geoalert@/nowhere?host=/nonexistent")
