"""What `up` says once everything answers."""

import os
from collections.abc import Iterator

from geoalert.supervisor import gateways

HELD = (
    "LES ENVOIS SONT ARRÊTÉS depuis une restauration : rien ne part avant qu’une personne les reprenne",
    "(le bandeau des pages, ou « bin/geoalert manage release »).",
)
DEMO_ACCOUNTS = ("officier", "superviseur", "analyste", "redacteur", "admin")
DEMO_PASSWORD = "geoalert-demo-2026"  # noqa: S105  printed on the screen: a demonstration's


def lines(*, port: int, demo: bool) -> Iterator[str]:
    """The address, who may sign in, and whether texts leave."""
    yield f"\ngeoalert est prêt : http://127.0.0.1:{port}/"
    yield from _demo() if demo else _bare()
    yield "Ctrl-C pour tout arrêter."


def _demo() -> Iterator[str]:
    password = os.environ.get("GEOALERT_DEMO_PASSWORD") or DEMO_PASSWORD
    yield f"Comptes de démonstration : {', '.join(DEMO_ACCOUNTS)} ; mot de passe : {password}"
    yield "Les téléphones sont fictifs : aucun SMS ne part."


def _bare() -> Iterator[str]:
    yield "Sans démonstration : ni ville fictive, ni comptes. Limites, professions et conseils sont là."
    yield "Premier administrateur, s’il n’y en a pas encore : bin/geoalert manage create_admin NOM"
    if gateways.is_own():
        yield "Les SMS partent par votre passerelle : les téléphones sont réels."
    else:
        yield "Les téléphones sont fictifs : aucun SMS ne part. Une vraie passerelle : KANNEL_SENDSMS_URL et"
        yield "KANNEL_STATUS_URL, avec KANNEL_USERNAME et KANNEL_PASSWORD, ou SMPP_HOST : docs/operations.md."
