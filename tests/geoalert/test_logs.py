"""What the handler of the settings writes. No test here has a database: what asks for it breaks."""

import logging
from io import StringIO

import pytest
from django.conf import settings
from django.test import Client


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    console = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    monkeypatch.setattr(console, "stream", written)
    return written


@pytest.mark.parametrize("door", ["recus", "entrants"])
@pytest.mark.parametrize(
    ("method", "query", "status"),
    [("POST", "", {400, 404}), ("PUT", "", {404, 405}), ("POST", "?i=1&s=1&d=1", {500})],
)
def test_no_log_holds_the_secret_of_a_door(
    client: Client, log: StringIO, door: str, method: str, query: str, status: set[int]
) -> None:
    client.raise_request_exception = False
    path = f"/api/v1/{door}/kannel/{settings.RECEIPT_SECRET}/{query}"

    answer = client.generic(method, path, b"STOP", headers={"X-Kannel-From": "+33639980001"})

    assert answer.status_code in status
    assert f"/api/v1/{door}/kannel/***/" in log.getvalue()
    assert settings.RECEIPT_SECRET not in log.getvalue()


def test_a_traceback_holds_it_no_more_than_a_message(log: StringIO) -> None:
    try:
        raise OSError("http://10.0.0.5/api/v1/recus/kannel/le-secret/?d=1")
    except OSError:
        logging.getLogger("django.request").exception("/api/v1/recus/kannel/le-secret")

    assert "OSError: http://10.0.0.5/api/v1/recus/kannel/***/?d=1" in log.getvalue()
    assert "le-secret" not in log.getvalue()
