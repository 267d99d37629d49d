"""How a sending is drawn: the bar, and the dots of those who are to receive it."""

from dataclasses import dataclass

from alerts.reached import Reached
from messaging.progress import Progress
from zones.sketch import Sketch

METER = (
    ("delivered", "s-ok"),
    ("accepted", "s-acc"),
    ("unknown", "s-unk"),
    ("failed", "s-ko"),
    ("skipped", "s-skip"),
    ("waiting", "s-wait"),
)
# In this order over one another: what asks for attention lies on top.
DOTS = (
    ("waiting", "wait"),
    ("skipped", "skip"),
    ("accepted", "acc"),
    ("delivered", "ok"),
    ("unknown", "unk"),
    ("failed", "ko"),
)
DOT_NAMES = (
    ("ok", "Remis"),
    ("acc", "Accepté"),
    ("wait", "En attente"),
    ("unk", "Inconnu"),
    ("ko", "Échoué"),
    ("skip", "Écarté"),
)
# A cross and a dash are as long as this share of the drawing.
ARM = 150


@dataclass(frozen=True)
class Dots:
    """All recipients of one column: one path, whatever their number."""

    css: str
    path: str


def bars(found: Progress) -> list[dict[str, object]]:
    """Segments of the meter, in the order of the legend; empty ones left out."""
    segments, start = [], 0
    for column, css in METER:
        width = getattr(found, column)
        if width:
            segments.append({"css": css, "start": start, "width": width})
        start += width
    return segments


def dots(found: Reached, drawing: Sketch) -> list[Dots]:
    """A pen makes round or square dots of points; crosses and dashes are drawn."""
    arm = max(1, round(max(float(side) for side in drawing.view_box.split()[2:]) / ARM))
    marks = {
        "failed": f"m-{arm}-{arm}l{2 * arm} {2 * arm}m0-{2 * arm}l-{2 * arm} {2 * arm}",
        "skipped": f"m-{arm} 0h{2 * arm}",
    }
    return [
        Dots(css, found.dots[column].replace("h0", marks.get(column, "h0")))
        for column, css in DOTS
        if found.dots.get(column)
    ]
