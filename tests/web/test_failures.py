"""A page that failed says that the database is away or full, where that is why, and asks it for nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import RequestFactory
from psycopg2.errors import DiskFull

from messaging import room
from web import failures


@pytest.fixture(autouse=True)
def _here(settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path


def page_after(error: Exception, cause: Exception | None = None) -> tuple[int, str]:
    """What Django's handler answers while that error is being handled."""
    try:
        raise error from cause
    except Exception:
        answer = failures.server_error(RequestFactory().post("/poste/"))
    return answer.status_code, answer.content.decode()


def test_a_full_disk_is_said_and_remembered() -> None:
    status, page = page_after(OperationalError("could not extend"), DiskFull("could not extend"))

    assert status == 503
    assert room.SENTENCE in page
    assert "ce que vous avez saisi y est encore" in page
    assert "web/css/public.css" in page
    assert room.full_since() is not None


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_database_that_is_away_is_said(kind: type[Exception]) -> None:
    status, page = page_after(kind("server closed the connection unexpectedly"))

    assert status == 503
    assert failures.AWAY in page
    assert room.full_since() is None


def test_what_else_fails_is_a_failure_of_ours() -> None:
    status, page = page_after(ValueError("ours"))

    assert status == 500
    assert "Une erreur s’est produite" in page
