"""How the state of an alert looks."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.codes import CODE_LENGTH
from alerts.models import Alert
from messaging.models import Sending
from subscribers.querysets import Reach

register = template.Library()

TAG_CLASSES = {
    Alert.State.DRAFT: "tag-draft",
    Alert.State.PENDING_APPROVAL: "tag-wait",
    Alert.State.FROZEN: "tag-live",
    Alert.State.DISPATCHING: "tag-live",
    Alert.State.COMPLETED: "tag-done",
    Alert.State.CANCELLED: "tag-bad",
    Alert.State.REJECTED: "tag-bad",
    Alert.State.EXPIRED: "tag-bad",
}


@register.filter
def alert_tag_class(alert: Alert) -> str:
    return "tag-wait" if _is_held(alert) else TAG_CLASSES.get(Alert.State(alert.state), "tag-wait")


@register.filter
def alert_state(alert: Alert) -> str:
    """Its state in a word, where a pause is one too."""
    return "En pause" if _is_held(alert) else str(alert.get_state_display()).capitalize()


def _is_held(alert: Alert) -> bool:
    paused = alert.sending is not None and alert.sending.state == Sending.State.PAUSED
    return paused and alert.state == Alert.State.DISPATCHING


@register.filter
def duration_hours(minutes: int) -> str:
    """60 -> "1 h", 1440 -> "24 h"."""
    return f"{minutes // 60} h"


@register.filter
def sms_links(text: str) -> SafeString:
    """The text with our own links made into links, as a phone does for an address without scheme."""
    before, base, rest = text.partition(settings.PUBLIC_LINK_BASE)
    if not base:
        return format_html("{}", text)
    code, after = rest[:CODE_LENGTH], rest[CODE_LENGTH:]
    return format_html(
        '{}<a href="{}">{}{}</a>{}', before, reverse("portal:alert", args=[code]), base, code, after
    )


@register.filter
def reach_label(reach: str) -> str:
    return str(Reach(reach).label)
