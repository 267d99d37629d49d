"""The form of *Nouvelle alerte*: it reads what was typed and says what cannot be read; the domain decides."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import normalize_newlines

from advice.models import AdvicePage
from alerts.drafting import VALID_MINUTES, Request
from incidents.models import IncidentKind
from subscribers.models import Profession
from zones.perimeters import PerimeterRefused, read_json

UNREADABLE = dict.fromkeys(("not_json", "too_deep"), "Le périmètre ne peut pas être lu : redessinez-le.") | {
    "too_many_bytes": "Le périmètre est trop lourd : simplifiez-le."
}
CHOOSE = {"required": "Choisissez une valeur.", "invalid_choice": "Ce choix n’existe pas."}


def professions() -> list[tuple[str, str]]:
    return list(Profession.objects.order_by("rank").values_list("code", "plural"))


class LinesField(forms.CharField):
    """Several lines, each ended by one character before they are counted: browsers post CR LF."""

    def to_python(self, value: Any) -> str:
        return super().to_python(normalize_newlines(value or "")) or ""


class AlertForm(forms.Form):
    """Field ids are those of the page, so that the summary of errors links to them."""

    form_key = forms.UUIDField(label="Formulaire", widget=forms.HiddenInput)
    shapes = forms.CharField(
        label="Périmètre",
        widget=forms.HiddenInput,
        error_messages={"required": "Dessinez ou choisissez un périmètre."},
    )
    professions = forms.MultipleChoiceField(
        label="Professions",
        choices=professions,
        error_messages=CHOOSE | {"required": "Cochez au moins une profession."},
    )
    kind = forms.ModelChoiceField(
        label="Quoi",
        queryset=IncidentKind.objects.order_by("rank"),
        to_field_name="code",
        empty_label=None,
        error_messages=CHOOSE,
    )
    occurred_at = forms.DateTimeField(
        label="Heure des faits",
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": "Donnez l’heure des faits.",
            "invalid": "Cette heure ne peut pas être lue.",
        },
    )
    place = forms.CharField(
        label="Lieu",
        max_length=120,
        error_messages={
            "required": "Dites le lieu en quelques mots.",
            "max_length": "120 caractères au plus.",
        },
    )
    text = LinesField(
        label="Message",
        max_length=1000,
        error_messages={"required": "Écrivez le message.", "max_length": "1 000 caractères au plus."},
    )
    advice_page = forms.ModelChoiceField(
        label="Fiche",
        queryset=AdvicePage.objects.published().order_by("title"),
        to_field_name="slug",
        required=False,
        empty_label="Conseils à tous les commerces",
        error_messages=CHOOSE,
    )
    valid_minutes = forms.TypedChoiceField(
        label="Validité",
        choices=[(minutes, f"{minutes // 60} h") for minutes in VALID_MINUTES],
        coerce=int,
        initial=120,
        error_messages=CHOOSE,
    )

    def clean_shapes(self) -> list[dict[str, Any]]:
        text = self.cleaned_data["shapes"]
        try:
            shapes = read_json(text)
        except PerimeterRefused as refused:
            raise ValidationError(UNREADABLE.get(refused.code, refused.message)) from refused
        if not shapes:
            raise ValidationError("Dessinez ou choisissez un périmètre.")
        return shapes

    def as_request(self) -> Request:
        """What was typed, once it is valid."""
        data = self.cleaned_data
        return Request(
            form_key=data["form_key"],
            shapes=data["shapes"],
            profession_codes=data["professions"],
            kind=data["kind"],
            place=data["place"],
            occurred_at=data["occurred_at"],
            text=data["text"],
            advice_page=data["advice_page"],
            valid_minutes=data["valid_minutes"],
        )


def fresh(form_key: UUID, now: datetime) -> dict[str, Any]:
    """What an empty form starts with: every profession ticked, now, two hours."""
    return {
        "form_key": form_key,
        "shapes": "[]",
        "professions": [code for code, _ in professions()],
        "occurred_at": timezone.localtime(now).strftime("%Y-%m-%dT%H:%M"),
        "valid_minutes": 120,
    }
