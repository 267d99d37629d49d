from django.urls import include, path

from api.metrics import metrics
from dashboard.admin_site import site as admin_site

# A database that is away or full is said as such.
handler500 = "web.failures.server_error"

urlpatterns = [
    path("", include("portal.urls")),
    path("", include("web.urls")),
    path("poste/", include("dashboard.urls")),
    path("metrics", metrics, name="metrics"),
    path("api/v1/", include("api.urls")),
    path("admin/", admin_site.urls),
]
