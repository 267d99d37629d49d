"""When the officer must type the number before *Envoyer*: wide, far, or at night."""

from datetime import datetime

from django.conf import settings

from accounts.permissions import TerritoryVerdict
from alerts.models import Alert
from zones.french import PARIS

NIGHT_BEGINS, NIGHT_ENDS = 22, 7


def reasons(alert: Alert, *, territory: TerritoryVerdict, now: datetime) -> list[str]:
    """French reasons, the heaviest first; empty when one click is enough."""
    found = []
    if alert.previewed_count > settings.ALERT_TYPED_COUNT_ABOVE:
        found.append(f"plus de {settings.ALERT_TYPED_COUNT_ABOVE} destinataires")
    if alert.area_km2 > settings.ALERT_TYPED_AREA_KM2:
        found.append(f"plus de {settings.ALERT_TYPED_AREA_KM2:g} km²".replace(".", ","))
    if not territory.wholly_inside:
        found.append("une partie hors de votre territoire")
    hour = now.astimezone(PARIS).hour
    if hour >= NIGHT_BEGINS or hour < NIGHT_ENDS:
        found.append("envoi de nuit, entre 22 h et 7 h")
    return found
