"""People, where they may act, and the journal of what they did."""

import pgtrigger
from django.contrib.auth.models import AbstractUser
from django.db import models

from zones.models import Sector

# Whoever manages people and gateways can neither send nor approve, whatever other role they were given.
SENDING_PERMISSIONS = frozenset({"accounts.send_alert", "accounts.approve_alert"})


class Territory(models.Model):
    """Where somebody may act: a set of sectors (its outline is their union), or everything."""

    name = models.CharField("nom", max_length=80, unique=True)
    everything = models.BooleanField("les quatre départements", default=False)
    sectors = models.ManyToManyField(Sector, blank=True, verbose_name="secteurs")

    class Meta:
        verbose_name = "territoire"

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """A member of staff. Roles are groups (accounts/roles.py); without a territory nobody acts anywhere."""

    territory = models.ForeignKey(Territory, models.PROTECT, null=True, blank=True, verbose_name="territoire")

    class Meta(AbstractUser.Meta):
        verbose_name = "utilisateur"
        permissions = [
            ("send_alert", "Composer, envoyer et arrêter une alerte"),
            ("approve_alert", "Approuver ou refuser l’alerte d’un autre"),
            ("validate_subscriber", "Valider un commerce, voir son nom et son adresse"),
            ("see_phone", "Voir un numéro de téléphone, avec un motif"),
            ("analyse_incidents", "Analyser les incidents"),
            ("see_exact_incidents", "Voir les incidents à leur place exacte"),
            ("edit_advice", "Écrire les conseils et les modèles"),
            ("administer", "Gérer les personnes, les territoires et les passerelles"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """As in Django, but an administrator never sends nor approves, not even as a superuser."""
        if perm in SENDING_PERMISSIONS and super().has_perm("accounts.administer"):
            return False
        return super().has_perm(perm, obj)  # type: ignore[arg-type]


class JournalEntry(models.Model):
    """Who did what, when. Only ever appended to: the database refuses a change or a removal."""

    at = models.DateTimeField("le")
    actor = models.ForeignKey(User, models.PROTECT, null=True, verbose_name="par")
    verb = models.CharField("action", max_length=40)
    target_kind = models.CharField("objet", max_length=40, blank=True)
    target_id = models.CharField("numéro", max_length=40, blank=True)
    details = models.JSONField("détails", default=dict)

    class Meta:
        verbose_name = "ligne du journal"
        verbose_name_plural = "journal"
        indexes = [models.Index(fields=["target_kind", "target_id"], name="journal_target")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]
