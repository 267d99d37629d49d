"""How the door says no: a code for programs, a sentence for people."""

from django.contrib.gis.geos import MultiPolygon


class PerimeterRefused(Exception):
    """What was drawn cannot be a perimeter.

    `code` is a slug; `message` a French sentence that says what is wrong and what to do;
    `repaired` a valid proposal to show and confirm, never to use unseen; `shape` the rank of the
    guilty shape in the list, from 0.
    """

    def __init__(self, code: str, message: str, *, repaired: MultiPolygon | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.repaired = repaired
        self.shape: int | None = None
