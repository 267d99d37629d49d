"""What may be wrong with a perimeter, in plain French."""

from django.contrib.gis.geos import MultiPolygon


class PerimeterRefused(Exception):
    """A perimeter is refused; `repaired` is a proposal that a person may accept, in EPSG:4326."""

    def __init__(self, code: str, message: str, repaired: MultiPolygon | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.repaired = repaired
