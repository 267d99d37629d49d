from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class DashboardConfig(AppConfig):
    name = "dashboard"
    verbose_name = "poste"

    def ready(self) -> None:
        """Each part of the administration registers itself."""
        autodiscover_modules("admin_zones", "admin_people", "admin_advice")
