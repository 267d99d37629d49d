"""People in the administration: accounts, roles, territories, and the journal to read."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

from accounts.models import JournalEntry, Territory, User
from dashboard.admin_site import site


@admin.register(User, site=site)
class StaffAdmin(UserAdmin):
    """Nobody is deleted (the journal names them): an account is made inactive."""

    list_display = ("username", "first_name", "last_name", "territory", "is_active")
    list_filter = ("groups", "territory", "is_active")
    ordering = ("username",)
    filter_horizontal = ("groups",)
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Personne", {"fields": ("first_name", "last_name", "email")}),
        ("Droits", {"fields": ("is_active", "groups", "territory")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")


@admin.register(Territory, site=site)
class TerritoryAdmin(admin.ModelAdmin):
    list_display = ("name", "everything")
    filter_horizontal = ("sectors",)
    ordering = ("name",)


@admin.register(JournalEntry, site=site)
class JournalAdmin(admin.ModelAdmin):
    """Read only, here as in the database."""

    list_display = ("at", "actor", "verb", "target_kind", "target_id")
    list_filter = ("verb",)
    ordering = ("-at",)
    list_select_related = ("actor",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
