"""One name for all that is logged of a request."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from structlog.contextvars import bound_contextvars


class RequestNameMiddleware:
    """Binds `request`, made here: what a visitor sends as such a name is not for our logs."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with bound_contextvars(request=uuid.uuid4().hex[:12]):
            return self.get_response(request)
