from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path

from web.access import public
from web.health import health
from web.tiles.views import ground, streets


@public
def favicon(request: HttpRequest) -> HttpResponse:
    """The address that browsers try by themselves on pages that name no icon (the administration)."""
    return redirect(static("web/icons/favicon.svg"))


app_name = "web"
urlpatterns = [
    path("sante/", health, name="health"),
    path("tuiles/plan/<int:z>/<int:x>/<int:y>.png", streets, name="tile-streets"),
    path("tuiles/fond/<int:z>/<int:x>/<int:y>.mvt", ground, name="tile-ground"),
    path("favicon.ico", favicon, name="favicon"),
]
