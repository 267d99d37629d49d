from django.urls import path

from dashboard.views import (
    account,
    analysis,
    audience,
    compose,
    confirm,
    follow,
    home,
    perimeters,
    phones,
    places,
)

app_name = "dashboard"
urlpatterns = [
    path("", home.home, name="home"),
    path("connexion/", account.login, name="login"),
    path("deconnexion/", account.logout, name="logout"),
    path("mot-de-passe/", account.password_change, name="password-change"),
    path("mot-de-passe/change/", account.password_change_done, name="password-change-done"),
    path("alertes/", follow.alert_list, name="alerts"),
    path("alertes/nouvelle/", compose.alert_new, name="alert-new"),
    path("alertes/<str:code>/verifier/", confirm.alert_confirm, name="alert-confirm"),
    path("alertes/<str:code>/envoyer/", confirm.alert_send, name="alert-send"),
    path("alertes/<str:code>/", follow.alert_detail, name="alert"),
    path("alertes/<str:code>/suivi/", follow.alert_progress, name="alert-progress"),
    path("alertes/<str:code>/arreter/", follow.alert_stop, name="alert-stop"),
    path("audience/", audience.audience_count, name="audience-count"),
    path("audience/points/", audience.audience_points, name="audience-points"),
    path("audience/liste/", audience.audience_list, name="audience-list"),
    path("analyse/", analysis.analysis, name="analysis"),
    path("analyse/carte.json", analysis.analysis_map, name="analysis-map"),
    path("perimetres/", perimeters.perimeter_list, name="perimeters"),
    path("perimetres/enregistrer/", perimeters.perimeter_save, name="perimeter-save"),
    path("perimetres/<str:code>/", perimeters.perimeter_detail, name="perimeter"),
    path("perimetres/<str:code>/retirer/", perimeters.perimeter_delete, name="perimeter-delete"),
    path("lieux/", places.places, name="places"),
    path("lieux/adresses/", places.addresses, name="addresses"),
    path("zones/<str:kind>.geojson", compose.zones, name="zones"),
    path("sms/", compose.sms_measure, name="sms-measure"),
    path("demo/telephones/", phones.phones, name="phones"),
]
