"""Mistakes of configuration that must stop a deployment, each with an id."""

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

LINK_BASE_LIMIT = 18


@register
def check_public_link_base(app_configs: object, **kwargs: object) -> list[CheckMessage]:
    """A link costs 28 units of an SMS: base of at most 18 characters, then the 10 of the code."""
    if len(settings.PUBLIC_LINK_BASE) <= LINK_BASE_LIMIT:
        return []
    return [
        Error(
            f"PUBLIC_LINK_BASE has {len(settings.PUBLIC_LINK_BASE)} characters, {LINK_BASE_LIMIT} at most.",
            id="geoalert.E001",
        )
    ]
