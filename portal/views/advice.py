"""The library: rubrics and pages. No script, no cookie, no login."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advice.models import AdvicePage
from advice.rendering import render as render_markdown
from web.access import public


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice(request: HttpRequest) -> HttpResponse:
    pages = AdvicePage.objects.published().select_related("rubric").order_by("rubric__rank", "title")
    return render(request, "portal/advice.html", {"pages": pages})


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(AdvicePage.objects.published().select_related("rubric"), slug=slug)
    others = AdvicePage.objects.published().exclude(pk=page.pk).order_by("title")
    context = {"page": page, "body": render_markdown(page.body), "others": others}
    return render(request, "portal/advice_page.html", context)
