"""*Analyse*: where and when incidents happen, for a filter that is the page's address."""

from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from dashboard import analysis_figures as figures
from dashboard.analysis_controls import controls
from incidents.filters import FilterRefused, IncidentFilter
from incidents.hexagons import widths
from incidents.maps import DRAWINGS, PointsRefused, drawing
from incidents.overview import overview
from incidents.publishing import sees_exactly
from messaging.clock import database_now
from web.access import StaffRequest, staff
from zones.french import PARIS

# Metres, where all is asked for, and where part of it is.
WIDE, USUAL = 600, 300
DRAWING_NAMES = {"hexagones": "Hexagones", "densite": "Densité", "points": "Points"}


@require_GET
@staff("accounts.analyse_incidents")
def analysis(request: StaffRequest) -> HttpResponse:
    """The page of a filter; 422, with what was typed and a French sentence, when it cannot be read."""
    try:
        asked = IncidentFilter.from_query(request.GET, today=_today())
        kind, width = _drawing(request, asked)
    except FilterRefused as refused:
        context = _frame(request, request.GET, None, refused.errors) | {"errors": refused.errors}
        return render(request, "dashboard/analysis.html", context, status=422)
    typed = QueryDict(asked.as_query(), mutable=True)
    if not asked.preset:
        typed["periode"] = "dates"
    drawn = urlencode({"carte": kind, "taille": width})
    context = _frame(request, typed, asked, {}) | {
        "query": asked.as_query(),
        "drawn": drawn,
        "kind": kind,
        "width": width,
        "page": {
            "query": asked.as_query(),
            "kind": kind,
            "width": width,
            "kinds": asked.kind_words() if asked.kinds else "",
        },
    }
    return render(request, "dashboard/analysis.html", context | _figures(request, asked))


@require_GET
@gzip_page
@staff("accounts.analyse_incidents")
def analysis_map(request: StaffRequest) -> JsonResponse:
    """The drawing of a filter (?carte=, ?taille=); 422 with a French sentence when it cannot be."""
    try:
        asked = IncidentFilter.from_query(request.GET, today=_today())
        kind, width = _drawing(request, asked)
        return JsonResponse(drawing(asked=asked, user=request.user, kind=kind, width=width))
    except (FilterRefused, PointsRefused) as refused:
        return JsonResponse({"error": {"code": "filter", "message": str(refused)}}, status=422)


def _today() -> date:
    return database_now().astimezone(PARIS).date()


def _drawing(request: StaffRequest, asked: IncidentFilter) -> tuple[str, int]:
    """How to draw, and the width of hexagons in metres; raises FilterRefused."""
    everywhere = not asked.zones and _everywhere(request)
    kind = request.GET.get("carte") or DRAWINGS[0]
    width = request.GET.get("taille") or str(WIDE if everywhere else USUAL)
    errors = {}
    if kind not in DRAWINGS:
        errors["carte"] = "Cette carte n’existe pas : hexagones, densité ou points."
    *narrower, widest = map(str, widths(exact=sees_exactly(request.user)))
    if width not in {*narrower, widest}:
        errors["taille"] = f"Les hexagones ont {', '.join(narrower)} ou {widest} mètres de large."
    if errors:
        raise FilterRefused(errors)
    return kind, int(width)


def _everywhere(request: StaffRequest) -> bool:
    territory = request.user.territory
    return territory is not None and territory.everything


def _frame(
    request: StaffRequest, typed: QueryDict, asked: IncidentFilter | None, errors: dict[str, str]
) -> dict[str, object]:
    """What the page shows whatever the answer: the sentence, and the drawings this person may have."""
    exact = sees_exactly(request.user)
    held_to = "" if _everywhere(request) else str(request.user.territory or "nulle part")
    return {
        "asked": asked,
        "controls": controls(typed, asked, errors, territory=held_to),
        "since": typed.get("du", ""),
        "until": typed.get("au", ""),
        "dated": typed.get("periode") == "dates",
        "exact": exact,
        "widths": widths(exact=exact),
        "drawings": [(code, name) for code, name in DRAWING_NAMES.items() if exact or code != "points"],
    }


def _figures(request: StaffRequest, asked: IncidentFilter) -> dict[str, object]:
    found = overview(asked=asked, user=request.user)
    return {
        "found": found,
        "change": figures.change_words(found),
        "hours": figures.HEADINGS,
        "rows": figures.week_rows(asked, found),
        "legend": figures.week_legend(found),
        "bars": figures.bars(asked, found),
        "dates": figures.period_dates(asked),
    }
