"""What to do: public advice, grouped in rubrics by profession."""

from django.db import models

from advice.querysets import AdvicePageQuerySet


class Rubric(models.Model):
    """A shelf of the library: a profession, or everyone. `profession_code` matches a Profession's code."""

    slug = models.SlugField("adresse", unique=True)
    name = models.CharField("nom", max_length=80)
    profession_codes = models.JSONField("professions concernées", default=list, blank=True)
    rank = models.PositiveSmallIntegerField("rang d’affichage")

    class Meta:
        verbose_name = "rubrique"

    def __str__(self) -> str:
        return self.name


class AdvicePage(models.Model):
    """One page of advice: three actions that fit a phone, then the text (Markdown, no HTML)."""

    slug = models.SlugField("adresse", unique=True)
    rubric = models.ForeignKey(Rubric, models.PROTECT, related_name="pages", verbose_name="rubrique")
    title = models.CharField("titre", max_length=120)
    summary = models.CharField("résumé", max_length=240)
    actions = models.JSONField("trois gestes", help_text="Liste de {geste, precision}.")
    body = models.TextField("texte (Markdown)")
    reviewed_on = models.DateField("relue le")
    published_at = models.DateTimeField("publiée le", null=True, blank=True)

    objects = AdvicePageQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche conseil"
        verbose_name_plural = "fiches conseil"

    def __str__(self) -> str:
        return self.title
