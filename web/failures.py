"""What a visitor reads when a page failed: that the database is away or full, where that is why."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from messaging import room

AWAY = "La base de données ne répond pas en ce moment. Les envois en cours reprendront d’eux-mêmes."
RETRY_SECONDS = "30"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`, called while the error is being handled; 503 where trying again will help.

    The pages are rendered without the request: whatever they would ask of the database may fail again.
    """
    error = sys.exc_info()[1]
    if room.noticed(error):
        return _unavailable(room.SENTENCE)
    if isinstance(error, OperationalError | InterfaceError):
        return _unavailable(AWAY)
    return HttpResponse(render_to_string("500.html"), status=500)


def _unavailable(sentence: str) -> HttpResponse:
    page = render_to_string("503.html", {"sentence": sentence})
    return HttpResponse(page, status=503, headers={"Retry-After": RETRY_SECONDS, "Cache-Control": "no-store"})
