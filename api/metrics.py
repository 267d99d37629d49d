"""/metrics, in Prometheus' text format, for a machine that holds METRICS_TOKEN. Counts and ages, no names."""

import hmac
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from prometheus_client import CONTENT_TYPE_LATEST, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from messaging import alarms, counting
from messaging.clock import database_now
from messaging.gauges import Gauge, gauges
from web.access import machine


@never_cache
@require_GET
@machine
def metrics(request: HttpRequest) -> HttpResponse:
    """GET with `Authorization: Bearer <METRICS_TOKEN>`; anybody else is refused, from the loopback too."""
    if not _holds_the_token(request.headers.get("Authorization", "")):
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Bearer"})
    now = database_now()
    registry = counting.registry()
    registry.register(_Now([*gauges(now=now), *_alarms(alarms.raised(now=now))]))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _holds_the_token(authorization: str) -> bool:
    """Nobody does while there is none: two empty words are the same."""
    kind, _, token = authorization.partition(" ")
    same = hmac.compare_digest(token.encode(), settings.METRICS_TOKEN.encode())
    return kind == "Bearer" and bool(settings.METRICS_TOKEN) and same


class _Now(Collector):
    """Gauges as families: one name, its meaning once, then a line a label."""

    def __init__(self, found: Iterable[Gauge]) -> None:
        self._families: dict[str, list[Gauge]] = defaultdict(list)
        for gauge in found:
            self._families[gauge.name].append(gauge)

    def collect(self) -> Iterable[Metric]:
        for name, like in self._families.items():
            family = GaugeMetricFamily(name, like[0].meaning, labels=list(like[0].labels))
            for gauge in like:
                family.add_metric(list(gauge.labels.values()), gauge.value)
            yield family


def _alarms(raised: Iterable[alarms.Alarm]) -> Iterable[Gauge]:
    """One line a condition, 0 where all is well, so that its absence says that nobody was asked."""
    held = Counter(alarm.condition for alarm in raised)
    for condition in alarms.CONDITIONS:
        yield Gauge("geoalert_alarms", "Alarms that hold now.", held[condition], {"condition": condition})
