"""The grid that web maps are cut by: zoom z has 2^z by 2^z square tiles of the whole world, in EPSG:3857."""

from dataclasses import dataclass
from math import asinh, atan, degrees, pi, radians, sinh, tan

DEEPEST = 19

Extent = tuple[float, float, float, float]
"""West, south, east, north, in degrees (EPSG:4326)."""


class NoSuchTile(ValueError):
    """The grid has no such tile."""


@dataclass(frozen=True, order=True)
class Tile:
    """One tile: `x` counts from the west, `y` from the north. NoSuchTile outside the grid."""

    z: int
    x: int
    y: int

    def __post_init__(self) -> None:
        if not 0 <= self.z <= DEEPEST or not 0 <= self.x < 2**self.z or not 0 <= self.y < 2**self.z:
            raise NoSuchTile(f"{self.z}/{self.x}/{self.y}")

    @property
    def extent(self) -> Extent:
        return (
            _west(self.x, self.z),
            _north(self.y + 1, self.z),
            _west(self.x + 1, self.z),
            _north(self.y, self.z),
        )

    def touches(self, extent: Extent) -> bool:
        """Some part of the tile lies on `extent`."""
        west, south, east, north = self.extent
        return west <= extent[2] and east >= extent[0] and south <= extent[3] and north >= extent[1]


def tile_at(longitude: float, latitude: float, z: int) -> Tile:
    """The tile of zoom `z` that holds a position (EPSG:4326)."""
    across = (longitude + 180) / 360
    down = (1 - asinh(tan(radians(latitude))) / pi) / 2
    return Tile(z, int(across * 2**z), int(down * 2**z))


def padded(extent: Extent, share: float) -> Extent:
    """`extent` with a margin of `share` of its own width and height on each side."""
    west, south, east, north = extent
    across, up = share * (east - west), share * (north - south)
    return west - across, south - up, east + across, north + up


def _west(x: int, z: int) -> float:
    return x / 2**z * 360 - 180


def _north(y: int, z: int) -> float:
    return degrees(atan(sinh(pi * (1 - 2 * y / 2**z))))
