from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advice.models import Rubric, Theme
from web.access import public


@require_safe
@cache_control(public=True, max_age=300)
@public
def home(request: HttpRequest) -> HttpResponse:
    shelves = {"rubrics": Rubric.objects.with_pages(), "themes": Theme.objects.with_pages()}
    return render(request, "portal/home.html", shelves)
