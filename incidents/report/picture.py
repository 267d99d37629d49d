"""One way to look at the incidents: what is drawn, and the legend that explains it in numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

# One way, lightness falling steadily: the colours of the analyst's page.
RAMP = ("#dfe3bd", "#a8cfae", "#5fa9a3", "#2a7487", "#163d5c")


@dataclass(frozen=True)
class Step:
    """A colour and the numbers it stands for."""

    colour: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A layer of the map. Exactly one of `features` and `heat` is drawn.

    `features` are GeoJSON (EPSG:4326) with the properties `fill` and `says`; `heat` is made of
    latitude, longitude and a number of incidents.
    """

    name: str
    unit: str
    steps: Sequence[Step]
    note: str = ""
    features: list[dict[str, Any]] = field(default_factory=list)
    heat: list[tuple[float, float, int]] = field(default_factory=list)
