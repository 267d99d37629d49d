"""The fingerprint of a request: everything that the page before *Envoyer* shows of it, together."""

import hashlib
import json
from datetime import UTC

from alerts.codes import public_link
from alerts.models import Alert


def request_hash(alert: Alert) -> str:
    """SHA-256 (hex) over what leaves, to whom, and what the advice page will say of it."""
    named = {
        "kind": alert.kind_id,
        "place": alert.place,
        "occurred_at": alert.occurred_at.astimezone(UTC).isoformat(),
        "advice_page": alert.advice_page_id,
        "text": alert.text,
        "link": public_link(alert.code),
        "perimeter": bytes(alert.perimeter.wkb).hex(),
        "professions": sorted(alert.profession_codes),
        "mode": alert.mode,
        "count": alert.previewed_count,
        "valid_minutes": alert.valid_minutes,
    }
    return hashlib.sha256(json.dumps(named, sort_keys=True).encode()).hexdigest()
