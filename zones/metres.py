"""Whole metres in Lambert-93 (EPSG:2154), computed by the database beside a point in degrees."""

from django.db.models import Func, IntegerField

from zones.constants import LAMBERT_93


class Easting(Func):
    """Metres to the east of a point (EPSG:4326), to the nearest metre; NULL where there is no point."""

    template = f"ROUND(ST_X(ST_Transform(%(expressions)s, {LAMBERT_93})))::integer"
    output_field = IntegerField()


class Northing(Func):
    """Metres to the north of a point (EPSG:4326), to the nearest metre; NULL where there is no point."""

    template = f"ROUND(ST_Y(ST_Transform(%(expressions)s, {LAMBERT_93})))::integer"
    output_field = IntegerField()
