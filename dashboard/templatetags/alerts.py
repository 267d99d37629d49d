"""How the state of an alert looks."""

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from alerts.codes import CODE_LENGTH
from alerts.models import Alert
from messaging.models import Mode, Sending
from messaging.progress import Progress
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


@register.simple_tag
def alert_tag(alert: Alert, found: Progress | None) -> SafeString:
    """Its state in a word, where a pause is one too; how it ended by whom it reached."""
    css, word = _ended(alert, found) if found else ("", "")
    if _is_held(alert):
        css, word = "tag-wait", "En pause"
    css = css or TAG_CLASSES.get(Alert.State(alert.state), "tag-wait")
    word = word or str(alert.get_state_display()).capitalize()
    return format_html('<span class="tag {}">{}</span>', css, word)


@register.simple_tag
def mode_tag(alert: Alert) -> SafeString:
    """What stands among real alerts says in a word that it was none; nothing for a real one."""
    exercise = alert.mode == Mode.EXERCISE
    return format_html('<span class="tag tag-drill">{}</span>', "Exercice") if exercise else SafeString()


def _ended(alert: Alert, found: Progress) -> tuple[str, str]:
    """Class and word of an end that was not the ordinary one."""
    if alert.state == Alert.State.CANCELLED:
        return ("tag-bad", "Annulée en cours d’envoi") if found.may_have_left else ("", "")
    if alert.state != Alert.State.COMPLETED:
        return "", ""
    if found.too_late:
        return "tag-bad", "Périmée en partie" if found.may_have_left else "Périmée"
    if not found.may_have_left:
        return "tag-bad", "Rien n’est parti"
    return ("tag-wait", "Envoyée, avec des inconnus") if found.unknown else ("", "")


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
