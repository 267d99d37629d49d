"""The library: shelves, pages, search. It needs no script, no cookie, no login."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from advice.finding import find
from advice.models import AdvicePage, Rubric, Theme
from advice.rendering import render as render_markdown
from portal.forms import SearchForm
from web.access import public


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice(request: HttpRequest) -> HttpResponse:
    """Every shelf, or what was searched for; a question that cannot be read comes back with its reason."""
    form = SearchForm(request.GET)
    asked = form.cleaned_data["q"] if form.is_valid() else ""
    context = {
        "form": form,
        "asked": asked,
        "finding": find(asked) if asked else None,
        "pages": AdvicePage.objects.published().on_shelves(),
        **_shelves(),
    }
    return render(request, "portal/advice.html", context)


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice_rubric(request: HttpRequest, slug: str) -> HttpResponse:
    rubric = get_object_or_404(Rubric.objects.with_pages(), slug=slug)
    pages = AdvicePage.objects.published().on_shelves().filter(rubric=rubric)
    return render(request, "portal/advice_shelf.html", {"shelf": rubric, "pages": pages, **_shelves()})


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice_theme(request: HttpRequest, slug: str) -> HttpResponse:
    theme = get_object_or_404(Theme.objects.with_pages(), slug=slug)
    pages = AdvicePage.objects.published().on_shelves().filter(themes=theme)
    return render(request, "portal/advice_shelf.html", {"shelf": theme, "pages": pages, **_shelves()})


@require_safe
@cache_control(public=True, max_age=300)
@public
def advice_page(request: HttpRequest, slug: str) -> HttpResponse:
    page = get_object_or_404(AdvicePage.objects.published().select_related("rubric"), slug=slug)
    context = {
        "page": page,
        "body": render_markdown(page.body),
        "related": page.related.published().on_shelves(),
        "themes": page.themes.order_by("rank"),
    }
    return render(request, "portal/advice_page.html", context)


def _shelves() -> dict[str, object]:
    return {"rubrics": Rubric.objects.with_pages(), "themes": Theme.objects.with_pages()}
