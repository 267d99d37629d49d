"""What a business types when it enrols or stops: read here, in French; the domain decides."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from stdnum.exceptions import ValidationError as NumberError
from stdnum.fr import siret as siret_numbers

from messaging.addresses import AddressRefused
from messaging.queueing import Address
from subscribers.models import Profession
from zones.models import Commune

CHOOSE = {"required": "Choisissez une valeur.", "invalid_choice": "Ce choix n’existe pas."}


def printable(text: str) -> None:
    """Letters, figures, signs: no control character, and nothing that turns the line round."""
    if any(unicodedata.category(char).startswith("C") for char in text):
        raise ValidationError("Ce texte contient un caractère invisible : retapez-le.")


def _text(label: str, most: int, required: str, **options: Any) -> forms.CharField:
    errors = {"required": required, "max_length": f"{most} caractères au plus."}
    return forms.CharField(
        label=label, max_length=most, error_messages=errors, validators=[printable], **options
    )


def _input(**attributes: str) -> forms.TextInput:
    return forms.TextInput({"class": "input", **attributes})


class BusinessForm(forms.Form):
    name = _text(
        "Nom du commerce", 120, "Donnez le nom du commerce.", widget=_input(autocomplete="organization")
    )
    profession = forms.ModelChoiceField(
        label="Profession",
        queryset=Profession.objects.order_by("rank", "code"),
        to_field_name="code",
        empty_label=None,
        error_messages=CHOOSE | {"required": "Choisissez la profession."},
        widget=forms.RadioSelect,
    )
    siret = forms.CharField(
        label="SIRET (facultatif)",
        required=False,
        max_length=30,
        error_messages={"max_length": "Un SIRET compte 14 chiffres."},
        help_text="14 chiffres. Il aide à valider plus vite.",
        widget=_input(inputmode="numeric"),
    )

    def clean_siret(self) -> str:
        typed = siret_numbers.compact(self.cleaned_data["siret"]).replace("\u00a0", "").replace("\u202f", "")
        if not typed:
            return ""
        try:
            return str(siret_numbers.validate(typed))
        except NumberError as error:
            raise ValidationError(
                "Ce SIRET n’est pas valable : vérifiez ses 14 chiffres, ou laissez le champ vide."
            ) from error


class AddressForm(forms.Form):
    address = _text(
        "Adresse",
        200,
        "Donnez l’adresse du commerce.",
        help_text="Numéro, rue et ville. Exemple : 8 rue de la Paix, Paris",
        widget=_input(autocomplete="street-address"),
    )


class CommuneForm(forms.Form):
    commune = forms.ModelChoiceField(
        label="Commune ou arrondissement",
        queryset=Commune.objects.order_by("department__code", "insee_code"),
        to_field_name="insee_code",
        empty_label="Choisissez",
        error_messages=CHOOSE | {"required": "Choisissez la commune."},
        widget=forms.Select({"class": "input"}),
    )


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label="Numéro de mobile",
        max_length=40,
        error_messages={"required": "Donnez un numéro de mobile.", "max_length": "Ce numéro est trop long."},
        help_text="06 ou 07. Les policiers du secteur ne le voient pas.",
        widget=_input(type="tel", autocomplete="tel", inputmode="tel"),
    )

    def clean_phone(self) -> Address:
        try:
            return Address.of(self.cleaned_data["phone"])
        except AddressRefused as refused:
            raise ValidationError(str(refused)) from refused


class CodeForm(forms.Form):
    code = forms.CharField(
        label="Code reçu par SMS",
        max_length=20,
        error_messages={"required": "Recopiez le code reçu.", "max_length": "Le code compte six chiffres."},
        help_text="Six chiffres.",
        widget=_input(autocomplete="one-time-code", inputmode="numeric"),
    )

    def clean_code(self) -> str:
        """Only what has six figures may cost a try."""
        digits = "".join(self.cleaned_data["code"].split())
        if not (digits.isascii() and digits.isdigit() and len(digits) == 6):
            raise ValidationError("Le code compte six chiffres.")
        return digits


class ConsentForm(forms.Form):
    agreed = forms.BooleanField(
        label="J’ai lu, et j’accepte de recevoir ces SMS.",
        error_messages={"required": "Cochez la case pour accepter : sans accord, aucune inscription."},
    )
    wants_word = forms.BooleanField(
        label="Prévenez-moi par SMS quand mon commerce est validé.", required=False, initial=True
    )
