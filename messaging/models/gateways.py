"""What all workers must know together about a gateway: how much it may be given, and whether it is well."""

from django.db import models


class Gateway(models.Model):
    """One gateway: its token bucket and its breaker, shared by every worker through this row.

    `tokens` is what may leave now, as of `refilled_at`; `recent` what left within the last second, as pairs
    of seconds since 1970 and parts. `refusals` counts what went wrong in a row since `failing_since`; the
    breaker is open from `opened_at`, and one message may try again after `probe_at`.
    """

    name = models.CharField(primary_key=True, max_length=16)
    tokens = models.FloatField(default=0)
    refilled_at = models.DateTimeField()
    recent = models.JSONField(default=list, db_default=[])
    refusals = models.PositiveIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    probe_at = models.DateTimeField(null=True)
    reason = models.CharField("motif", max_length=80, blank=True)

    class Meta:
        verbose_name = "passerelle"
