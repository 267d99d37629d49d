from django.urls import path

from portal.views import advice, alert, enrol, enrol_place, home, legal, offline, stop

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("conseils/", advice.advice, name="advice"),
    path("conseils/metier/<slug:slug>/", advice.advice_rubric, name="advice-rubric"),
    path("conseils/theme/<slug:slug>/", advice.advice_theme, name="advice-theme"),
    path("conseils/<slug:slug>/", advice.advice_page, name="advice-page"),
    path("hors-ligne.js", offline.worker, name="offline-worker"),
    path("a/<str:code>", alert.alert, name="alert"),
    path("a/<str:code>/", alert.alert, name="alert-slash"),
    path("inscription/", enrol.business, name="enrol"),
    path("inscription/adresse/", enrol_place.place, name="enrol-place"),
    path("inscription/mobile/", enrol.phone, name="enrol-phone"),
    path("inscription/code/", enrol.code, name="enrol-code"),
    path("inscription/accord/", enrol.consent, name="enrol-consent"),
    path("inscription/faite/", enrol.done, name="enrol-done"),
    path("stop/", stop.stop, name="stop"),
    path("stop/code/", stop.code, name="stop-code"),
    path("stop/fait/", stop.done, name="stop-done"),
    path("mentions-legales/", legal.notice, name="legal-notice"),
    path("donnees-personnelles/", legal.personal_data, name="personal-data"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
]
