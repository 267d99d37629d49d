from django.urls import path

from portal.views import advice, alert, home

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("conseils/", advice.advice, name="advice"),
    path("conseils/<slug:slug>/", advice.advice_page, name="advice-page"),
    path("a/<str:code>", alert.alert, name="alert"),
    path("a/<str:code>/", alert.alert, name="alert-slash"),
]
