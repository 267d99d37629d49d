"""Where gateways bring what phones write back: the secret is in the path, the row is committed first.

Receipts have a server of their own (api/receiver.py).
"""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from messaging import doors
from messaging.addresses import AddressRefused
from messaging.clock import database_now
from subscribers import stopping
from web.access import machine

LONGEST_REPLY = 16_384
LONGEST_REFERENCE = 64

log = logging.getLogger(__name__)


@csrf_exempt
@require_POST
@machine
def kannel_inbound(request: HttpRequest, secret: str) -> HttpResponse:
    """POST ?i=<message id>, X-Kannel-From: <number>, the text as body. Kannel tries again until it gets 200.

    So 200 is said once the row is committed, and also for what will never be better the next time.
    """
    if not doors.opens("kannel", secret, settings.RECEIPT_SECRET):
        raise Http404
    reference, sender = request.GET.get("i", ""), request.headers.get("X-Kannel-From", "")
    if not sender or not 0 < len(reference) <= LONGEST_REFERENCE or "\0" in reference:
        # A gateway that is set up wrongly keeps the message, and tries again.
        return HttpResponse(status=400)
    if int(request.headers.get("Content-Length") or 0) > LONGEST_REPLY:
        log.warning("a reply too long for an SMS was not kept")
        return HttpResponse(status=200)
    # Kannel writes "33612345678" as often as "+33612345678".
    number = f"+{sender}" if sender.startswith("33") else sender
    try:
        stopping.receive(
            gateway="kannel", reference=reference, number=number, text=_text(request.body), now=database_now()
        )
    except AddressRefused:
        log.warning("a reply from what is no French mobile number was not kept")
    return HttpResponse(status=200)


def _text(body: bytes) -> str:
    """Phones write in what Kannel turns into UTF-8, or in eight bits that it leaves alone."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("latin-1")
