"""What does not work right now, said to those who are about to send, with what it changes for them."""

from collections.abc import Iterator

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from messaging import alarms
from messaging import credit as prepaid
from messaging.clock import database_now
from web import tiles
from web.access import StaffRequest, staff
from web.health import is_well
from zones import geocoding
from zones.french import moment, number

Missing = tuple[str, str]


@require_GET
@never_cache
@staff("accounts.send_alert")
def missing(request: StaffRequest) -> HttpResponse:
    """A fragment: nothing while all is well, else the names of what is missing and a sentence for each.

    Asked for once a page: a block that polls would keep the session of an empty desk alive.
    """
    found = [*_dispatch(), *_alarms(), *_addresses(), *_streets()]
    return render(request, "dashboard/_missing.html", {"missing": found})


@require_GET
@never_cache
@staff("accounts.send_alert")
def missing_to_send(request: StaffRequest) -> HttpResponse:
    """The same for who only has to press *Envoyer*: streets and addresses have served."""
    return render(request, "dashboard/_missing.html", {"missing": [*_dispatch(), *_alarms()]})


@require_GET
@never_cache
@staff("accounts.send_alert")
def missing_while_sending(request: StaffRequest) -> HttpResponse:
    """The same beside an alert that leaves, asked again while it does, and unfolded.

    How its own gateway is, and when it is tried next, stands there already.
    """
    found = [*_dispatch(), *_alarms(but="breaker")]
    return render(request, "dashboard/_missing.html", {"missing": found, "unfolded": True})


def _dispatch() -> Iterator[Missing]:
    """The database is the queue: without a bell it is emptied by the dispatcher, without both it waits."""
    bell = is_well("broker") and is_well("worker")
    if not is_well("dispatcher"):
        if not bell:
            yield (
                "envoi des SMS",
                "Rien ne part pour l’instant : prévenez l’administrateur. Les envois attendent.",
            )
    elif not bell:
        seconds = settings.SWEEP_SECONDS
        yield (
            "envoi immédiat",
            f"La messagerie interne est arrêtée : les SMS partent jusqu’à {seconds} s plus tard.",
        )
    if not is_well("gateway"):
        yield (
            "passerelle SMS",
            "Elle ne répond pas : les SMS attendent qu’elle revienne, jusqu’à la fin de leur validité.",
        )
    yield from _credit()


def _credit() -> Iterator[Missing]:
    """What is paid in advance; a provider that is away is said above."""
    try:
        left = prepaid.credit()
    except prepaid.CreditUnknown:
        return
    if left is not None and left.is_low:
        yield (
            "crédit SMS",
            f"Il reste {number(left.left)} SMS payés d’avance : au-delà, plus rien ne part. "
            "Prévenez l’administrateur avant un envoi large.",
        )


def _alarms(*, but: str = "") -> Iterator[Missing]:
    """What does not leave although it should, and which process is silent; `but` one condition of those."""
    for alarm in alarms.raised(now=database_now()):
        if alarm.condition == but:
            continue
        title = alarm.title[0].upper() + alarm.title[1:]
        yield alarm.title, f"{title}, depuis {moment(alarm.since)} : {alarm.meaning}."


def _addresses() -> Iterator[Missing]:
    instead = "donnez une commune, un code postal ou des coordonnées"
    if not settings.GEOCODER_URL:
        yield "adresses", f"Pas de recherche d’adresses sur cette installation : {instead}."
    elif since := geocoding.silent_since():
        yield "adresses", f"La recherche d’adresses ne répond pas depuis {moment(since)} : {instead}."


def _streets() -> Iterator[Missing]:
    status = tiles.status()
    if status.state == "off":
        yield "rues", "Pas de plan des rues sur cette installation : la carte montre communes et secteurs."
    elif status.since:
        since = moment(status.since)
        yield "rues", f"Le plan des rues ne répond pas depuis {since} : celles déjà vues restent à l’écran."
