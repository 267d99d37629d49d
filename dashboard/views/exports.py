"""What an analyst takes away: a table, a layer, a report. Each leaves a line in the journal."""

from collections.abc import Callable, Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts import journal
from dashboard.views.analysis import analysis
from incidents.exporting import csv_lines, geojson_parts
from incidents.filters import FilterRefused, IncidentFilter
from incidents.report.document import write
from incidents.sight import Sight
from messaging.clock import database_now
from web.access import StaffRequest, staff
from zones.french import PARIS

Export = Callable[[IncidentFilter, Sight], HttpResponseBase]


@require_GET
@never_cache
@staff("accounts.analyse_incidents")
def analysis_csv(request: StaffRequest) -> HttpResponseBase:
    """A table that a French spreadsheet opens as it is."""
    return _export(
        request, "csv", lambda asked, sight: _stream(csv_lines(asked=asked, sight=sight), "text/csv")
    )


@require_GET
@never_cache
@staff("accounts.analyse_incidents")
def analysis_geojson(request: StaffRequest) -> HttpResponseBase:
    """A layer for a mapping tool."""
    return _export(
        request,
        "geojson",
        lambda asked, sight: _stream(geojson_parts(asked=asked, sight=sight), "application/geo+json"),
    )


@require_GET
@never_cache
@staff("accounts.analyse_incidents")
def analysis_report(request: StaffRequest) -> HttpResponseBase:
    """One HTML file that opens offline; a download, since it carries scripts that no page of ours may."""
    return _export(
        request,
        "html",
        lambda asked, sight: HttpResponse(write(asked=asked, sight=sight, now=database_now())),
    )


def _export(request: StaffRequest, extension: str, make: Export) -> HttpResponseBase:
    """The file of the address's filter; the page with its errors when that cannot be read."""
    now = database_now()
    today = now.astimezone(PARIS).date()
    try:
        asked = IncidentFilter.from_query(request.GET, today=today)
    except FilterRefused:
        return analysis(request)
    sight = Sight.of(request.user)
    response = make(asked, sight)
    response["Content-Disposition"] = f'attachment; filename="incidents-{today.isoformat()}.{extension}"'
    journal.record(
        actor=request.user,
        verb="incidents.export",
        now=now,
        format=extension,
        filter=asked.as_query(),
        exact=sight.exact,
    )
    return response


def _stream(parts: Iterator[str], content_type: str) -> StreamingHttpResponse:
    return StreamingHttpResponse(parts, content_type=f"{content_type}; charset=utf-8")
