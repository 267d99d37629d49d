"""The demo's phones: what each received, through the outbox or through Kannel's fake network."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from messaging import addresses, phone_log
from messaging.models import OutboxMessage
from messaging.phone_log import PhonePart
from web.access import StaffRequest, staff

PAGE_SIZE = 30


@dataclass
class Phone:
    """One demo phone and the texts it shows, newest first."""

    number: str
    texts: list[str] = field(default_factory=list)


@require_GET
@staff("accounts.send_alert")
def phones(request: StaffRequest) -> HttpResponse:
    """Only in a demo: elsewhere nobody reads other people's messages."""
    if not settings.DEMO:
        raise Http404
    found = list(_phones(request.GET.get("q", "").strip()))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "dashboard/phones.html", {"page": page, "q": request.GET.get("q", "")})


def _phones(wanted: str) -> Iterable[Phone]:
    """Phones whose number ends with what is asked for, the last that rang first."""
    shown: dict[str, Phone] = {}
    for number, text in [*_through_kannel(), *_through_outbox()]:
        phone = shown.pop(number, Phone(number))
        phone.texts.insert(0, text)
        shown[number] = phone
    digits = wanted.removeprefix("0").replace(" ", "")
    return [phone for phone in reversed(shown.values()) if phone.number.endswith(digits)]


def _through_outbox() -> Iterable[tuple[str, str]]:
    for row in OutboxMessage.objects.order_by("pk").iterator():
        yield addresses.unseal(row.address_sealed), row.text


def _through_kannel() -> Iterable[tuple[str, str]]:
    """Whole texts from the phone log, their parts joined as a phone joins them."""
    waiting: dict[str, list[PhonePart]] = defaultdict(list)
    for part in phone_log.read(settings.VAR_DIR / "kannel" / "phone.log"):
        parts = waiting[part.number]
        parts.append(part)
        if len(parts) >= part.parts:
            yield part.number, "".join(one.text for one in sorted(parts, key=lambda one: one.part))
            waiting[part.number] = []
