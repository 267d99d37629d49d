from django.apps import AppConfig


class GeoalertConfig(AppConfig):
    name = "geoalert"
    verbose_name = "geoalert"

    def ready(self) -> None:
        import geoalert.checks  # noqa: F401, PLC0415  registers the system checks
