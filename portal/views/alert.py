"""What the SMS links to: the state first, then three actions, then advice. The same page for everyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from advice.models import EVERYBODY, AdvicePage
from advice.rendering import render as render_markdown
from alerts.models import Alert
from messaging.clock import database_now
from messaging.models import Mode
from web.access import public


@require_safe
@never_cache
@public
def alert(request: HttpRequest, code: str) -> HttpResponse:
    """By public code; an unknown one gets help and advice, never a bare 404."""
    found = Alert.objects.left().filter(code=code).select_related("kind", "sending").first()
    pages = AdvicePage.objects.published().on_shelves()
    if found is None:
        return render(request, "portal/alert_unknown.html", {"pages": pages}, status=404)
    # A page that was withdrawn since is nobody's to read.
    page = pages.filter(alert=found).first() or pages.filter(slug=EVERYBODY).first()
    context = {
        "alert": found,
        "status": found.public_status(database_now()),
        "exercise": found.mode == Mode.EXERCISE,
        "page": page,
        "body": render_markdown(page.body) if page else "",
        "pages": pages,
    }
    return render(request, "portal/alert.html", context)
