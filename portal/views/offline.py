from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from web.access import public


@require_safe
@cache_control(no_cache=True)
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker. It stands at the root because a worker reaches only what lies under its address."""
    return render(request, "portal/offline-worker.js", content_type="text/javascript")
