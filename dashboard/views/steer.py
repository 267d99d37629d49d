"""Steer an alert: undo or stop, pause, resume; send again, which is declared and confirmed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from alerts import steering
from alerts.models import Alert
from alerts.steering import Steer, SteeringRefused, allowed
from dashboard.views.follow import opened
from messaging.clock import database_now
from messaging.progress import progress
from web.access import StaffRequest, staff


@require_POST
@staff("accounts.send_alert")
def alert_stop(request: StaffRequest, code: str) -> HttpResponse:
    """Undo within the window, stop after it: one person, one tap."""
    try:
        alert = steering.stop(alert=opened(request, code), by=request.user, now=database_now())
    except SteeringRefused as refused:
        messages.error(request, str(refused))
    else:
        if alert.state != Alert.State.CANCELLED:
            messages.info(request, "Cette alerte était déjà terminée.")
    return redirect("dashboard:alert", code=code)


@require_POST
@staff("accounts.send_alert")
def alert_pause(request: StaffRequest, code: str) -> HttpResponse:
    return _turn(steering.pause, request, code)


@require_POST
@staff("accounts.send_alert")
def alert_resume(request: StaffRequest, code: str) -> HttpResponse:
    return _turn(steering.resume, request, code)


@require_http_methods(["GET", "POST"])
@staff("accounts.send_alert")
def alert_resend(request: StaffRequest, code: str) -> HttpResponse:
    """What a resend to the unknown means, with their number; then, with that number confirmed, the resend."""
    alert, now = opened(request, code), database_now()
    if request.method == "POST":
        try:
            resent = steering.resend_unknown(
                alert=alert, by=request.user, announced=_announced(request), now=now
            )
        except SteeringRefused as refused:
            messages.error(request, str(refused))
            return redirect("dashboard:alert-resend", code=code)
        messages.success(request, _again(resent, "repart", "repartent"))
        return redirect("dashboard:alert", code=code)
    context = {
        "alert": alert,
        "mode": alert.mode.lower(),
        "unknown": progress(alert.sending).unknown if alert.sending else 0,
        "allowed": allowed(Steer.RESEND, alert, now=now),
    }
    return render(request, "dashboard/alert_resend.html", context)


@require_POST
@staff("accounts.send_alert")
def alert_retry(request: StaffRequest, code: str) -> HttpResponse:
    """Those who were refused or not reached, once more: none of them has it."""
    alert, now = opened(request, code), database_now()
    try:
        retried = steering.retry_failed(alert=alert, by=request.user, announced=_announced(request), now=now)
    except SteeringRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _again(retried, "est retenté", "sont retentés"))
    return redirect("dashboard:alert", code=code)


def _turn(turn: Callable[..., Alert], request: StaffRequest, code: str) -> HttpResponse:
    try:
        turn(alert=opened(request, code), by=request.user, now=database_now())
    except SteeringRefused as refused:
        messages.error(request, str(refused))
    return redirect("dashboard:alert", code=code)


def _announced(request: StaffRequest) -> int:
    """The number that the page showed; anything else is none, and so refused where there are some."""
    typed = request.POST.get("announced", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def _again(count: int, one: str, several: str) -> str:
    return f"Un numéro {one}." if count == 1 else f"{count} numéros {several}."
