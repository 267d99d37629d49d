"""What to do: public advice, on shelves by profession and by theme."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.lookups import Exact

from advice.querysets import AdvicePageQuerySet, ShelfQuerySet
from advice.searching import SEARCHED

ACTIONS = 3
# The page of everyone: an alert without a page of its own shows it, so it is always published.
EVERYBODY = "tous-commerces"


class Rubric(models.Model):
    """A shelf of the library: a profession, or everyone. `profession_codes` match the codes of Profession."""

    slug = models.SlugField("adresse", unique=True)
    name = models.CharField("nom", max_length=80)
    profession_codes = models.JSONField("professions concernées", default=list, blank=True)
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = "rubrique"

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """A shelf across professions: what happened, or what one prepares for."""

    slug = models.SlugField("adresse", unique=True)
    name = models.CharField("nom", max_length=80)
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    objects = ShelfQuerySet.as_manager()

    class Meta:
        verbose_name = "thème"

    def __str__(self) -> str:
        return self.name


class AdvicePage(models.Model):
    """One page of advice: three actions that fit a phone, then the text (Markdown, no HTML)."""

    slug = models.SlugField("adresse", unique=True)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="pages", verbose_name="rubrique")
    themes = models.ManyToManyField(Theme, related_name="pages", blank=True, verbose_name="thèmes")
    rank = models.PositiveSmallIntegerField("rang dans la rubrique", default=10)
    title = models.CharField("titre", max_length=120)
    summary = models.CharField("résumé", max_length=240)
    keywords = models.CharField(
        "autres mots de recherche",
        max_length=240,
        blank=True,
        help_text="Ce que l’on taperait pour trouver cette fiche et que son texte ne dit pas.",
    )
    actions = models.JSONField("trois gestes", help_text="Liste de {geste, precision}.")
    body = models.TextField("texte (Markdown)")
    related = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name="fiches voisines")
    reviewed_on = models.DateField("relue le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)
    # Fingerprint of what a file brought: as long as the page still matches it, no editor has touched it.
    loaded_digest = models.CharField(max_length=64, blank=True, editable=False)
    search = models.GeneratedField(expression=SEARCHED, output_field=SearchVectorField(), db_persist=True)

    objects = AdvicePageQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche conseil"
        verbose_name_plural = "fiches conseil"
        indexes = [GinIndex(fields=["search"], name="advice_search")]
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    models.Func("actions", function="jsonb_array_length", output_field=models.IntegerField()),
                    ACTIONS,
                ),
                name="advice_three_actions",
            ),
        ]

    def __str__(self) -> str:
        return self.title
