"""What a public service owes its readers: who runs it, what it keeps of them, how accessible it is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from web.access import public


@require_safe
@cache_control(public=True, max_age=300)
@public
def notice(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/legal_notice.html", {"operator": _operator()})


@require_safe
@cache_control(public=True, max_age=300)
@public
def personal_data(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/personal_data.html", {"operator": _operator()})


@require_safe
@cache_control(public=True, max_age=300)
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/accessibility.html", {"operator": _operator()})


def _operator() -> dict[str, str]:
    """Details of the operator; an empty one is shown as missing, never guessed."""
    return {
        "name": settings.OPERATOR_NAME.strip(),
        "address": settings.OPERATOR_ADDRESS.strip(),
        "director": settings.PUBLICATION_DIRECTOR.strip(),
        "host": settings.HOSTING_PROVIDER.strip(),
        "data_contact": settings.DATA_PROTECTION_CONTACT.strip(),
        "accessibility_contact": settings.ACCESSIBILITY_CONTACT.strip(),
    }
