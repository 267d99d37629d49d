"""An officer's browser, as far as HTTP goes: signs in by the form, and presses *Envoyer*."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

SECONDS = 60


@dataclass(frozen=True)
class Page:
    """Where a request ended after redirections, and what was there."""

    status: int
    url: str
    body: str


@dataclass
class Visitor:
    """One session with its cookies."""

    home: str
    cookies: CookieJar = field(default_factory=CookieJar)

    def sign_in(self, username: str, password: str) -> None:
        self.get("/poste/connexion/")
        page = self.post("/poste/connexion/", username=username, password=password)
        assert page.status == 200, page.status
        assert "/connexion/" not in page.url, "signing in was refused"

    def get(self, path: str) -> Page:
        return self._ask(urllib.request.Request(self.home + path))  # noqa: S310

    def post(self, path: str, **fields: str) -> Page:
        token = next((c.value for c in self.cookies if c.name == "csrftoken"), "") or ""
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token, **fields}).encode()
        headers = {"Referer": self.home + path, "Origin": self.home}
        return self._ask(urllib.request.Request(self.home + path, data, headers))  # noqa: S310

    def same_session(self) -> "Visitor":
        """Another connection of the same browser, for clicks at the same time."""
        twin = Visitor(self.home)
        for cookie in self.cookies:
            twin.cookies.set_cookie(cookie)
        return twin

    def _ask(self, request: urllib.request.Request) -> Page:
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        try:
            with opener.open(request, timeout=SECONDS) as answer:
                return Page(answer.status, answer.url, answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as refused:
            return Page(refused.code, refused.url, refused.read().decode("utf-8", "replace"))
