"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    return {
        "demo": settings.DEMO,
        "sms_sender": settings.SMS_SENDER,
        "accessibility_status": settings.ACCESSIBILITY_STATUS,
        "enrolment_phone": settings.ENROLMENT_PHONE,
    }
