from django.urls import path

from api import webhooks

app_name = "api"
urlpatterns = [
    path("entrants/kannel/<str:secret>/", webhooks.kannel_inbound, name="kannel-inbound"),
]
