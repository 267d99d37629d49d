"""The one door: whatever was drawn, picked or imported leaves here as one valid surface."""

from zones.perimeters.composing import Perimeter, compose
from zones.perimeters.describing import describe
from zones.perimeters.documents import read_json
from zones.perimeters.files import from_geojson
from zones.perimeters.refusals import PerimeterRefused

__all__ = ["Perimeter", "PerimeterRefused", "compose", "describe", "from_geojson", "read_json"]
