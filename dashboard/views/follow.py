"""Follow an alert: how far it is, where its recipients are; and the history."""

from datetime import datetime, timedelta

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET

from alerts import lifecycle
from alerts.codes import public_link, with_link
from alerts.models import Alert
from alerts.reached import reached
from alerts.replies import to_alert
from alerts.steered import steered
from alerts.steering import Steer, allowed
from dashboard import sending_drawing, sending_words
from messaging.clock import database_now
from messaging.models import Sending
from messaging.progress import Progress, progress_of
from messaging.watching import Watched, watch
from subscribers import reading
from web.access import StaffRequest, staff
from zones.perimeters import describe
from zones.sketch import sketch

PAGE_SIZE = 25
NEWEST_REPLIES = 3
# Receipts may never come: the page stops asking after a while, and says what it knows.
POLL_FOR = timedelta(minutes=30)
# In the session, the code of the alert whose page comes next.
JUST_SENT = "just_sent"
# One look a second; at lists so long that a look costs more, one in three.
LONG_LIST = 20_000


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
    found = progress_of(alert.sending for alert in page if alert.sending)
    rows = [(alert, found.get(alert.sending_id or 0)) for alert in page]
    return render(request, "dashboard/alert_list.html", {"page": page, "rows": rows, "drafts": drafts})


@require_GET
@staff("accounts.send_alert")
def alert_detail(request: StaffRequest, code: str) -> HttpResponse:
    alert = opened(request, code)
    if alert.state == Alert.State.DRAFT:
        return redirect("dashboard:alert-confirm", code=code)
    watched = _watched(alert, database_now())
    context = _following(alert, watched, database_now()) | _placed(request, alert, watched)
    context |= {"text": with_link(alert.text, alert.code), "link": public_link(alert.code)}
    # Once: whoever comes back reads the page from its top.
    context["just_sent"] = request.session.pop(JUST_SENT, "") == code
    if alert.sending_id is not None:
        context["heard"] = _heard(request, alert)
    return render(request, "dashboard/alert_detail.html", context)


@require_GET
@staff("accounts.send_alert")
def alert_progress(request: StaffRequest, code: str) -> HttpResponse:
    """The block that polls; it comes back without its trigger once nothing can change."""
    alert, now = opened(request, code), database_now()
    return render(request, "dashboard/_progress.html", _following(alert, _watched(alert, now), now))


@require_GET
@staff("accounts.send_alert")
def alert_reached(request: StaffRequest, code: str) -> HttpResponse:
    """Map and table of the recipients; 204 while no row has changed since the `vu` that the block names."""
    alert = opened(request, code)
    watched = _watched(alert, database_now())
    context = _placed(request, alert, watched)
    if context["polls"] and request.GET.get("vu") == context["seen"]:
        return HttpResponse(status=204)
    return render(request, "dashboard/_reached.html", context)


def opened(request: StaffRequest, code: str) -> Alert:
    """The alert, if this person may see it; a draft only for its author."""
    visible = Alert.objects.visible_to(request.user).select_related("author", "kind", "sending")
    alert = get_object_or_404(visible, code=code)
    if alert.state == Alert.State.DRAFT:
        return get_object_or_404(visible, code=code, author=request.user)
    return alert


def _watched(alert: Alert, now: datetime) -> Watched | None:
    """Where the sending is, after the alert has followed it."""
    if lifecycle.settle(now=now):
        alert.refresh_from_db()
    return watch(alert.sending, now=now) if alert.sending else None


def _following(alert: Alert, watched: Watched | None, now: datetime) -> dict[str, object]:
    found = watched.progress if watched else None
    undo_ends = alert.dispatch_at if alert.state == Alert.State.FROZEN else None
    seconds = (undo_ends - now).total_seconds() if undo_ends else 0
    context: dict[str, object] = {
        "alert": alert,
        "now": now,
        "mode": alert.mode.lower(),
        "said": sending_words.said(alert, watched),
        "steered": sending_words.steered(steered(alert)),
        "pausing": sending_words.pausing(watched.progress) if watched else "",
        "stopping": sending_words.stopping(watched.progress) if watched else "",
        "seconds_left": max(0, round(seconds)),
        "polls": _polls(alert, found, now),
        "progress": found,
        "can": {steer.value: allowed(steer, alert, now=now) for steer in Steer},
    }
    if watched and alert.sending:
        context |= _told(watched, alert.sending, now)
    return context


def _told(watched: Watched, sending: Sending, now: datetime) -> dict[str, object]:
    return {
        "bars": sending_drawing.bars(watched.progress),
        "pace": sending_words.pace(watched, sending, now),
        "broken": sending_words.broken(watched.outage, now) if watched.outage else "",
        "too_late": sending_words.too_late(watched.progress),
        "sent_again": watched.sent_again,
        "troubles": sending_words.troubles(watched),
        "every": 1 if watched.progress.total <= LONG_LIST else 3,
    }


def _placed(request: StaffRequest, alert: Alert, watched: Watched | None) -> dict[str, object]:
    """What _reached.html needs; the same map without dots for an alert whose list was never frozen."""
    drawing = sketch(alert.perimeter)
    context: dict[str, object] = {"alert": alert, "where": describe(alert.shapes), "sketch": drawing}
    if watched is None or alert.sending is None:
        return context | {"polls": False, "seen": ""}
    found = reached(alert.sending, by=request.user)
    changed = watched.changed_at
    return context | {
        "polls": _polls(alert, watched.progress, database_now()),
        "seen": changed.isoformat() if changed else "",
        "reached": found,
        "dots": sending_drawing.dots(found, drawing),
        "dot_names": sending_drawing.DOT_NAMES,
    }


def _heard(request: StaffRequest, alert: Alert) -> dict[str, object]:
    """How many recipients wrote back, and the last of what they said."""
    rows = to_alert(alert, for_user=request.user).newest_first()
    return {"count": rows.count(), "newest": reading.with_shops(rows[:NEWEST_REPLIES], for_user=request.user)}


def _polls(alert: Alert, found: Progress | None, now: datetime) -> bool:
    if found is None:
        return False
    # The last receipt may be home before the worker has given its chunk back.
    if alert.state == Alert.State.DISPATCHING:
        return True
    return not found.settled and (
        not found.finished or alert.ended_at is None or now < alert.ended_at + POLL_FOR
    )
