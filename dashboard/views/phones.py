"""The demo's phones: what each received, through the outbox or through Kannel's fake network."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from messaging import addresses, phone_log, phone_network
from messaging.clock import database_now
from messaging.models import OutboxMessage
from messaging.phone_log import PhonePart
from subscribers import stopping
from web.access import StaffRequest, staff

PAGE_SIZE = 30
LONGEST_REPLY = 160

# When it came, to which number, what it says.
Text = tuple[datetime, str, str]


@dataclass
class Phone:
    """One demo phone and the texts it shows, newest first."""

    number: str
    texts: list[str] = field(default_factory=list)


@require_POST
@staff("accounts.send_alert")
def phone_reply(request: StaffRequest) -> HttpResponse:
    """A demo phone writes to us: through Kannel where it runs, else straight to the verb."""
    number, text = request.POST.get("number", ""), request.POST.get("text", "").strip()[:LONGEST_REPLY]
    if not settings.DEMO or not addresses.is_fiction(number):
        raise Http404
    try:
        _write_back(number, text)
        messages.info(request, "Le téléphone a répondu ; ce que cela change se voit dans un instant.")
    except phone_network.NoNetwork:
        messages.error(request, "Le réseau fictif ne répond pas : réessayez dans un instant.")
    return redirect(f"{reverse('dashboard:phones')}?q={number[-4:]}")


def _write_back(number: str, text: str) -> None:
    if settings.KANNEL_REPLIES_PORT:
        phone_network.write_back(number=number, text=text)
        return
    reference = str(uuid4())
    stopping.receive(gateway="outbox", reference=reference, number=number, text=text, now=database_now())


@require_GET
@staff("accounts.send_alert")
def phones(request: StaffRequest) -> HttpResponse:
    """Only in a demo, and only phones of fiction: nobody reads other people's messages."""
    if not settings.DEMO:
        raise Http404
    everyone = _phones()
    shown = [phone for phone in everyone if addresses.is_fiction(phone.number)]
    found = [phone for phone in shown if phone.number.endswith(_digits(request.GET.get("q", "")))]
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "q": request.GET.get("q", ""), "hidden": len(everyone) - len(shown)}
    return render(request, "dashboard/phones.html", context)


def _digits(wanted: str) -> str:
    """The end of a number in E.164, from what somebody typed."""
    return wanted.strip().removeprefix("0").replace(" ", "")


def _phones() -> list[Phone]:
    """All that rang, the last first; without a gateway, who enrols may have typed a number of their own."""
    shown: dict[str, Phone] = {}
    for _, number, text in sorted([*_through_kannel(), *_through_outbox()], key=itemgetter(0)):
        phone = shown.pop(number, Phone(number))
        phone.texts.insert(0, text)
        shown[number] = phone
    return list(reversed(shown.values()))


def _through_outbox() -> Iterator[Text]:
    for row in OutboxMessage.objects.order_by("received_at", "pk").iterator():
        yield row.received_at, addresses.unseal(row.address_sealed), row.text


def _through_kannel() -> Iterator[Text]:
    """Whole texts from the phone log, their parts joined as a phone joins them."""
    waiting: dict[str, list[PhonePart]] = defaultdict(list)
    for part in phone_log.read(settings.VAR_DIR / "kannel" / "phone.log"):
        parts = waiting[part.number]
        parts.append(part)
        if len(parts) >= part.parts:
            text = "".join(one.text for one in sorted(parts, key=lambda one: one.part))
            yield part.came_at, part.number, text
            waiting[part.number] = []
