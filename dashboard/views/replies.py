"""*Réponses*: what shops of one's own territory wrote back, newest first; never a number."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from alerts.models import Alert
from alerts.replies import to_alert
from messaging.clock import database_now
from messaging.querysets import InboundQuerySet
from subscribers import reading
from web.access import StaffRequest, staff

PAGE_SIZE = 25
UNREAD, READ, ALL = "a-lire", "lues", "toutes"
NAMES = {UNREAD: "À lire", READ: "Lues", ALL: "Toutes"}
# No longer than a bigint holds.
ID = re.compile(r"[0-9]{1,18}")


@require_GET
@staff("accounts.validate_subscriber")
def reply_list(request: StaffRequest) -> HttpResponse:
    """Those to read first; of one alert only when `alerte` names one that this person may see."""
    state = request.GET.get("etat", UNREAD)
    state = state if state in NAMES else UNREAD
    alert = _alert(request)
    rows = _in_state(
        to_alert(alert, for_user=request.user) if alert else reading.visible_to(request.user), state
    )
    page = Paginator(rows.newest_first(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "replies": reading.with_shops(page.object_list, for_user=request.user),
        "states": NAMES.items(),
        "state": state,
        "alert": alert,
        "here": request.get_full_path(),
    }
    return render(request, "dashboard/reply_list.html", context)


@require_POST
@staff("accounts.validate_subscriber")
def replies_read(request: StaffRequest) -> HttpResponse:
    """Mark what was shown as read, by whoever pressed; then back to the page it was shown on."""
    ids = [int(one) for one in request.POST.getlist("reponse") if ID.fullmatch(one)]
    read = reading.mark_read(ids=ids, by=request.user, now=database_now())
    if read:
        messages.success(request, "Réponse lue." if read == 1 else f"{read} réponses lues.")
    else:
        messages.info(request, "Déjà lu : rien n’a changé.")
    back = request.POST.get("retour", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else reverse("dashboard:replies"))


def _alert(request: StaffRequest) -> Alert | None:
    if not (code := request.GET.get("alerte", "").replace("\0", "")):
        return None
    return get_object_or_404(Alert.objects.visible_to(request.user).select_related("kind"), code=code)


def _in_state(rows: InboundQuerySet, state: str) -> InboundQuerySet:
    return {UNREAD: rows.unread, READ: rows.read, ALL: rows.all}[state]()
