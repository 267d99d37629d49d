"""Where providers call back about what they took: the secret is in the path they were given."""

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from messaging import receipts
from messaging.clock import database_now
from web.access import machine

LONGEST_REFERENCE = 80
# OVHcloud numbers receipts as Kannel does: 1 delivered, 2 failed, 4 and 8 on the way, 16 refused.
OVH_STATES = receipts.KANNEL_STATES


@csrf_exempt
@never_cache
@require_safe
@machine
def ovh_receipt(request: HttpRequest, secret: str) -> HttpResponse:
    """GET ?id=<their name of the message>&dlr=<kind of receipt>&ptt=<why>: the account's callBack.

    200 is said once the row is committed; what cannot be read is stored nowhere: 404. What else comes with
    it, a number among it, is not looked at.
    """
    refuse_strangers(secret)
    reference, kind = request.GET.get("id", ""), request.GET.get("dlr", "")
    if kind not in OVH_STATES or not (reference.isascii() and reference.isdigit()):
        raise Http404
    receipts.record_reference(
        gateway="ovh",
        reference=reference[:LONGEST_REFERENCE],
        state=OVH_STATES[kind],
        payload={"dlr": kind, "ptt": _detail(request.GET.get("ptt", ""))},
        now=database_now(),
    )
    return HttpResponse(status=200)


def refuse_strangers(secret: str) -> None:
    """404 for whoever does not know the secret of our receipts."""
    if not hmac.compare_digest(secret.encode(), settings.RECEIPT_SECRET.encode()):
        raise Http404


def _detail(code: str) -> str:
    """Their code for why, a number of a few digits; anything else is left out."""
    return code if code.isascii() and code.isdigit() and len(code) <= 6 else ""
