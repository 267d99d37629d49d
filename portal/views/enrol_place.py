"""Step 2: an address, then a pin that is moved until it stands on the door; every move is a form."""

from django.conf import settings
from django.contrib.gis.geos import Point
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.clock import database_now
from portal.enrolment_forms import AddressForm, CommuneForm
from portal.views.enrol import step
from subscribers import placing
from subscribers.models import EnrolmentDraft
from subscribers.placing import PlaceRefused
from zones.constants import WGS84
from zones.coordinates import label
from zones.geocoding import Address, GeocoderBusy, GeocoderSilent
from zones.lambert import to_metres
from zones.perimeters.shapes import Circle
from zones.sketch import sketch

AROUND_METRES = 120
# Why a commune is asked for instead: the form carries the name of its reason.
REASONS = {
    "silence": "La recherche d’adresses ne répond pas pour l’instant.",
    "attente": GeocoderBusy.message,
    "introuvable": "Aucune adresse de Paris ou de la petite couronne ne correspond.",
    "commune": "Aucune adresse n’est choisie.",
}


@step
def place(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """What is asked for is the name of the button that was pressed."""
    if request.method == "GET":
        return _page(request, draft)
    if request.POST.get("ou") == "repere":
        return _pin(request, draft)
    if "commune" in request.POST:
        return _commune(request, draft)
    return _address(request, draft)


def _address(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Look an address up, or take the one chosen: its label is looked up again, so none can be made up."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        return _page(request, draft, form=form)
    draft.address = form.cleaned_data["address"]
    draft.save(update_fields=["address"])
    chosen = request.POST.get("choix", "")
    try:
        found = placing.find_addresses(draft=draft, text=chosen or draft.address, now=database_now())
    except GeocoderBusy:
        return _page(request, draft, form=form, reason="attente")
    except GeocoderSilent:
        return _page(request, draft, form=form, reason="silence")
    exact = [address for address in found if address.label == chosen]
    if not exact:
        return _page(request, draft, form=form, found=found, reason="" if found else "introuvable")
    return _placed(request, draft, exact[0], form)


def _placed(request: HttpRequest, draft: EnrolmentDraft, address: Address, form: AddressForm) -> HttpResponse:
    try:
        placing.choose_address(draft=draft, address=address)
    except PlaceRefused as refused:
        form.add_error("address", str(refused))
        return _page(request, draft, form=form)
    return redirect("portal:enrol-place")


def _commune(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Without an address found: the middle of the commune, and the pin does the rest."""
    form = CommuneForm(request.POST)
    if not form.is_valid():
        said = request.POST.get("raison", "")
        reason = said if said in REASONS else "commune"
        return _page(request, draft, commune_form=form, reason=reason)
    placing.choose_commune(draft=draft, commune=form.cleaned_data["commune"])
    return redirect("portal:enrol-place")


def _pin(request: HttpRequest, draft: EnrolmentDraft) -> HttpResponse:
    """Where the pin was dragged to, then one step, or "Oui, c’est ma porte"."""
    direction, metres = request.POST.get("vers", ""), _step(request)
    try:
        if (dragged := _dragged(request)) is not None:
            placing.move_pin(draft=draft, location=dragged)
        if direction in placing.DIRECTIONS:
            placing.nudge(draft=draft, direction=direction, metres=metres)
            return redirect(f"{request.path}?pas={metres}#repere")
        placing.confirm_pin(draft=draft)
    except PlaceRefused as refused:
        return _page(request, draft, refused=str(refused))
    return redirect("portal:enrol-phone")


def _dragged(request: HttpRequest) -> Point | None:
    """The position that the map wrote, when it can be read; other values mean that nobody dragged."""
    try:
        x, y = float(request.POST["longitude"]), float(request.POST["latitude"])
    except (KeyError, ValueError):
        return None
    west, south, east, north = settings.COVERED_EXTENT
    if not (west - 1 < x < east + 1 and south - 1 < y < north + 1):
        raise PlaceRefused(placing.OUTSIDE)
    return Point(x, y, srid=WGS84)


def _step(request: HttpRequest) -> int:
    asked = (request.POST or request.GET).get("pas", "")
    known = {str(metres): metres for metres in placing.STEPS}
    return known.get(asked, placing.STEPS[0])


def _page(request: HttpRequest, draft: EnrolmentDraft, **context: object) -> HttpResponse:
    form = context.get("form") or AddressForm(initial={"address": draft.address})
    commune_form = context.get("commune_form") or CommuneForm(
        initial={"commune": draft.commune.insee_code if draft.commune else ""}
    )
    wrong = context.get("refused") or getattr(form, "errors", None) or getattr(commune_form, "errors", None)
    return render(
        request,
        "portal/enrol_place.html",
        {**context, "form": form, "commune_form": commune_form, "draft": draft, "metres": _step(request)}
        | {"trouble": REASONS.get(str(context.get("reason", "")), "")}
        | _pin_context(draft),
        status=422 if wrong else 200,
    )


def _pin_context(draft: EnrolmentDraft) -> dict[str, object]:
    """How the pin lies, in words and as a drawing; nothing when there is none."""
    if draft.location is None:
        return {}
    x, y = draft.location.coords
    east, north, _, _ = to_metres(draft.location).extent
    circle = Circle(included=True, label="", center=(x, y), radius=AROUND_METRES)
    return {
        "verdict": placing.verdict(draft),
        "steps": placing.STEPS,
        "directions": [(name, name.capitalize()) for name in placing.DIRECTIONS],
        "position": label(draft.location),
        "pin": {"longitude": x, "latitude": y},
        "sketch": sketch(circle.surface()),
        "spot": {"x": round(east), "y": -round(north)},
    }
