"""The report says what was found, in one file that asks nothing of any network."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest

from incidents.report.document import write
from incidents.sight import Sight
from tests.incidents.happening import EXACTLY, MONTH, NOON, NOW, ROUNDED, incident, kind
from tests.places import MONTREUIL, SAINT_DENIS, VENDOME
from zones.geography import geography

pytestmark = pytest.mark.django_db

LOADS = re.compile(
    r"""(?:src|href|srcset|action)\s*=|@import|url\((?!#)|<(?:link|iframe|img|object|embed)\b""", re.I
)
NARROW = "\u202f"


class Page(HTMLParser):
    """Text outside scripts and styles, and every attribute."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] not in {"script", "style"}:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")

    @property
    def policy(self) -> str:
        return next(value for name, value in self.attributes if name == "content" and "src" in (value or ""))

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split(" ")).replace("\n", " ")


def report(sight: Sight = EXACTLY) -> tuple[str, Page]:
    html = write(asked=MONTH, sight=sight, now=NOW)
    page = Page()
    page.feed(html)
    return html, page


def said(page: Page) -> str:
    return re.sub(r"\s+", " ", page.text.replace(NARROW, "_"))


def test_it_says_the_filter_the_total_the_change_and_the_quality() -> None:
    incident(times=40)
    incident(at=None, times=2)
    incident(began=NOON - timedelta(days=30), times=35)

    words = said(report()[1])

    assert "Tous les incidents, 30 derniers jours" in words
    assert "Du 25 octobre au 23 novembre 2026" in words
    assert "Produit le 24 novembre 2026 à 12_h_00" in words
    assert "+20_% sur la période égale précédente (35)." in words
    assert "42 incidents, 2 non localisés, données au " in words
    assert "Paris 1er arrondissement 40 +5" in words
    assert "IGN et INSEE" in words


def test_few_incidents_are_said_to_be_few() -> None:
    incident(times=6)
    incident(began=NOON - timedelta(days=30), times=3)

    assert "Petits nombres" in said(report()[1])


def test_no_asset_of_any_host_is_named() -> None:
    incident(times=5)

    html, _ = report()

    page_only = re.sub(r"<(script|style)>.*?</\1>", "", html, flags=re.S)
    assert not LOADS.findall(page_only)
    assert not re.findall(r"https?:", page_only)


def test_it_lets_no_script_run_but_its_own_and_loads_nothing() -> None:
    incident()

    policy = report()[1].policy

    assert policy.startswith("default-src 'none'; img-src data:;")
    assert policy.count("'sha256-") == 4
    assert "script-src 'sha256-" in policy


def test_every_text_is_escaped() -> None:
    incident(of=kind("ruse", "</script><script>alert(1)</script><b>\"'"), times=3)

    html, page = report()

    assert "<script>alert" not in html
    assert "</script><b>" not in html
    assert "</script><script>alert(1)</script><b>\"'" in page.text
    assert page.tags.count("script") == 4


def test_it_says_nothing_of_whoever_asked() -> None:
    incident(times=3)

    html, _ = report()

    assert not re.search(r"auteur|author|utilisateur", html.split("<script>")[0])


def test_points_are_drawn_only_for_those_who_may_see_them() -> None:
    incident(at=VENDOME, times=8)

    assert "Un point par incident" in said(report(EXACTLY)[1])
    html, page = report(ROUNDED)
    assert "Un point par incident" not in said(page)
    assert "2.3294" not in html


def test_without_the_permission_every_number_is_a_multiple_of_five() -> None:
    incident(at=VENDOME, times=33)
    incident(at=MONTREUIL, times=12)
    incident(at=SAINT_DENIS, times=2)
    incident(at=None, times=4)
    incident(began=NOON - timedelta(days=30), times=21)

    _, page = report(ROUNDED)

    words = said(page)
    assert "50 incidents, 5 non localisés" in words
    assert "Paris 1er arrondissement 35 +15" in words
    assert "Montreuil 10 +10" in words
    assert "Saint-Denis" not in words.split("Limites")[0]
    assert "arrondi au multiple de 5" in words


def test_with_nothing_to_draw_it_says_so() -> None:
    _, page = report()

    assert "rien à dessiner" in page.text
    assert page.policy.endswith("script-src 'none'")
    assert "script" not in page.tags


def test_a_month_of_one_town_weighs_little() -> None:
    assert geography().covered
    incident(times=5)

    assert len(report()[0].encode()) < 400_000
