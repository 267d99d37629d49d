"""Stop by page: a number, the code that proves it, and nothing leaves for it any more."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.clock import database_now
from portal.enrolment_forms import CodeForm, PhoneForm
from portal.keys import STOPPING
from subscribers import stopping
from subscribers.codes import CodeRefused
from web.access import public
from web.visitors import visitor_address


@never_cache
@require_http_methods(["GET", "POST"])
@public
def stop(request: HttpRequest) -> HttpResponse:
    """The number; what follows is the same whether it is enrolled or not."""
    form = PhoneForm()
    if request.method == "POST":
        form = PhoneForm(request.POST)
        if form.is_valid():
            try:
                holder = stopping.ask_to_stop(
                    to=form.cleaned_data["phone"], client=visitor_address(request), now=database_now()
                )
                return STOPPING.write(redirect("portal:stop-code"), holder)
            except CodeRefused as refused:
                form.add_error("phone", str(refused))
    return _page(request, "stop", form)


@never_cache
@require_http_methods(["GET", "POST"])
@public
def code(request: HttpRequest) -> HttpResponse:
    """The code; from the moment it is right, nothing more leaves for this number."""
    holder = STOPPING.read(request)
    if holder is None:
        return redirect("portal:stop")
    form = CodeForm()
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                stopping.prove_and_stop(holder=holder, typed=form.cleaned_data["code"], now=database_now())
                return STOPPING.forget(redirect("portal:stop-done"))
            except CodeRefused as refused:
                form.add_error("code", str(refused))
    return _page(request, "stop_code", form)


@never_cache
@require_http_methods(["GET"])
@public
def done(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/stop_done.html")


def _page(request: HttpRequest, name: str, form: PhoneForm | CodeForm) -> HttpResponse:
    return render(request, f"portal/{name}.html", {"form": form}, status=422 if form.errors else 200)
