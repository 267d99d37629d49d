"""What the handler of the settings writes. No test here has a database: what asks for it breaks."""

import json
import logging
import threading
from collections.abc import Callable
from io import StringIO

import pytest
import structlog
from django.conf import settings
from django.test import Client

from geoalert import logs
from geoalert.logs import MaskingFormatter, mask
from messaging import doors


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    written = StringIO()
    console = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    monkeypatch.setattr(console, "stream", written)
    return written


@pytest.mark.parametrize(
    ("method", "query", "status"),
    [("POST", "", {400, 404}), ("PUT", "", {404, 405}), ("POST", "?i=1&s=1&d=1", {500})],
)
def test_no_log_holds_the_secret_of_a_door(
    client: Client, log: StringIO, method: str, query: str, status: set[int]
) -> None:
    client.raise_request_exception = False
    secret = doors.secret("kannel", settings.RECEIPT_SECRET)
    path = f"/api/v1/entrants/kannel/{secret}/{query}"

    answer = client.generic(method, path, b"STOP", headers={"X-Kannel-From": "+33639980001"})

    assert answer.status_code in status
    assert "/api/v1/entrants/kannel/***/" in log.getvalue()
    assert secret not in log.getvalue()


def test_a_traceback_holds_it_no_more_than_a_message(log: StringIO) -> None:
    try:
        raise OSError("http://10.0.0.5/api/v1/recus/kannel/le-secret/?d=1")
    except OSError:
        logging.getLogger("django.request").exception("/api/v1/recus/kannel/le-secret")

    assert "OSError: http://10.0.0.5/api/v1/recus/kannel/***/?d=1" in log.getvalue()
    assert "le-secret" not in log.getvalue()


NUMBERS = ["+33639980001", "0639980001", "06 39 98 00 01", "06.39.98.00.01", "0033639980001", "33639980001"]


@pytest.fixture(params=["json", "plain"])
def rendered(request: pytest.FixtureRequest, log: StringIO, monkeypatch: pytest.MonkeyPatch) -> StringIO:
    """What the handler of the settings writes in each of its formats."""
    console = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    monkeypatch.setattr(console, "formatter", MaskingFormatter(request.param))
    return log


def by_the_standard_library(number: str) -> None:
    logging.getLogger("some.library").error("to %s", number)


def by_structlog(number: str) -> None:
    structlog.get_logger("messaging").warning(
        "sent", to=number, all=[{"to": (number, 1)}], bytes=number.encode()
    )


def by_a_context(number: str) -> None:
    with structlog.contextvars.bound_contextvars(visitor=number):
        structlog.get_logger("messaging").error("sent")


def by_an_exception(number: str) -> None:
    try:
        raise ValueError(number)
    except ValueError:
        logging.getLogger("celery.app.trace").exception("task failed")


def by_a_whole_number(number: str) -> None:
    structlog.get_logger("messaging").error("sent", to=33639980001)


def by_what_ends_a_process(number: str) -> None:
    logs.say_what_ends_us(ValueError, ValueError(number), None)


def by_what_ends_a_thread(number: str) -> None:
    logs.say_what_ended_a_thread(threading.ExceptHookArgs((ValueError, ValueError(number), None, None)))


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize(
    "write",
    [
        by_the_standard_library,
        by_structlog,
        by_a_context,
        by_an_exception,
        by_a_whole_number,
        by_what_ends_a_process,
        by_what_ends_a_thread,
    ],
)
def test_no_way_of_writing_brings_a_number_into_a_log(
    rendered: StringIO, write: Callable[[str], None], number: str
) -> None:
    write(number)

    written = rendered.getvalue()
    assert "***" in written
    assert "39980001" not in written.replace(" ", "").replace(".", "")


@pytest.mark.parametrize(
    "told",
    [
        *("06\u00a012\u00a034\u00a056\u00a078", "06\u202f12\u202f34\u202f56\u202f78", "06/12/34/56/78"),
        *("+33 (0)6 12 34 56 78", "+33(0)612345678", "+33\u00a06\u00a012\u00a034\u00a056\u00a078"),
        *("%2B33612345678", "%2b33612345678", "06%2012%2034%2056%2078", "06-12-34-56-78"),
        *("jean.dupont@example.org", "jean+alertes%40mail.example.fr", "é@exemple.fr"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "number_{}", "<{}>", "to={}&n=1", "b'{}'", "%3D{}", "{!r}"])
def test_however_it_is_written_it_is_masked(around: str, told: str) -> None:
    masked_text = mask(around.format(told))

    assert "***" in masked_text
    assert not [part for part in ("12", "34", "56", "78", "jean", "exempl") if part in masked_text]


def test_a_long_line_is_masked_in_no_time() -> None:
    assert mask("a" * 200_000 + "@") == "a" * 200_000 + "@"
    assert mask("+3" + "3 " * 100_000 + "x").endswith("x")


def test_a_line_of_json_is_one_line_with_its_context_whatever_it_tells(
    log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    console = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    monkeypatch.setattr(console, "formatter", MaskingFormatter("json"))

    with structlog.contextvars.bound_contextvars(sending=7, chunk=12):
        by_an_exception("a\nb")
        logging.getLogger("other").warning("l’été\n%s", {"a": 1})

    first, second = (json.loads(line) for line in log.getvalue().splitlines())
    assert (first["event"], first["sending"], first["chunk"]) == ("task failed", 7, 12)
    assert "ValueError: a\nb" in first["exception"]
    assert second["event"] == "l’été\n{'a': 1}"


@pytest.mark.parametrize(
    "told",
    [
        *(
            "sending=1234567890123",
            "2026-11-25T21:54:42.927356Z",
            "10.0.0.5:8000",
            "75056 75101",
            "12 345 678",
        ),
        *("06/12/2026 14:30:12", "2026-11-25 20:50:11+01:00", "0.0612345678", "celery@host", "django@5.2"),
        *("127.0.0.1:40612", "[25/Nov/2026:20:50:12 +0100]", "0633a1b2-0612-4345-8678-061234567890"),
    ],
)
def test_what_is_no_number_of_a_phone_stays(told: str) -> None:
    assert mask(told) == told
