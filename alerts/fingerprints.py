"""The fingerprint of a request: text, link, perimeter, audience rule, mode and number, together."""

import hashlib
import json

from alerts.codes import public_link
from alerts.models import Alert


def request_hash(alert: Alert) -> str:
    """SHA-256 (hex) over everything that decides what leaves and to whom."""
    named = {
        "text": alert.text,
        "link": public_link(alert.code),
        "perimeter": bytes(alert.perimeter.wkb).hex(),
        "professions": sorted(alert.profession_codes),
        "mode": alert.mode,
        "count": alert.previewed_count,
        "valid_minutes": alert.valid_minutes,
    }
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()
