"""Reference systems and the area covered."""

WGS84 = 4326
LAMBERT_93 = 2154
COVERED_DEPARTMENTS = ("75", "92", "93", "94")
DEPARTMENT_NAMES = {
    "75": "Paris",
    "92": "Hauts-de-Seine",
    "93": "Seine-Saint-Denis",
    "94": "Val-de-Marne",
}
