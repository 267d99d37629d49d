"""*Nouvelle alerte*: the page, and the small answers it asks for while the officer works."""

import json
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import normalize_newlines
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from alerts import drafting
from alerts.codes import CODE_LENGTH, public_link, with_link
from alerts.models import Alert, MessageTemplate, SavedPerimeter
from alerts.wording import shown, writer
from dashboard.forms import AlertForm, fresh
from messaging.clock import database_now
from messaging.sms_text import measure, replaced
from web.access import StaffRequest, staff
from zones.outlines import feature_collection
from zones.perimeters import PerimeterRefused

LONGEST_TEXT = 2000


@require_http_methods(["GET", "POST"])
@staff("accounts.send_alert")
def alert_new(request: StaffRequest) -> HttpResponse:
    """GET: an empty form, one's own draft (?brouillon=) or a kept perimeter (?perimetre=).

    POST: verify, or say what is wrong.
    """
    if request.method == "GET":
        return _page(request, AlertForm(initial=_initial(request)))
    form = AlertForm(request.POST)
    if form.is_valid():
        try:
            alert = drafting.draft(author=request.user, request=form.as_request(), now=database_now())
        except PerimeterRefused as refused:
            form.add_error("shapes", refused.message)
        except drafting.FormUsed as used:
            form = _with_new_key(request)
            form.add_error(None, used.message)
        except drafting.DraftRefused as refused:
            form.add_error(refused.field, refused.message)
        else:
            return redirect("dashboard:alert-confirm", code=alert.code)
    return _page(request, form, status=422)


@require_GET
@cache_control(private=True, max_age=3600)
@staff("accounts.send_alert")
def zones(request: StaffRequest, kind: str) -> HttpResponse:
    """Outlines for the background and for picking."""
    try:
        return HttpResponse(feature_collection(kind), content_type="application/geo+json")
    except KeyError:
        return HttpResponse(status=404)


@require_POST
@staff("accounts.send_alert")
def sms_measure(request: StaffRequest) -> JsonResponse:
    """POST text; answers with how it would leave, link included, and what makes it dear."""
    text = normalize_newlines(request.POST.get("text", ""))[:LONGEST_TEXT]
    size = measure(with_link(text, "x" * CODE_LENGTH))
    return JsonResponse(
        {
            "encoding": size.encoding,
            "units": size.units,
            "capacity": size.capacity,
            "parts": size.parts,
            "guilty": [
                {
                    "char": shown(guilty.char),
                    "replacement": guilty.replacement,
                    "count": len(guilty.positions),
                }
                for guilty in size.guilty
            ],
            "replaced": replaced(text),
        }
    )


def _with_new_key(request: StaffRequest) -> AlertForm:
    """What was typed and drawn, for an alert of its own."""
    data = request.POST.copy()
    data["form_key"] = str(uuid4())
    form = AlertForm(data)
    form.full_clean()
    return form


def _initial(request: StaffRequest) -> dict[str, Any]:
    code = _asked_code(request, "brouillon")
    if not code:
        return fresh(uuid4(), database_now()) | _saved_perimeter(request)
    draft = get_object_or_404(Alert, code=code, author=request.user, state=Alert.State.DRAFT)
    return {
        "form_key": draft.form_key,
        "shapes": json.dumps(draft.shapes),
        "professions": draft.profession_codes,
        "kind": draft.kind.code,
        "occurred_at": timezone.localtime(draft.occurred_at).strftime("%Y-%m-%dT%H:%M"),
        "place": draft.place,
        "text": draft.text,
        "advice_page": draft.advice_page.slug if draft.advice_page else "",
        "valid_minutes": draft.valid_minutes,
    }


def _asked_code(request: StaffRequest, name: str) -> str:
    code = request.GET.get(name, "")
    if "\0" in code:
        raise Http404
    return code


def _saved_perimeter(request: StaffRequest) -> dict[str, Any]:
    """The shapes of a perimeter that somebody kept, when one is asked for (?perimetre=)."""
    code = _asked_code(request, "perimetre")
    if not code:
        return {}
    saved = get_object_or_404(SavedPerimeter.objects.visible_to(request.user), code=code)
    return {"shapes": json.dumps(saved.shapes)}


def _page(request: StaffRequest, form: AlertForm, status: int = 200) -> HttpResponse:
    templates = list(MessageTemplate.objects.select_related("kind", "advice_page").order_by("rank"))
    page = {
        "price": settings.SMS_PRICE_EUROS,
        "link": public_link("…"),
        "territory": _territory_codes(request),
        "fresh": not form.is_bound and not {"brouillon", "perimetre"} & request.GET.keys(),
        "templates": [
            {
                "id": str(template.pk),
                "name": template.name,
                "kind": template.kind.code,
                "text": template.text,
                "advice": template.advice_page.slug if template.advice_page else "",
            }
            for template in templates
        ],
    }
    context = {"form": form, "page": page, "templates": templates, "followed": _followed(form, templates)}
    return render(request, "dashboard/alert_new.html", context, status=status)


def _followed(form: AlertForm, templates: list[MessageTemplate]) -> MessageTemplate | None:
    """The template whose text the form shows, unchanged by hand: it goes on following place and hour."""
    place, text, typed = (form[name].value() or "" for name in ("place", "text", "occurred_at"))
    text = normalize_newlines(text)
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        hour = ""
    else:
        hour = f"{moment.hour}h{moment:%M}"
    return writer(templates, text=text, place=place, hour=hour)


def _territory_codes(request: StaffRequest) -> list[str]:
    """Sector codes to look at first; empty for somebody who may act everywhere."""
    territory = request.user.territory
    if territory is None or territory.everything:
        return []
    return list(territory.sectors.values_list("code", flat=True))
