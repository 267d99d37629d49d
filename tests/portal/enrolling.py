"""A browser without script that walks through the enrolment, for tests of the door."""

from django.test import Client
from django.test.utils import ContextList

from subscribers.models import EnrolmentDraft
from tests.factories import fresh_number, profession
from tests.subscribers.enrolling import last_code

STEPS = ("", "adresse/", "mobile/", "code/", "accord/")
CHOSEN = {"address": "16 rue de la Paix", "choix": "16 Rue de la Paix 75002 Paris"}


def give_business(client: Client, **other: str) -> ContextList | object:
    profession()
    body = {"name": "Maison Lambert", "profession": "bijouterie", "siret": ""} | other
    return client.post("/inscription/", body)


def give_place(client: Client) -> None:
    client.post("/inscription/adresse/", CHOSEN)
    client.post("/inscription/adresse/", {"ou": "repere"})


def reach(client: Client, step: str) -> str:
    """Walk to where `step` can be shown; returns its address."""
    wanted = STEPS.index(step)
    if wanted >= 1:
        give_business(client)
    if wanted >= 2:
        give_place(client)
    if wanted >= 3:
        client.post("/inscription/mobile/", {"phone": fresh_number()})
    if wanted >= 4:
        client.post("/inscription/code/", {"code": last_code()})
    return f"/inscription/{step}"


def draft() -> EnrolmentDraft:
    return EnrolmentDraft.objects.get()
