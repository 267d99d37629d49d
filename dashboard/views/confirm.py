"""Verify, then send: a page of its own, with the first vermilion button of the journey."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from accounts.permissions import may_alert
from alerts import audience, caution, drafting
from alerts.codes import with_link
from alerts.freeze import (
    CountMoved,
    FreezeRefused,
    LeftOtherwise,
    NumberNotTyped,
    SeenOtherwise,
    VerificationOutdated,
    freeze,
    outdated,
)
from alerts.models import Alert
from dashboard.views.follow import JUST_SENT
from messaging import room
from messaging.clock import database_now
from messaging.models import Sending
from messaging.sms_text import measure
from web.access import StaffRequest, staff
from zones.perimeters import describe
from zones.sketch import sketch

NAMED_PROFESSIONS = 6
LONGEST_NUMBER = 9
# The box: ticked, nobody is lost, and a few may get the text twice.
RESEND = "resend_unknown"
UnknownPolicy = Sending.UnknownPolicy


@require_http_methods(["GET", "POST"])
@staff("accounts.send_alert")
def alert_confirm(request: StaffRequest, code: str) -> HttpResponse:
    """Everything that will happen, said before it does. POST: verify again what is outdated, counted anew."""
    alert = get_object_or_404(Alert, code=code, author=request.user)
    if alert.state != Alert.State.DRAFT:
        return redirect("dashboard:alert", code=code)
    if request.method == "POST":
        try:
            drafting.verify_again(alert_id=alert.pk, now=database_now())
        except drafting.DraftRefused as refused:
            context = _summary(request, alert) | {"refused": refused}
            return render(request, "dashboard/alert_confirm.html", context, status=422)
        return _verify(request, code)
    return render(request, "dashboard/alert_confirm.html", _summary(request, alert))


@require_http_methods(["GET", "POST"])
@staff("accounts.send_alert")
def alert_send(request: StaffRequest, code: str) -> HttpResponse:
    """POST: freeze the list; twenty clicks freeze it once. GET (the address of a refusal): verify."""
    if request.method == "GET":
        return redirect("dashboard:alert-confirm", code=code)
    alert = get_object_or_404(Alert, code=code, author=request.user)
    try:
        frozen = freeze(
            alert_id=alert.pk,
            by=request.user,
            seen_hash=request.POST.get("seen_hash", ""),
            typed_count=_typed_count(request),
            now=database_now(),
            unknown_policy=_unknown_policy(request),
        )
    except (CountMoved, SeenOtherwise) as refused:
        return _shown_anew(request, code, refused)
    except LeftOtherwise as refused:
        messages.error(request, str(refused))
        return redirect("dashboard:alert", code=code)
    except NumberNotTyped as refused:
        context = _summary(request, alert) | {"typed_error": refused}
        return render(request, "dashboard/alert_confirm.html", context, status=422)
    except VerificationOutdated:
        # The page says so itself, to whoever comes.
        return _verify(request, code)
    except FreezeRefused as refused:
        messages.error(request, str(refused))
        return _verify(request, code)
    except room.NoRoom as full:
        context = _summary(request, alert) | {"full": full}
        return render(request, "dashboard/alert_confirm.html", context, status=503)
    if frozen.state == Alert.State.CANCELLED:
        messages.error(request, "Cette alerte a été annulée : rien ne repart. Pour l’envoyer, refaites-la.")
    else:
        request.session[JUST_SENT] = code
    return redirect("dashboard:alert", code=code)


def _verify(request: StaffRequest, code: str) -> HttpResponse:
    """To the page that verifies, its box as it was."""
    page = reverse("dashboard:alert-confirm", args=[code])
    return redirect(f"{page}?{RESEND}=on" if RESEND in request.POST else page)


def _shown_anew(request: StaffRequest, code: str, refused: FreezeRefused) -> HttpResponse:
    """The alert as it is by now, counted anew, for a new decision; its own page if another tab sent it."""
    alert = get_object_or_404(Alert, code=code, author=request.user)
    said: Exception = refused
    try:
        alert = drafting.verify_again(alert_id=alert.pk, now=database_now())
    except drafting.DraftRefused as not_any_more:
        said = not_any_more
    if alert.state != Alert.State.DRAFT:
        return redirect("dashboard:alert", code=code)
    context = _summary(request, alert) | {"refused": said}
    return render(request, "dashboard/alert_confirm.html", context, status=409)


def _unknown_policy(request: StaffRequest) -> str:
    """Never twice, unless the box is ticked."""
    return UnknownPolicy.AVOID_LOSS if RESEND in request.POST else UnknownPolicy.AVOID_DUPLICATES


def _typed_count(request: StaffRequest) -> int | None:
    """None where nothing was typed that is a number."""
    typed = "".join(request.POST.get("typed_count", "").split())
    return int(typed) if typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def _summary(request: StaffRequest, alert: Alert) -> dict[str, object]:
    now = database_now()
    verdict = may_alert(request.user, alert.perimeter)
    text = with_link(alert.text, alert.code)
    size = measure(text)
    found = audience.count(perimeter=alert.perimeter, profession_codes=alert.profession_codes, now=now)
    chosen = sorted((row for row in found.professions if row.selected), key=lambda row: -row.reachable)
    return {
        "alert": alert,
        "outdated": outdated(alert, now=now),
        "mode": alert.mode.lower(),
        "audience": found,
        "largest": [row for row in chosen[:NAMED_PROFESSIONS] if row.reachable],
        "others": sum(row.reachable for row in chosen[NAMED_PROFESSIONS:]),
        "where": describe(alert.shapes),
        "text": text,
        "size": size,
        "price": alert.previewed_count * size.parts * settings.SMS_PRICE_EUROS,
        "caution": caution.reasons(alert, territory=verdict, now=now),
        "territory": verdict,
        "sketch": sketch(alert.perimeter),
        "undo_seconds": settings.UNDO_SECONDS,
        "typed_count": request.POST.get("typed_count", ""),
        "resend_unknown": RESEND in request.POST or RESEND in request.GET,
    }
