"""Tiles for every map: our own ground, and the streets through a caching proxy."""
