"""A small drawing of a perimeter among its communes, for pages that need no script and for print."""

from dataclasses import dataclass
from typing import Any

from django.contrib.gis.geos import MultiPolygon
from django.db import connection

from zones.constants import LAMBERT_93, WGS84

MARGIN = 0.18
# Of the size of the letters, on average.
LETTER_WIDTH = 0.5

_SQL = f"""
WITH asked AS (SELECT ST_Transform(ST_GeomFromWKB(%s, {WGS84}), {LAMBERT_93}) AS shape),
frame AS (
    SELECT shape, ST_XMin(shape) AS x, ST_YMax(shape) AS y,
           greatest(ST_XMax(shape) - ST_XMin(shape), 100) AS width,
           greatest(ST_YMax(shape) - ST_YMin(shape), 100) AS height
    FROM asked
),
box AS (
    SELECT *, {MARGIN} * greatest(width, height) AS margin,
           ST_Expand(shape, {MARGIN} * greatest(width, height)) AS view
    FROM frame
),
land AS (
    SELECT commune.name, ST_Intersects(ground.shape, box.shape) AS concerned,
           ST_Intersection(ground.shape, box.view) AS shape,
           ST_Intersection(ST_Boundary(ground.shape), box.view) AS limits
    FROM zones_commune commune
    CROSS JOIN box
    CROSS JOIN LATERAL (SELECT ST_Transform(commune.boundary, {LAMBERT_93}) AS shape) ground
    WHERE ST_Intersects(ground.shape, box.view)
)
SELECT x - margin, -y - margin, width + 2 * margin, height + 2 * margin, ST_AsSVG(box.shape, 0, 0),
       (SELECT json_agg(json_build_object(
            'name', replace(land.name, ' arrondissement', ''), 'concerned', land.concerned,
            'path', ST_AsSVG(land.shape, 0, 0), 'limits', ST_AsSVG(land.limits, 0, 0),
            'x', round(ST_X(ST_PointOnSurface(land.shape))),
            'y', -round(ST_Y(ST_PointOnSurface(land.shape)))
        )) FROM land WHERE ST_Dimension(land.shape) = 2)
FROM box
"""  # noqa: S608  only our own constants are written into it


@dataclass(frozen=True)
class Sketch:
    """SVG in metres of Lambert-93 (EPSG:2154), y downwards; `concerned` communes are those to name.

    A commune whose name would lie over another's is not among them.
    """

    view_box: str
    perimeter: str
    communes: list[dict[str, Any]]
    label_size: int


def sketch(perimeter: MultiPolygon) -> Sketch:
    """Draw `perimeter` (EPSG:4326) with the communes around it."""
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [bytes(perimeter.wkb)])
        x, y, width, height, path, communes = cursor.fetchone()
    size = round(max(width, height) / 28)
    return Sketch(
        view_box=f"{x:.0f} {y:.0f} {width:.0f} {height:.0f}",
        perimeter=path,
        communes=_legible(communes or [], size),
        label_size=size,
    )


def _legible(communes: list[dict[str, Any]], size: int) -> list[dict[str, Any]]:
    """Of names that would overlap, the first one stays."""
    taken: list[tuple[float, float, float]] = []
    for commune in communes:
        half = LETTER_WIDTH * size * len(commune["name"]) / 2
        x, y = commune["x"], commune["y"]
        free = all(
            abs(y - other_y) > size or abs(x - other_x) > half + other for other_x, other_y, other in taken
        )
        commune["concerned"] = commune["concerned"] and free
        if commune["concerned"]:
            taken.append((x, y, half))
    return communes
