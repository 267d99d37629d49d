"""The form of an advice page: three actions as six fields, professions as ticks, one box for the public."""

from typing import Any

from django import forms

from advice.models import ACTIONS, EVERYBODY, AdvicePage, Rubric
from advice.publishing import StillNeeded
from subscribers.models import Profession

RANKS = ("premier", "deuxième", "troisième")
GESTE_AT_MOST, PRECISION_AT_MOST = 80, 120
MARKDOWN_HELP = (
    "## pour un intertitre, ### pour le niveau dessous ; - ou 1. en début de ligne pour une liste ; "
    "**gras** ; [texte du lien](/conseils/adresse-de-la-fiche/) ; | colonne | colonne | pour un tableau. "
    "Une ligne vide sépare deux paragraphes. Le HTML et les images ne sont pas repris."
)


class ActionsWidget(forms.MultiWidget):
    template_name = "dashboard/advice_actions.html"

    def __init__(self) -> None:
        super().__init__(
            [
                forms.TextInput(attrs={"class": "vTextField", "maxlength": limit, "aria-label": label})
                for rank in RANKS
                for label, limit in (
                    (f"{rank.capitalize()} geste", GESTE_AT_MOST),
                    (f"Précision du {rank} geste", PRECISION_AT_MOST),
                )
            ]
        )

    def decompress(self, value: Any) -> list[str]:
        return value or []


class ActionsField(forms.MultiValueField):
    """Exactly three actions, each in a few words, with or without a precision: [{geste, precision}, …]."""

    widget = ActionsWidget

    def __init__(self, **kwargs: Any) -> None:
        limits = (GESTE_AT_MOST, PRECISION_AT_MOST) * ACTIONS
        fields = [forms.CharField(max_length=limit, required=False) for limit in limits]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def clean(self, value: list[str]) -> list[dict[str, str]]:
        words = [word.strip() for word in value] if value else [""] * 2 * ACTIONS
        missing = [rank for rank, geste in zip(RANKS, words[::2], strict=True) if not geste]
        if missing:
            raise forms.ValidationError(f"Il faut trois gestes ; il manque le {', le '.join(missing)}.")
        return super().clean(words)

    def compress(self, words: list[str]) -> list[dict[str, str]]:
        pairs = zip(words[::2], words[1::2], strict=True)
        return [{"geste": geste, "precision": precision} for geste, precision in pairs]

    def prepare_value(self, value: Any) -> list[str]:
        """The six fields of what is stored, or of what was typed and refused."""
        return [
            word
            for action in value or []
            for word in ([action] if isinstance(action, str) else (action["geste"], action["precision"]))
        ]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != [word.strip() for word in data or []]


class AdvicePageForm(forms.ModelForm):
    actions = ActionsField(
        label="Trois gestes",
        help_text="Le geste en quelques mots, puis une précision : de quoi tenir dans un écran de téléphone.",
    )
    is_published = forms.BooleanField(
        label="Publiée", required=False, help_text="Décochée : la fiche n’est lue que d’ici, dans l’aperçu."
    )

    class Meta:
        model = AdvicePage
        fields = "__all__"
        help_texts = {"body": MARKDOWN_HELP}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_published"].initial = self.instance.published_at is not None
        others = AdvicePage.objects.exclude(pk=self.instance.pk).order_by("title")
        self.fields["related"].queryset = others  # type: ignore[attr-defined]

    def clean_is_published(self) -> bool:
        wanted: bool = self.cleaned_data["is_published"]
        if self.instance.slug == EVERYBODY and not wanted:
            raise forms.ValidationError(str(StillNeeded()))
        return wanted


class RubricForm(forms.ModelForm):
    profession_codes = forms.MultipleChoiceField(
        label="Professions concernées",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucune : la rubrique s’adresse à tous.",
    )

    class Meta:
        model = Rubric
        fields = ("name", "slug", "profession_codes", "rank")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = Profession.objects.order_by("rank").values_list("code", "plural")
        self.fields["profession_codes"].choices = list(choices)  # type: ignore[attr-defined]
