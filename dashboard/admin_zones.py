"""Geography in the administration: zones on a map, and which sector a commune belongs to."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from leaflet.admin import LeafletGeoAdmin

from dashboard.admin_site import site
from zones.models import Commune, Department, Sector
from zones.unions import move_commune


class ReadOnlyZone(LeafletGeoAdmin):
    """Zones come from load_boundaries: here they are looked at, neither made nor removed."""

    modifiable = False
    drawn = ("boundary", "town_hall")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A map is shown for each geometry; what comes back for it is ignored."""
        form = super().get_form(request, obj, **kwargs)
        for name in set(self.drawn) & set(form.base_fields):
            form.base_fields[name].disabled = True
        return form


@admin.register(Department, site=site)
class DepartmentAdmin(ReadOnlyZone):
    list_display = ("code", "name")
    ordering = ("code",)
    readonly_fields = ("code", "name")


@admin.register(Sector, site=site)
class SectorAdmin(ReadOnlyZone):
    list_display = ("code", "name", "department", "has_territory", "confidence")
    list_filter = ("department", "confidence")
    search_fields = ("code", "name")
    ordering = ("code",)
    readonly_fields = ("code", "department", "has_territory")
    fields = ("code", "name", "department", "has_territory", "confidence", "source", "boundary")


@admin.register(Commune, site=site)
class CommuneAdmin(ReadOnlyZone):
    list_display = ("insee_code", "name", "department", "sector", "population")
    list_filter = ("department", "sector")
    list_select_related = ("department", "sector")
    search_fields = ("insee_code", "name")
    ordering = ("insee_code",)
    readonly_fields = ("insee_code", "name", "department", "population", "postcodes", "vintage")
    fields = (*readonly_fields, "sector", "town_hall", "boundary")

    def save_model(self, request: HttpRequest, obj: Commune, form: ModelForm, change: bool) -> None:
        """Only the sector can change here, and both sectors' boundaries follow."""
        move_commune(commune=obj, sector=obj.sector)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.base_fields["sector"].queryset = Sector.objects.order_by("code")
        return form
