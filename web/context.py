"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "sms_sender": settings.SMS_SENDER,
    }
