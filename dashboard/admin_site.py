"""The Django admin, for administrators only; its access is checked here and by web.access."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest


class GeoalertAdminSite(AdminSite):
    site_header = site_title = "geoalert"
    index_title = "Administration"

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.has_perm("accounts.administer")


site = GeoalertAdminSite(name="admin")
