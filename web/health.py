"""/sante/: is all of it well? Each answer in at most a second."""

import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime

import redis
from celery import current_app
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from messaging import alarms, credit, heartbeats, room, standstill
from messaging.clock import database_now
from web.access import public

SECONDS = 1.0


class Unwell(Exception):
    """One part does not answer as it should."""


def check_database() -> None:
    with room.refusals(), connection.cursor() as cursor:
        cursor.execute("SELECT postgis_lib_version()")


def check_broker() -> None:
    with redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=SECONDS, socket_connect_timeout=SECONDS
    ) as client:
        client.ping()


def check_worker() -> None:
    if not current_app.control.ping(timeout=SECONDS, limit=1):
        raise Unwell("no worker answers")


def check_dispatcher() -> None:
    _check_heartbeat("dispatcher")


def check_receipts() -> None:
    _check_heartbeat("receipts")


def check_watchman() -> None:
    _check_heartbeat("watchman")


def _check_heartbeat(name: str) -> None:
    if heartbeats.is_silent(name):
        raise Unwell(f"{name} is silent")


def check_gateway() -> None:
    """The gateway of the live channel, with its network behind it; the outbox is always well."""
    if check := GATEWAYS.get(settings.SMS_CHANNEL):
        check()


def _check_kannel() -> None:
    with urllib.request.urlopen(settings.KANNEL_STATUS_URL, timeout=SECONDS) as answer:  # noqa: S310
        status = answer.read(20_000).decode("utf-8", "replace")
    if "(online" not in status or "smsbox:" not in status:
        raise Unwell("the gateway has no network, or no box")


def _check_smpp() -> None:
    """A line to the operator is bound: the receiver says so, and nobody needs a line more to find out."""
    _check_heartbeat("receiver")


def _check_ovh() -> None:
    """The account answers to our keys, and still pays for something."""
    left = credit.credit()
    if left is not None and left.left < 1:
        raise Unwell("the prepaid credit is used up")


GATEWAYS: dict[str, Callable[[], None]] = {
    "kannel": _check_kannel,
    "smpp": _check_smpp,
    "ovh": _check_ovh,
}
CHECKS: dict[str, Callable[[], None]] = {
    "database": check_database,
    "broker": check_broker,
    "worker": check_worker,
    "dispatcher": check_dispatcher,
    "receipts": check_receipts,
    "watchman": check_watchman,
    "gateway": check_gateway,
}


@never_cache
@require_GET
@public
def health(request: HttpRequest) -> JsonResponse:
    """200 when every part is well and no alarm holds, else 503; the JSON names the part, never why.

    `standstill`: all is well, and nothing leaves until a person says so (a restored base); None where the
    database does not say. `alarms` are then those that can be known without it, None where none holds.
    """
    answers = {part: "ok" if is_well(part) else "ko" for part in CHECKS}
    held = _alarms() if answers["database"] == "ok" else _alarms_without_the_database()
    well = set(answers.values()) == {"ok"} and held == []
    body = {"status": "ok" if well else "ko", "checks": answers, "alarms": held, "standstill": is_held()}
    return JsonResponse(body, status=200 if well else 503)


def is_held() -> bool | None:
    try:
        return standstill.in_force() is not None
    except Error:
        return None


def is_well(part: str) -> bool:
    """Whether one part of CHECKS answers as it should; why it does not stays in here."""
    try:
        CHECKS[part]()
    except Exception:
        return False
    return True


def _alarms() -> list[str] | None:
    """The conditions that hold now (messaging/alarms.py), each once; None: not known."""
    try:
        return _conditions(alarms.raised(now=database_now()))
    except Error:
        return _alarms_without_the_database()


def _alarms_without_the_database() -> list[str] | None:
    return _conditions(alarms.without_the_database(now=datetime.now(UTC))) or None


def _conditions(raised: list[alarms.Alarm]) -> list[str]:
    return sorted({alarm.condition for alarm in raised})
