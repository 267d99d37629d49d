"""Zones in the administration."""

import pytest
from django.contrib.auth import get_user_model
from django.template.response import TemplateResponse
from django.test import RequestFactory

from dashboard.admin_site import site
from dashboard.admin_zones import CommuneAdmin
from zones.models import Commune, Department, Sector

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("geography")]


@pytest.mark.parametrize("model", [Department, Sector, Commune])
def test_every_zone_opens_on_a_map(model: type[Department]) -> None:
    request = RequestFactory().get("/")
    request.user = get_user_model()(is_superuser=True, is_active=True)
    admin = site.get_model_admin(model)
    first = model.objects.order_by("id").first()
    assert first is not None
    page = admin.change_view(request, str(first.pk))
    assert isinstance(page, TemplateResponse)
    assert "leaflet" in page.rendered_content
    assert not admin.has_add_permission(request)
    assert not admin.has_delete_permission(request, first)


def test_an_administrator_moves_a_commune_with_the_form() -> None:
    admin = site.get_model_admin(Commune)
    assert isinstance(admin, CommuneAdmin)
    commune, target = Commune.objects.get(insee_code="93072"), Sector.objects.get(code="93-066")
    request = RequestFactory().post("/")
    request.user = get_user_model()(is_superuser=True, is_active=True)
    form_class = admin.get_form(request, commune, change=True)
    form = form_class({"sector": target.pk}, instance=commune)
    assert form.is_valid(), form.errors
    admin.save_model(request, form.save(commit=False), form, change=True)
    target.refresh_from_db()
    assert target.boundary is not None
    assert target.boundary.covers(commune.boundary)
    assert not Sector.objects.get(code="93-072").has_territory
