"""Sending is held back after a restore: what was settled, and the button that lets new sendings leave."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from alerts import restoring
from messaging import standstill as holding
from messaging.clock import database_now
from web.access import StaffRequest, staff


@require_GET
@never_cache
@staff()
def standstill(request: StaffRequest) -> HttpResponse:
    """The same explanation for everybody; the button for those who may press it."""
    return render(request, "dashboard/standstill.html")


@require_POST
@staff("accounts.approve_alert", "accounts.administer")
def standstill_release(request: StaffRequest) -> HttpResponse:
    """Of two people who press it, the second is told that it was done."""
    try:
        restoring.release(by=request.user, now=database_now())
    except holding.NothingHeld:
        messages.info(request, "Les envois avaient déjà repris.")
    else:
        messages.success(request, "Les envois reprennent : seuls les nouveaux partent.")
    return redirect("dashboard:standstill")
