"""/poste/: everybody to their own first page."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from messaging import standstill
from web.access import StaffRequest, staff

MAY_RELEASE = ("accounts.approve_alert", "accounts.administer")
FIRST_PAGES = (
    ("accounts.send_alert", "dashboard:alert-new"),
    ("accounts.analyse_incidents", "dashboard:analysis"),
    ("accounts.administer", "admin:index"),
    ("accounts.edit_advice", "admin:advice_advicepage_changelist"),
)


@require_GET
@staff()
def home(request: StaffRequest) -> HttpResponse:
    """The page of the first permission held; whoever holds none of these is told what is left to them.

    While nothing may leave, those who can let it go are shown that first.
    """
    if standstill.in_force() and any(map(request.user.has_perm, MAY_RELEASE)):
        return redirect("dashboard:standstill")
    for permission, page in FIRST_PAGES:
        if request.user.has_perm(permission):
            return redirect(page)
    return render(request, "dashboard/home.html")
