"""When an incident happened, as Paris lives it: the database computes it, changes of hour included."""

from django.db.models import DateField, Func, SmallIntegerField

HOURS_A_DAY = 24


class LocalDay(Func):
    """The day of a timestamp in Paris."""

    template = "(%(expressions)s AT TIME ZONE 'Europe/Paris')::date"
    output_field = DateField()


class LocalWeekHour(Func):
    """The hour of the week of a timestamp in Paris: 0 is Monday from midnight, 167 Sunday from 23 h.

    When the clocks go back, both hours called 2 h are the same one here.
    """

    template = (
        "((EXTRACT(ISODOW FROM %(expressions)s AT TIME ZONE 'Europe/Paris') - 1) * 24"
        " + EXTRACT(HOUR FROM %(expressions)s AT TIME ZONE 'Europe/Paris'))::smallint"
    )
    output_field = SmallIntegerField()


def week_hours(weekdays: tuple[int, ...], hours: tuple[int, ...]) -> list[int]:
    """The hours of the week named by weekdays (0 = Monday) and hours (0-23); empty means all."""
    return [
        weekday * HOURS_A_DAY + hour
        for weekday in (weekdays or range(7))
        for hour in (hours or range(HOURS_A_DAY))
    ]
