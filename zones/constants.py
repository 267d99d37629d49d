"""Reference systems and the area covered."""

WGS84 = 4326
LAMBERT_93 = 2154
COVERED_DEPARTMENTS = ("75", "92", "93", "94")
