from django.urls import path

from api import providers, webhooks

app_name = "api"
urlpatterns = [
    path("recus/ovh/<str:secret>/", providers.ovh_receipt, name="ovh-receipt"),
    path("entrants/kannel/<str:secret>/", webhooks.kannel_inbound, name="kannel-inbound"),
]
