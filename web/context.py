"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "accessibility_status": settings.ACCESSIBILITY_STATUS,
        "enrolment_phone": settings.ENROLMENT_PHONE,
        "demo_accounts": settings.DEMO_ACCOUNTS,
        "reply_number": settings.REPLY_NUMBER,
        "sms_sender": settings.SMS_SENDER,
    }
