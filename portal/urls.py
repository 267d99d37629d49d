from django.urls import path

from portal.views import advice, alert, home, legal, offline

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
    path("mentions-legales/", legal.notice, name="legal-notice"),
    path("donnees-personnelles/", legal.personal_data, name="personal-data"),
    path("accessibilite/", legal.accessibility, name="accessibility"),
]
