"""Small pieces of markup and French formats, known to every template."""

from datetime import datetime

from django import template
from django.templatetags.static import static
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString

from messaging import standstill as holding
from messaging.models import Standstill
from subscribers import reading
from subscribers.models import Subscriber
from web import base_map as maps
from zones import french

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """An icon of the sprite; it says nothing to a screen reader, so a word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#i-{}"></use></svg>',
        static("web/icons/sprite.svg"),
        name,
    )


@register.simple_tag
def base_map() -> SafeString:
    """What web/static/web/js/map/base-map.js needs on a page, once, before the page's own module runs."""
    library = format_html('<script src="{}"></script>', static("vendor/protomaps/protomaps-leaflet.js"))
    return json_script(maps.page_data(), "map-data") + library


@register.simple_tag(takes_context=True)
def waiting_subscribers(context: template.Context) -> int:
    """How many businesses of the reader's territory wait for an officer."""
    return Subscriber.objects.waiting().in_territory_of(context["request"].user).count()


@register.simple_tag(takes_context=True)
def unread_replies(context: template.Context) -> int:
    """How many replies from the reader's territory nobody has read."""
    return reading.visible_to(context["request"].user).unread().count()


@register.simple_tag
def standstill() -> Standstill | None:
    """What holds every sending back since a restore; nothing on an ordinary day."""
    return holding.in_force()


@register.filter
def french_moment(value: datetime | None) -> str:
    return french.moment(value) if value else ""


@register.filter
def french_hour(value: datetime | None) -> str:
    return french.hour(value) if value else ""


@register.filter
def french_number(value: float) -> str:
    return french.number(value)


@register.filter
def french_decimal(value: float, digits: int) -> str:
    return french.number(value, digits)
