"""Where gateways call back: the secret is in the path, the row is committed before we answer."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from messaging import receipts
from messaging.clock import database_now
from web.access import machine


@csrf_exempt
@machine
def kannel_receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """GET ?d=<delivery>&s=<kind of receipt>; an unknown kind or delivery is stored nowhere: 404."""
    if not hmac.compare_digest(secret.encode(), settings.RECEIPT_SECRET.encode()):
        raise Http404
    kind, delivery = request.GET.get("s", ""), request.GET.get("d", "")
    if kind not in receipts.KANNEL_STATES or not (delivery.isascii() and delivery.isdigit()):
        raise Http404
    receipts.record(
        gateway="kannel",
        delivery_id=int(delivery[:18]),
        state=receipts.KANNEL_STATES[kind],
        payload={"s": kind},
        now=database_now(),
    )
    return HttpResponse(status=204)
