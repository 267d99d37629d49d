"""The Django admin: everything for administrators, the library for editors; also checked by web.access."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest

from web.access import Access

EDITORS = Access(any_of=("accounts.edit_advice", "accounts.administer"))


class GeoalertAdminSite(AdminSite):
    """Its index and its sign-out are for whoever has something here; each model says who that is."""

    site_header = site_title = "geoalert"
    index_title = "Administration"
    access = EDITORS

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and self.access.allows(request.user)


site = GeoalertAdminSite(name="admin")
