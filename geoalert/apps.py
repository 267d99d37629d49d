from django.apps import AppConfig

from geoalert.celery import app as celery_app

__all__ = ["GeoalertConfig", "celery_app"]


class GeoalertConfig(AppConfig):
    """Importing the Celery application here makes it the one that every task rings."""

    name = "geoalert"
    verbose_name = "geoalert"

    def ready(self) -> None:
        import geoalert.checks  # noqa: PLC0415  registers the system checks
        import geoalert.gateway_checks  # noqa: F401, PLC0415
