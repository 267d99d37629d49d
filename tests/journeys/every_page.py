"""Every page that a person can open, in one table: add a page by adding its line.

`visit(name, role, **arguments)`: a URL name, the demonstration account that opens it (nobody signed in: ""),
and the arguments of its address; `DRAFT` and `SENT` stand for the code of an alert in that state, `SAVED`
for that of a kept perimeter, `WAITING` for the number of a shop that waits for the officer.
A name that no person opens by itself goes into `NOT_PAGES`, with the reason.
"""

from dataclasses import dataclass, field

DRAFT = "<draft>"
SENT = "<sent>"
WAITING = "<waiting>"
SAVED = "<saved>"

OFFICER, ANALYST, EDITOR, ADMINISTRATOR = "officier", "analyste", "redacteur", "admin"


@dataclass(frozen=True)
class Visit:
    """One page as one person sees it; `path` where no name leads there, `status` of the answer."""

    name: str
    role: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    path: str = ""
    status: int = 200

    def __str__(self) -> str:
        return f"{self.name or self.path}-{self.role or 'public'}"


def visit(name: str, role: str = "", **arguments: str) -> Visit:
    return Visit(name, role, arguments)


VISITS = [
    visit("portal:home"),
    visit("portal:advice"),
    visit("portal:advice-page", slug="bijouteries"),
    visit("portal:advice-rubric", slug="buralistes"),
    visit("portal:advice-theme", slug="cambriolage"),
    visit("portal:legal-notice"),
    visit("portal:personal-data"),
    visit("portal:accessibility"),
    visit("portal:alert", code=SENT),
    visit("portal:enrol"),
    visit("portal:enrol-done"),
    visit("portal:stop"),
    visit("portal:stop-done"),
    visit("dashboard:subscribers", OFFICER),
    visit("dashboard:subscriber", OFFICER, number=WAITING),
    visit("dashboard:subscriber-poster", OFFICER),
    visit("dashboard:login"),
    visit("dashboard:home", ANALYST),
    visit("dashboard:password-change", OFFICER),
    visit("dashboard:password-change-done", OFFICER),
    visit("dashboard:alert-new", OFFICER),
    visit("dashboard:alerts", OFFICER),
    visit("dashboard:alert-confirm", OFFICER, code=DRAFT),
    visit("dashboard:alert", OFFICER, code=SENT),
    visit("dashboard:alert-resend", OFFICER, code=SENT),
    visit("dashboard:replies", OFFICER),
    visit("dashboard:phones", OFFICER),
    visit("dashboard:standstill", OFFICER),
    visit("dashboard:analysis", ANALYST),
    visit("dashboard:analysis", OFFICER),
    Visit("", ANALYST, path="/poste/analyse/?periode=un-jour", status=422),
    visit("dashboard:perimeter", ANALYST, code=SAVED),
    visit("admin:index", ADMINISTRATOR),
    Visit("", path="/nulle-part/", status=404),
    Visit("", path="/a/aaaaaaaaaa", status=404),
    Visit("", ANALYST, path="/poste/alertes/nouvelle/", status=403),
]

NOT_PAGES = {
    **dict.fromkeys(
        (f"portal:enrol-{step}" for step in ("place", "phone", "code", "consent")),
        "asks for the steps before it: tests/journeys/test_shopkeeper.py looks at each",
    ),
    "portal:stop-code": "asks for the step before it",
    "dashboard:subscriber-validate": "POST only",
    "dashboard:subscriber-refuse": "POST only",
    "dashboard:phone-reply": "POST only",
    "api:kannel-inbound": "for the gateway",
    "portal:alert-slash": "the same page as portal:alert",
    "portal:offline-worker": "a script",
    "web:health": "for machines",
    "web:favicon": "a picture",
    "web:tile-streets": "a picture",
    "web:tile-ground": "a vector tile",
    "dashboard:logout": "POST only",
    "dashboard:alert-send": "leads back to dashboard:alert-confirm",
    "dashboard:alert-stop": "POST only",
    "dashboard:alert-pause": "POST only",
    "dashboard:alert-resume": "POST only",
    "dashboard:alert-retry": "POST only",
    "dashboard:replies-read": "POST only",
    "dashboard:standstill-release": "POST only",
    "dashboard:alert-progress": "a block of dashboard:alert",
    "dashboard:alert-reached": "a block of dashboard:alert",
    "dashboard:audience-count": "POST only",
    "dashboard:audience-points": "POST only",
    "dashboard:audience-list": "POST only",
    "dashboard:missing": "a block of dashboard:alert-new",
    "dashboard:missing-to-send": "a block of dashboard:alert-confirm",
    "dashboard:missing-while-sending": "a block of dashboard:alert",
    "dashboard:places": "JSON",
    "dashboard:addresses": "JSON",
    "dashboard:zones": "GeoJSON",
    "dashboard:analysis-map": "JSON",
    "dashboard:perimeters": "JSON",
    "dashboard:perimeter-save": "POST only",
    "dashboard:perimeter-delete": "POST only",
    "dashboard:analysis-csv": "a download",
    "dashboard:analysis-geojson": "a download",
    "dashboard:analysis-report": "a download; test_report.py opens it offline",
    "dashboard:sms-measure": "POST only",
    "metrics": "for a machine",
}
