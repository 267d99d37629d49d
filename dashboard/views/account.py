"""Sign in, sign out, change one's password."""

from django.contrib.auth.views import (
    LoginView,
    LogoutView,
    PasswordChangeDoneView,
    PasswordChangeView,
)
from django.urls import reverse_lazy

from web.access import public, staff

login = public(LoginView.as_view(template_name="dashboard/login.html", redirect_authenticated_user=True))

logout = staff()(LogoutView.as_view())

password_change = staff()(
    PasswordChangeView.as_view(
        template_name="dashboard/password_change.html",
        success_url=reverse_lazy("dashboard:password-change-done"),
    )
)

password_change_done = staff()(
    PasswordChangeDoneView.as_view(template_name="dashboard/password_changed.html")
)
