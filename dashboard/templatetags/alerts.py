"""How the state of an alert looks."""

from django import template

from alerts.models import Alert

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
    return TAG_CLASSES.get(Alert.State(alert.state), "tag-wait")


@register.filter
def duration_hours(minutes: int) -> str:
    """60 -> "1 h", 1440 -> "24 h"."""
    return f"{minutes // 60} h"
