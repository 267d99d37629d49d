"""`doors`: the addresses that an operator gives to gateways, each with the secret of that gateway."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse

from api.receiver import application
from messaging import doors


class Command(BaseCommand):
    help = "Écrit les adresses à donner aux passerelles ; elles contiennent leur secret."

    def handle(self, *args: Any, **options: Any) -> None:
        for gateway in ("kannel", "ovh"):
            way = application().router[f"receipts-{gateway}"].url_for(secret=_secret(gateway))
            self.stdout.write(f"accusés, {gateway} : {settings.RECEIPT_BASE_URL}{way}")
        replies = reverse("api:kannel-inbound", args=[_secret("kannel")])
        self.stdout.write(f"réponses, kannel : {replies}?i=%I")


def _secret(gateway: str) -> str:
    return doors.secret(gateway, settings.RECEIPT_SECRET)
