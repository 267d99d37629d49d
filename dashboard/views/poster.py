"""A poster for the counter: what the service is, and a QR code that opens the enrolment."""

import segno
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_GET

from web.access import StaffRequest, staff


@require_GET
@staff("accounts.validate_subscriber")
def poster(request: StaffRequest) -> HttpResponse:
    """One page of A4; the address is that of this site, as the officer's browser sees it."""
    address = request.build_absolute_uri(reverse("portal:enrol"))
    stop_address = request.build_absolute_uri(reverse("portal:stop"))
    shown = {"address": address, "stop_address": stop_address, "code": _code(address)}
    return render(request, "dashboard/poster.html", shown)


def _code(address: str) -> SafeString:
    """The QR code of `address` as an SVG element, black on white whatever the theme; no style attribute."""
    drawn = segno.make(address, error="m").svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass="qr", lineclass=None, title=address
    )
    return mark_safe(drawn)  # noqa: S308  written by segno, which escapes the title
