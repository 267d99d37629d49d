"""Perimeters kept for an alert to come: made on the analyst's map or the officer's, opened by officers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from alerts.models import SavedPerimeter
from alerts.saved_perimeters import SavingRefused, delete_perimeter, save_perimeter
from messaging.clock import database_now
from web.access import StaffRequest, staff
from zones.perimeters import PerimeterRefused, describe, read_json
from zones.sketch import sketch

LISTED = 50


@require_GET
@staff("accounts.analyse_incidents")
def perimeter_list(request: StaffRequest) -> JsonResponse:
    """The newest that this person may open, with their shapes."""
    saved = SavedPerimeter.objects.visible_to(request.user).select_related("author").newest_first()
    return JsonResponse({"perimeters": [_row(request, each) for each in saved[:LISTED]]})


@require_POST
@staff("accounts.analyse_incidents")
def perimeter_save(request: StaffRequest) -> HttpResponse:
    """POST name, shapes (JSON); then the new alert for those who may send, else the perimeter's page.

    Asked for JSON, it answers with the perimeter; refused, 422 with a French sentence either way.
    """
    try:
        shapes = read_json(request.POST.get("shapes", ""))
        saved = save_perimeter(
            name=request.POST.get("name", ""), shapes=shapes, author=request.user, now=database_now()
        )
    except (PerimeterRefused, SavingRefused) as refused:
        return _refused(request, str(refused))
    if _wants_json(request):
        return JsonResponse(_row(request, saved))
    if request.user.has_perm("accounts.send_alert"):
        return redirect(f"{reverse('dashboard:alert-new')}?{urlencode({'perimetre': saved.code})}")
    messages.success(request, f"Périmètre « {saved.name} » enregistré. Donnez son lien à un officier.")
    back = urlencode({"retour": request.POST.get("query", "")})
    return redirect(f"{reverse('dashboard:perimeter', args=[saved.code])}?{back}")


@require_GET
@staff("accounts.analyse_incidents")
def perimeter_detail(request: StaffRequest, code: str) -> HttpResponse:
    """What was kept, the link to give to an officer, and the other perimeters of this person."""
    visible = SavedPerimeter.objects.visible_to(request.user).select_related("author")
    saved = get_object_or_404(visible, code=code)
    link = f"{reverse('dashboard:alert-new')}?{urlencode({'perimetre': saved.code})}"
    context = {
        "saved": saved,
        "where": describe(saved.shapes),
        "sketch": sketch(saved.perimeter),
        "link": request.build_absolute_uri(link),
        "own": saved.author_id == request.user.pk,
        "others": visible.filter(author=request.user).exclude(pk=saved.pk).newest_first()[:LISTED],
        "back": request.GET.get("retour", ""),
    }
    return render(request, "dashboard/perimeter.html", context)


@require_POST
@staff("accounts.analyse_incidents")
def perimeter_delete(request: StaffRequest, code: str) -> HttpResponse:
    """One's own only; whoever asks for somebody else's learns that there is none."""
    saved = get_object_or_404(SavedPerimeter, code=code, author=request.user)
    delete_perimeter(saved=saved, by=request.user, now=database_now())
    if _wants_json(request):
        return JsonResponse({"code": code})
    messages.success(request, f"Périmètre « {saved.name} » retiré.")
    return redirect("dashboard:analysis")


def _row(request: StaffRequest, saved: SavedPerimeter) -> dict[str, object]:
    return {
        "code": saved.code,
        "name": saved.name,
        "author": str(saved.author),
        "own": saved.author_id == request.user.pk,
        "shapes": saved.shapes,
        "delete": reverse("dashboard:perimeter-delete", args=[saved.code]),
    }


def _refused(request: StaffRequest, sentence: str) -> HttpResponse:
    if _wants_json(request):
        return JsonResponse({"error": {"code": "perimeter", "message": sentence}}, status=422)
    context = {
        "sentence": sentence,
        "name": request.POST.get("name", ""),
        "shapes": request.POST.get("shapes", ""),
        "query": request.POST.get("query", ""),
    }
    return render(request, "dashboard/perimeter_refused.html", context, status=422)


def _wants_json(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"
