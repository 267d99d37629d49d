"""Dates and numbers as French readers expect them, and the clock of Paris: the one place that says so."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
NARROW_SPACE = "\u202f"
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]


def moment(value: datetime) -> str:
    """ "lundi 23 novembre à 20 h 50", in Paris."""
    local = value.astimezone(PARIS)
    day = "1er" if local.day == 1 else str(local.day)
    return f"{DAYS[local.weekday()]} {day} {MONTHS[local.month - 1]} à {hour(value)}"


def hour(value: datetime) -> str:
    """ "20 h 50", in Paris."""
    local = value.astimezone(PARIS)
    return f"{local.hour}{NARROW_SPACE}h{NARROW_SPACE}{local.minute:02d}"


def duration(left: timedelta) -> str:
    """ "40 s", "3 min", "1 h 20": rounded up, as somebody who waits would have it."""
    seconds = int(left.total_seconds()) + 1
    if seconds < 100:
        return f"{seconds} s"
    minutes = -(-seconds // 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60:02d}"


def number(value: float, digits: int = 0) -> str:
    """ "12 345,60": narrow no-break spaces between thousands, a decimal comma."""
    return f"{value:,.{digits}f}".replace(",", NARROW_SPACE).replace(".", ",")
