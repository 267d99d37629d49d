"""Where somebody may act: their territory against a perimeter."""

from dataclasses import dataclass

from django.contrib.gis.geos import GEOSGeometry, MultiPolygon
from django.db import connection

from accounts.models import User

# A hand-drawn shape along a generalised limit strays by a few metres; less than this is inside.
OUTSIDE_SHARE_TOLERATED = 0.005

_SHARE = """
WITH asked AS (SELECT ST_GeomFromWKB(%s, 4326) AS shape),
mine AS (
    SELECT ST_UnaryUnion(ST_Collect(sector.boundary)) AS outline
    FROM accounts_territory_sectors link JOIN zones_sector sector ON sector.id = link.sector_id
    WHERE link.territory_id = %s
),
everywhere AS (
    SELECT ST_UnaryUnion(ST_Collect(boundary)) AS outline FROM zones_department, asked
    WHERE ST_Intersects(boundary, shape)
)
SELECT coalesce(ST_Area(ST_Intersection(shape, mine.outline)), 0),
       coalesce(ST_Area(ST_Intersection(shape, everywhere.outline)), 0)
FROM asked, mine, everywhere
"""


_OWN_PART = """
SELECT ST_AsEWKB(ST_Multi(ST_CollectionExtract(ST_Intersection(
    ST_GeomFromWKB(%s, 4326), ST_UnaryUnion(ST_Collect(sector.boundary))), 3)))
FROM accounts_territory_sectors link JOIN zones_sector sector ON sector.id = link.sector_id
WHERE link.territory_id = %s
"""


@dataclass(frozen=True)
class TerritoryVerdict:
    """How a perimeter lies to a territory; shares are of its part inside the four departments."""

    overlaps: bool
    wholly_inside: bool
    outside_share: float


NOWHERE = TerritoryVerdict(overlaps=False, wholly_inside=False, outside_share=1.0)
EVERYWHERE = TerritoryVerdict(overlaps=True, wholly_inside=True, outside_share=0.0)


def may_alert(user: User, perimeter: MultiPolygon) -> TerritoryVerdict:
    """No territory: nowhere. No overlap: refused by the caller. Partly outside: said, and typed."""
    territory = user.territory
    if territory is None:
        return NOWHERE
    if territory.everything:
        return EVERYWHERE
    with connection.cursor() as cursor:
        cursor.execute(_SHARE, [bytes(perimeter.wkb), territory.pk])
        mine, covered = cursor.fetchone()
    if not mine or not covered:
        return NOWHERE
    outside = max(0.0, 1 - mine / covered)
    return TerritoryVerdict(
        overlaps=True,
        wholly_inside=outside <= OUTSIDE_SHARE_TOLERATED,
        outside_share=outside,
    )


def own_part(user: User, perimeter: MultiPolygon) -> MultiPolygon | None:
    """The part of a perimeter in which `user` may see who is there; None when there is none."""
    territory = user.territory
    if territory is None:
        return None
    if territory.everything:
        return perimeter
    with connection.cursor() as cursor:
        cursor.execute(_OWN_PART, [bytes(perimeter.wkb), territory.pk])
        (shape,) = cursor.fetchone()
    part = GEOSGeometry(shape) if shape is not None else None
    return part if isinstance(part, MultiPolygon) and not part.empty else None
