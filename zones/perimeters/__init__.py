"""The one door for perimeters: whatever was drawn, picked or imported becomes one valid MultiPolygon.

Nothing is repaired or widened in silence; what is wrong is refused with a French sentence.
"""

from zones.perimeters.composing import Perimeter, compose, from_geojson
from zones.perimeters.describing import describe
from zones.perimeters.refusals import PerimeterRefused

__all__ = ["Perimeter", "PerimeterRefused", "compose", "describe", "from_geojson"]
