from django.urls import path

from web.health import health

app_name = "web"
urlpatterns = [path("sante/", health, name="health")]
