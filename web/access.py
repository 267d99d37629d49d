"""Who may call which URL. Every view says so; one that does not is refused to everybody."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.sites import AdminSite
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User

NOT_DONE = (
    "Votre session avait expiré : ce que vous veniez de demander n’a pas été fait. "
    "Connectez-vous, puis recommencez."
)
RENEW_SECONDS = 60
SAFE_METHODS = ("GET", "HEAD")

View = Callable[..., HttpResponseBase]
# Also a handler of another server than Django's.
MachineView = TypeVar("MachineView", bound=Callable[..., Any])


class StaffRequest(HttpRequest):
    """A request that AccessMiddleware let through: its user is a signed-in member of staff."""

    user: User


@dataclass(frozen=True, kw_only=True)
class Access:
    """`public`: anybody. `any_of`: staff who hold one of these; empty: any signed-in member of staff."""

    public: bool = False
    any_of: tuple[str, ...] = ()

    def allows(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        held = (user.has_perm(permission) for permission in self.any_of)  # type: ignore[union-attr]
        return self.public or not self.any_of or any(held)


ADMINISTRATORS = Access(any_of=("accounts.administer",))


def public(view: View) -> View:
    """Anybody may call this view, signed in or not."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def staff(*permissions: str) -> Callable[[View], View]:
    """Members of staff who hold one of `permissions` ("accounts.send_alert"); none: all who are signed in."""

    def declare(view: View) -> View:
        view.access = Access(any_of=permissions)  # type: ignore[attr-defined]
        return view

    return declare


def machine(view: MachineView) -> MachineView:
    """A machine calls this view and proves itself inside it (secret in the path, signature)."""
    view.access = Access(public=True)  # type: ignore[attr-defined]
    return view


def declared_access(view: Callable[..., Any]) -> Access | None:
    """What a view declares, or None. In the Django admin, the site or the model's admin declares `access`."""
    if (admin := _admin_of(view)) is not None:
        access: Access = getattr(admin, "access", ADMINISTRATORS)
        return access
    declared: Access | None = getattr(view, "access", None)
    return declared


def _admin_of(view: View) -> object | None:
    """The admin object behind a view; Django marks most of them, and wraps the methods of the others."""
    marked = getattr(view, "model_admin", None) or getattr(view, "admin_site", None)
    owner = marked or getattr(getattr(view, "__wrapped__", None), "__self__", None)
    return owner if isinstance(owner, BaseModelAdmin | AdminSite) else None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the sign-in page; htmx would put it into the page, so that it is told to leave the page."""
    is_block = request.headers.get("HX-Request") == "true"
    if is_block:
        back = _page_of_ours(request, request.headers.get("HX-Current-URL", ""))
    elif request.method in SAFE_METHODS:
        back = request.get_full_path()
    else:
        back = _page_of_ours(request, request.headers.get("Referer", ""))
        _say_what_was_not_done(request)
    answer = redirect_to_login(back)
    return HttpResponseClientRedirect(answer.url) if is_block else answer


def _say_what_was_not_done(request: HttpRequest) -> None:
    """Of a form that somebody sent; a page that counts by itself has asked for nothing."""
    if request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate":
        messages.error(request, NOT_DONE)


def _page_of_ours(request: HttpRequest, address: str) -> str:
    """The page where something was asked for: an act or a block is no page to come back to."""
    if not url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()}):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path or "/"


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
        # PostgreSQL knows no NUL: a code that holds one names nothing.
        if any("\0" in str(value) for value in kwargs.values()):
            raise Http404
        access = declared_access(view)
        if access is None:
            raise PermissionDenied("view without declared access")
        if access.public:
            return None
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        renew_session(request)
        if not access.allows(request.user):
            raise PermissionDenied(", ".join(access.any_of))
        return None
