"""The four steps of an enrolment; each page is one form, and what was typed waits in a draft."""

from collections.abc import Callable
from functools import partial, wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from messaging.clock import database_now
from portal.enrolment_forms import BusinessForm, CodeForm, ConsentForm, PhoneForm
from portal.keys import ENROLMENT
from subscribers import enrolment
from subscribers.codes import CodeRefused
from subscribers.enrolment import AlreadyFinished, EnrolmentRefused
from subscribers.models import EnrolmentDraft
from web.access import View, public
from web.visitors import visitor_address

Step = Callable[[HttpRequest, EnrolmentDraft], HttpResponse]


def _to_the_first(request: HttpRequest) -> HttpResponse:
    return redirect("portal:enrol")


def step(view: Step, *, without_draft: Callable[[HttpRequest], HttpResponse] = _to_the_first) -> View:
    """A page after the first: public, never cached, and back to the first without a draft."""

    @never_cache
    @require_http_methods(["GET", "POST"])
    @public
    @wraps(view)
    def with_draft(request: HttpRequest) -> HttpResponse:
        draft = enrolment.open_draft(key=ENROLMENT.read(request), now=database_now())
        return without_draft(request) if draft is None else view(request, draft)

    return with_draft


@never_cache
@require_http_methods(["GET", "POST"])
@public
def business(request: HttpRequest) -> HttpResponse:
    """Step 1: name, profession, SIRET."""
    now = database_now()
    draft = enrolment.open_draft(key=ENROLMENT.read(request), now=now)
    if request.method == "GET":
        return _page(request, "business", BusinessForm(initial=_business_initial(draft)))
    form = BusinessForm(request.POST)
    if not form.is_valid():
        return _page(request, "business", form)
    described = enrolment.describe_business(draft=draft, now=now, **form.cleaned_data)
    onwards = redirect("portal:enrol-place")
    # The key is never younger than its draft: one that opens none had its draft finished, not forgotten.
    return onwards if draft else ENROLMENT.write(onwards, described.key)


@step
def phone(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Step 3: a number; the page that follows is the same whether we knew it or not."""
    if not enrolment.progress(draft).place:
        return redirect("portal:enrol-place")
    if draft.proven_at and request.method == "GET" and "autre" not in request.GET:
        return redirect("portal:enrol-consent")
    form = PhoneForm()
    if request.method == "POST":
        form = PhoneForm(request.POST)
        if form.is_valid():
            try:
                enrolment.give_number(
                    draft=draft,
                    to=form.cleaned_data["phone"],
                    client=visitor_address(request),
                    now=database_now(),
                )
                return redirect("portal:enrol-code")
            except CodeRefused as refused:
                form.add_error("phone", str(refused))
    return _page(request, "phone", form, draft=draft)


@step
def code(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Still step 3: the six figures that came by SMS."""
    if draft.address_hash is None:
        return redirect("portal:enrol-phone")
    if draft.proven_at:
        return redirect("portal:enrol-consent")
    form = CodeForm()
    if request.method == "POST":
        form = CodeForm(request.POST)
        if form.is_valid():
            try:
                enrolment.prove_number(draft=draft, typed=form.cleaned_data["code"], now=database_now())
                return redirect("portal:enrol-consent")
            except CodeRefused as refused:
                form.add_error("code", str(refused))
    return _page(request, "code", form)


def _finished(request: HttpRequest) -> HttpResponse:
    """A second click on the last button brings a key whose draft has just become a subscriber."""
    twice = request.method == "POST" and ENROLMENT.read(request) is not None
    return redirect("portal:enrol-done" if twice else "portal:enrol")


@partial(step, without_draft=_finished)
def consent(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Step 4: what, how long, who sees; then the business waits for an officer."""
    done = enrolment.progress(draft)
    if not done.complete:
        return redirect("portal:enrol-code" if done.business and done.place else "portal:enrol-place")
    form = ConsentForm()
    if request.method == "POST":
        form = ConsentForm(request.POST)
        if form.is_valid():
            try:
                enrolment.finish(draft=draft, wants_word=form.cleaned_data["wants_word"], now=database_now())
                return ENROLMENT.forget(redirect("portal:enrol-done"))
            except AlreadyFinished:
                return _finished(request)
            except EnrolmentRefused as refused:
                form.add_error(None, str(refused))
    known = enrolment.already_enrolled(draft)
    return _page(request, "consent", form, draft=draft, known=known)


@never_cache
@require_http_methods(["GET"])
@public
def done(request: HttpRequest) -> HttpResponse:
    """What happens next, what an alert looks like, how to stop. The same page for everybody."""
    return render(request, "portal/enrol_done.html")


def _page(request: HttpRequest, name: str, form: object, **context: object) -> HttpResponse:
    status = 422 if getattr(form, "errors", None) else 200
    return render(request, f"portal/enrol_{name}.html", {"form": form, **context}, status=status)


def _business_initial(draft: EnrolmentDraft | None) -> dict[str, str]:
    if draft is None:
        return {}
    profession = draft.profession.code if draft.profession else ""
    return {"name": draft.name, "profession": profession, "siret": draft.siret}
