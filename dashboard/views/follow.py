"""Follow an alert: undo, progress, stop; and the history."""

from datetime import datetime, timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from alerts import lifecycle
from alerts.codes import public_link, with_link
from alerts.freeze import stop
from alerts.models import Alert
from messaging.clock import database_now
from messaging.progress import Progress, progress
from web.access import StaffRequest, staff
from zones.perimeters import describe
from zones.sketch import sketch

PAGE_SIZE = 25
METER = (
    ("delivered", "s-ok"),
    ("accepted", "s-acc"),
    ("unknown", "s-unk"),
    ("failed", "s-ko"),
    ("skipped", "s-skip"),
    ("waiting", "s-wait"),
)
# Receipts may never come: the page stops asking after a while, and says what it knows.
POLL_FOR = timedelta(minutes=30)


@require_GET
@staff("accounts.send_alert")
def alert_list(request: StaffRequest) -> HttpResponse:
    """The alerts that this person may open, newest first; drafts only to their author."""
    alerts = (
        Alert.objects.visible_to(request.user)
        .exclude(state=Alert.State.DRAFT)
        .select_related("author", "kind", "sending")
        .newest_first()
    )
    drafts = Alert.objects.filter(author=request.user, state=Alert.State.DRAFT).newest_first()[:3]
    page = Paginator(alerts, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "dashboard/alert_list.html", {"page": page, "drafts": drafts})


@require_GET
@staff("accounts.send_alert")
def alert_detail(request: StaffRequest, code: str) -> HttpResponse:
    alert = _open(request, code)
    if alert.state == Alert.State.DRAFT:
        return redirect("dashboard:alert-confirm", code=code)
    context = _following(alert) | {
        "where": describe(alert.shapes),
        "text": with_link(alert.text, alert.code),
        "link": public_link(alert.code),
        "sketch": sketch(alert.perimeter),
    }
    return render(request, "dashboard/alert_detail.html", context)


@require_GET
@staff("accounts.send_alert")
def alert_progress(request: StaffRequest, code: str) -> HttpResponse:
    """The block that polls; it comes back without its trigger once nothing can change."""
    return render(request, "dashboard/_progress.html", _following(_open(request, code)))


@require_POST
@staff("accounts.send_alert")
def alert_stop(request: StaffRequest, code: str) -> HttpResponse:
    """Undo within the window, stop after it: one person, one tap."""
    alert = stop(alert=_open(request, code), by=request.user, now=database_now())
    if alert.state != Alert.State.CANCELLED:
        messages.info(request, "Cette alerte était déjà terminée.")
    return redirect("dashboard:alert", code=code)


def _polls(alert: Alert, found: Progress | None, now: datetime) -> bool:
    if found is None or found.settled:
        return False
    return not found.finished or alert.ended_at is None or now < alert.ended_at + POLL_FOR


def _bars(found: Progress) -> list[dict[str, object]]:
    """Segments of the meter, in the order of the legend; empty ones left out."""
    bars, start = [], 0
    for column, css in METER:
        width = getattr(found, column)
        if width:
            bars.append({"css": css, "start": start, "width": width})
        start += width
    return bars


def _open(request: StaffRequest, code: str) -> Alert:
    """The alert, if this person may see it; a draft only for its author."""
    visible = Alert.objects.visible_to(request.user).select_related("author", "kind", "sending")
    alert = get_object_or_404(visible, code=code)
    if alert.state == Alert.State.DRAFT:
        return get_object_or_404(visible, code=code, author=request.user)
    return alert


def _following(alert: Alert) -> dict[str, object]:
    now = database_now()
    if lifecycle.settle(now=now):
        alert.refresh_from_db()
    found = progress(alert.sending) if alert.sending else None
    undo_ends = alert.dispatch_at if alert.state == Alert.State.FROZEN else None
    seconds = (undo_ends - now).total_seconds() if undo_ends else 0
    return {
        "alert": alert,
        "mode": alert.mode.lower(),
        "progress": found,
        "bars": _bars(found) if found else [],
        "seconds_left": max(0, round(seconds)),
        "polls": _polls(alert, found, now),
        "stoppable": alert.state in {Alert.State.FROZEN, Alert.State.DISPATCHING},
    }
