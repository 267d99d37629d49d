"""*Abonnés*: who waits to be validated, and who is enrolled, in one's own territory; never a number."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from messaging.clock import database_now
from subscribers import deciding, services
from subscribers.models import Subscriber
from subscribers.querysets import SubscriberQuerySet
from subscribers.services import SubscriberRefused
from web.access import StaffRequest, staff
from zones.lambert import to_metres
from zones.perimeters.shapes import Circle
from zones.sketch import sketch

PAGE_SIZE = 25
AROUND_METRES = 600
LONGEST_SEARCH = 80
State = Subscriber.State


@require_GET
@staff("accounts.validate_subscriber")
def subscriber_list(request: StaffRequest) -> HttpResponse:
    """By state (those who wait first, the oldest first), by words of the name, the street or the commune."""
    state = request.GET.get("etat", State.PENDING)
    state = state if state in State.values else State.PENDING
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST_SEARCH]
    rows = _own(request).filter(state=state).named_like(words).order_by("created_at", "pk")
    context = {
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "states": State.choices,
        "state": state,
        "state_name": State(state).label,
        "q": words,
        "kept": f"etat={state}",
    }
    return render(request, "dashboard/subscriber_list.html", context)


@require_GET
@staff("accounts.validate_subscriber")
def subscriber_detail(request: StaffRequest, number: int) -> HttpResponse:
    return _detail(request, get_object_or_404(_own(request), pk=number))


@require_POST
@staff("accounts.validate_subscriber")
def subscriber_validate(request: StaffRequest, number: int) -> HttpResponse:
    subscriber = get_object_or_404(_own(request), pk=number)
    try:
        services.validate(subscriber=subscriber, by=request.user, now=database_now())
    except SubscriberRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"« {subscriber.name} » est validé : il recevra les alertes.")
    return redirect("dashboard:subscribers")


@require_POST
@staff("accounts.validate_subscriber")
def subscriber_refuse(request: StaffRequest, number: int) -> HttpResponse:
    subscriber = get_object_or_404(_own(request), pk=number)
    reason = request.POST.get("motif", "")
    if reason not in deciding.Reason.values:
        return _detail(request, subscriber, reason_error="Choisissez un motif : le commerce le lira.")
    try:
        deciding.refuse(subscriber=subscriber, by=request.user, reason=reason, now=database_now())
    except SubscriberRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.info(request, f"« {subscriber.name} » est refusé. Un SMS le lui dit poliment.")
    return redirect("dashboard:subscribers")


def _own(request: StaffRequest) -> SubscriberQuerySet:
    """Scope is in the query: what is elsewhere does not exist for this person."""
    mine = Subscriber.objects.in_territory_of(request.user)
    return mine.select_related("profession", "commune")


def _detail(request: StaffRequest, subscriber: Subscriber, reason_error: str = "") -> HttpResponse:
    longitude, latitude = subscriber.location.x, subscriber.location.y
    circle = Circle(included=True, label="", center=(longitude, latitude), radius=AROUND_METRES)
    stray = not subscriber.commune.boundary.covers(subscriber.location)
    x, y, _, _ = to_metres(subscriber.location).extent
    context = {
        "subscriber": subscriber,
        "stray": stray,
        "sketch": sketch(circle.surface()),
        "spot": {"x": round(x), "y": -round(y)},
        "reasons": deciding.Reason.choices,
        "reason_error": reason_error,
        "waiting": subscriber.state == State.PENDING,
    }
    status = 422 if reason_error else 200
    return render(request, "dashboard/subscriber_detail.html", context, status=status)
