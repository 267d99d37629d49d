"""What folium would load from four hosts, put into the file instead, or left out."""

import base64
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from branca.element import CssLink, Element, JavascriptLink
from django.conf import settings

LIBRARIES: Path = settings.BASE_DIR / "node_modules"
# folium's own name of a link -> our file of it.
SCRIPTS = {
    "leaflet": LIBRARIES / "leaflet" / "dist" / "leaflet.js",
    "leaflet-heat.js": LIBRARIES / "leaflet.heat" / "dist" / "leaflet-heat.js",
}
STYLES = {"leaflet_css": LIBRARIES / "leaflet" / "dist" / "leaflet.css"}
# Popups, icons and fonts that a report does not use.
LEFT_OUT = frozenset(
    {
        *("jquery", "bootstrap", "awesome_markers", "bootstrap_css", "glyphicons_css"),
        *("awesome_markers_font_css", "awesome_markers_css", "awesome_rotate_css"),
    }
)
# The pictures of the style sheet belong to markers and to a folded layer control: neither is drawn.
PICTURES = re.compile(r"[\w-]+:\s*url\([^)]*\);?")
SOURCE_MAP = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


class UnknownAsset(Exception):
    """folium wants a file that is neither inlined nor known to be needless."""


@dataclass(frozen=True)
class Assets:
    """Texts to put between `script` and `style` tags, in order."""

    scripts: list[str]
    styles: list[str]


def inlined(header: Element) -> Assets:
    """The files that a rendered figure's header links to; raises UnknownAsset for a new one.

    Whatever else folium puts there (a viewport that forbids zooming, styles of its own page) is dropped.
    """
    wanted = {name for name, child in header._children.items() if isinstance(child, JavascriptLink | CssLink)}
    if unknown := wanted - LEFT_OUT - SCRIPTS.keys() - STYLES.keys():
        raise UnknownAsset(", ".join(sorted(unknown)))
    return Assets(
        scripts=[_script(path) for name, path in SCRIPTS.items() if name in wanted],
        styles=[_style(path) for name, path in STYLES.items() if name in wanted],
    )


def hashes(scripts: Iterable[str]) -> list[str]:
    """Sources for a content security policy that lets exactly these scripts run."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    return [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]


@cache
def _script(path: Path) -> str:
    return SOURCE_MAP.sub("", path.read_text(encoding="utf-8"))


@cache
def _style(path: Path) -> str:
    return PICTURES.sub("", path.read_text(encoding="utf-8"))
