"""The library in the administration: pages, rubrics, themes. Nothing is deleted: a page is withdrawn."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from advice import publishing
from advice.models import AdvicePage, Rubric, Theme
from advice.querysets import AdvicePageQuerySet
from advice.rendering import render as render_markdown
from dashboard.admin_site import EDITORS, site
from dashboard.advice_fields import AdvicePageForm, RubricForm
from messaging.clock import database_now


class LibraryAdmin(admin.ModelAdmin):
    """Open to editors and administrators by the one permission of their role, not by those of each model."""

    access = EDITORS
    view_on_site = False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.access.allows(request.user)

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.access.allows(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.access.allows(request.user)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return self.access.allows(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An address that was given out stays: SMS, templates and printed pages name it."""
        return (*self.readonly_fields, "slug") if obj else tuple(self.readonly_fields)

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": (self.list_display[0],)}


class PublicFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("publiee", "Publiée"), ("brouillon", "Non publiée")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() is None:
            return queryset
        return queryset.filter(published_at__isnull=self.value() == "brouillon")


@admin.register(AdvicePage, site=site)
class AdvicePageAdmin(LibraryAdmin):
    form = AdvicePageForm
    list_display = ("title", "rubric", "public", "reviewed_on", "preview")
    list_filter = (PublicFilter, "rubric", "themes")
    list_select_related = ("rubric",)
    search_fields = ("title__unaccent", "summary__unaccent", "keywords__unaccent", "body__unaccent")
    ordering = ("rubric__rank", "rank", "title")
    filter_horizontal = ("themes", "related")
    readonly_fields = ("preview",)
    actions = ("publish", "withdraw")
    fieldsets = (
        (None, {"fields": ("title", "slug", "summary", "actions", "body")}),
        ("Rayons", {"fields": ("rubric", "rank", "themes", "keywords", "related")}),
        ("Publication", {"fields": ("reviewed_on", "is_published", "preview")}),
    )

    class Media:
        css = {"all": ["dashboard/css/advice-admin.css"]}

    def get_urls(self) -> list[URLPattern]:
        def preview(request: HttpRequest, pk: int) -> HttpResponse:
            return self.admin_site.admin_view(self.preview_view)(request, pk)

        preview.model_admin = self  # type: ignore[attr-defined]
        return [path("<int:pk>/apercu/", preview, name="advice_advicepage_preview"), *super().get_urls()]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        page = get_object_or_404(AdvicePage.objects.select_related("rubric"), pk=pk)
        return render(
            request, "dashboard/advice_preview.html", {"page": page, "body": render_markdown(page.body)}
        )

    @admin.display(description="Publiée", boolean=True)
    def public(self, page: AdvicePage) -> bool:
        return page.published_at is not None

    @admin.display(description="Aperçu")
    def preview(self, page: AdvicePage) -> SafeString | str:
        if page.pk is None:
            return "Enregistrez d’abord la fiche."
        return format_html(
            '<a href="{}">Voir</a>', reverse("admin:advice_advicepage_preview", args=[page.pk])
        )

    def save_model(self, request: HttpRequest, obj: AdvicePage, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        saved = AdvicePage.objects.filter(pk=obj.pk)
        if form.cleaned_data["is_published"]:
            publishing.publish(pages=saved, now=database_now())
        else:
            publishing.withdraw(pages=saved)

    @admin.action(description="Publier les fiches choisies")
    def publish(self, request: HttpRequest, pages: AdvicePageQuerySet) -> None:
        count = publishing.publish(pages=pages, now=database_now())
        self.message_user(request, f"Fiches publiées : {count}.", messages.SUCCESS)

    @admin.action(description="Retirer les fiches choisies de la publication")
    def withdraw(self, request: HttpRequest, pages: AdvicePageQuerySet) -> None:
        try:
            count = publishing.withdraw(pages=pages)
        except publishing.StillNeeded as refused:
            self.message_user(request, f"{refused} Aucune fiche n’a été retirée.", messages.ERROR)
        else:
            self.message_user(request, f"Fiches retirées : {count}.", messages.SUCCESS)


@admin.register(Rubric, site=site)
class RubricAdmin(LibraryAdmin):
    form = RubricForm
    fields = ("name", "slug", "rank", "profession_codes")
    list_display = ("name", "slug", "rank")
    ordering = ("rank", "name")
    search_fields = ("name__unaccent",)


@admin.register(Theme, site=site)
class ThemeAdmin(LibraryAdmin):
    list_display = ("name", "slug", "rank")
    ordering = ("rank", "name")
    search_fields = ("name__unaccent",)
