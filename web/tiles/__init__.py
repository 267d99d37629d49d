"""Tiles for every map: our own ground, and the streets through a caching proxy."""

from web.tiles.street_tiles import StreetsStatus, status

__all__ = ["StreetsStatus", "status"]
