"""Who may call which URL. Every view says so; one that does not is refused to everybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from accounts.models import User

RENEW_SECONDS = 60

View = Callable[..., HttpResponseBase]


class StaffRequest(HttpRequest):
    """A request that AccessMiddleware let through: its user is a signed-in member of staff."""

    user: User


@dataclass(frozen=True, kw_only=True)
class Access:
    """`public`: anybody. `permission`: staff who hold it; empty: any signed-in member of staff."""

    public: bool = False
    permission: str = ""


def public(view: View) -> View:
    """Anybody may call this view, signed in or not."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def staff(permission: str = "") -> Callable[[View], View]:
    """Members of staff who hold `permission` ("accounts.send_alert"); empty: all who are signed in."""

    def declare(view: View) -> View:
        view.access = Access(permission=permission)  # type: ignore[attr-defined]
        return view

    return declare


def machine(view: View) -> View:
    """A machine calls this view and proves itself inside it (secret in the path, signature)."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def declared_access(view: View) -> Access | None:
    """What a view declares, or None; the Django admin declares itself by its own site check."""
    if hasattr(view, "admin_site") or hasattr(view, "model_admin"):
        return Access(permission="accounts.administer")
    declared: Access | None = getattr(view, "access", None)
    return declared


def renew_session(request: HttpRequest) -> None:
    """Start the idle time-out anew, at most once a minute: a live count is no reason for a commit."""
    now = int(time.time())
    if now - request.session.get("renewed_at", 0) >= RENEW_SECONDS:
        request.session["renewed_at"] = now


class AccessMiddleware:
    """Holds every request to what its view declares."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        access = declared_access(view)
        if access is None:
            raise PermissionDenied("view without declared access")
        if access.public:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        renew_session(request)
        if access.permission and not request.user.has_perm(access.permission):
            raise PermissionDenied(access.permission)
        return None
