"""The demo's phones: what each received through the outbox or Kannel's fake network."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from web.access import staff


@require_GET
@staff("accounts.send_alert")
def phones(request: HttpRequest) -> HttpResponse:
    """Only in a demo: elsewhere nobody reads other people's messages."""
    if not settings.DEMO:
        raise Http404
    return render(request, "dashboard/phones.html", {})
