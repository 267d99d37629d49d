"""The cookies of people who have no account: a signed key to rows of the server, and nothing else.

A session would live for the half hour of a member of staff and mix with it; this key lives as long as the
draft it opens, is sent to its own pages only, and says nothing about anybody.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse


@dataclass(frozen=True)
class KeyCookie:
    """One cookie: its name, the path of the pages that get it, and how long it is good for."""

    name: str
    path: str
    lifetime: timedelta

    def read(self, request: HttpRequest) -> UUID | None:
        """The key, or None when there is none, or it is old, or somebody wrote it by hand."""
        text = request.get_signed_cookie(
            self.name, default="", salt=self.name, max_age=int(self.lifetime.total_seconds())
        )
        try:
            return UUID(text)
        except ValueError:
            return None

    def write(self, response: HttpResponse, key: UUID) -> HttpResponse:
        response.set_signed_cookie(
            self.name,
            str(key),
            salt=self.name,
            max_age=int(self.lifetime.total_seconds()),
            path=self.path,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
        return response

    def forget(self, response: HttpResponse) -> HttpResponse:
        response.delete_cookie(self.name, path=self.path, samesite="Lax")
        return response


ENROLMENT = KeyCookie("inscription", "/inscription/", timedelta(hours=48))
STOPPING = KeyCookie("desinscription", "/stop/", timedelta(minutes=30))
