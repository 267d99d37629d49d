"""The report opens from a disk, without any network, and shows what it says."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from playwright.sync_api import Browser, Page, expect
from pytest_django.plugin import DjangoDbBlocker

from geoalert.demo.events import seed_incidents
from geoalert.reference import load_reference
from incidents.filters import IncidentFilter
from incidents.report.document import write
from incidents.sight import Sight
from messaging.clock import database_now
from tests.browser import DESK, PHONE, axe_serious
from zones.french import PARIS
from zones.load_boundaries import load_boundaries
from zones.models import Commune

pytestmark = pytest.mark.browser

AT_MOST_BYTES = 1_500_000


@pytest.fixture(scope="session")
def reports(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> dict[int, Path]:
    """The demonstration's last 365 and 30 days, as an analyst may see them; the database stays as it was.

    The connection is closed again: Playwright's loop gives this thread one more, which nobody else closes.
    """
    folder = tmp_path_factory.mktemp("reports")
    with django_db_blocker.unblock():
        with transaction.atomic():
            if not Commune.objects.exists():
                load_boundaries()
            load_reference()
            seed_incidents(count=20_000, seed=1, now=database_now())
            made = {days: saved(days, folder) for days in (365, 30)}
            transaction.set_rollback(True)
        connection.close()
    return made


def saved(days: int, folder: Path) -> Path:
    now = database_now()
    asked = IncidentFilter.last_days(days, today=now.astimezone(PARIS).date())
    file = folder / f"rapport-{days}.html"
    file.write_text(write(asked=asked, sight=Sight.whole(exact=True), now=now), encoding="utf-8")
    return file


@pytest.fixture
def year(reports: dict[int, Path]) -> Path:
    return reports[365]


@pytest.fixture
def month(reports: dict[int, Path]) -> Path:
    return reports[30]


@pytest.fixture
def offline(browser: Browser) -> Iterator[Page]:
    """A page without network that may not err, nor ask for anything but the file."""
    context = browser.new_context(viewport=DESK, locale="fr-FR", offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda asked: complaints.append(asked.url) if _foreign(asked.url) else None)
    yield page
    context.close()
    assert complaints == []


def _foreign(url: str) -> bool:
    return not url.startswith(("file:", "data:", "blob:", "about:"))


def test_a_year_opens_with_its_map_and_weighs_little(offline: Page, year: Path) -> None:
    offline.goto(year.as_uri())

    assert year.stat().st_size < AT_MOST_BYTES
    expect(offline.get_by_role("heading", name="Tous les incidents, 365 derniers jours")).to_be_visible()
    assert offline.locator(".leaflet-ground-pane path").count() == 142
    assert offline.locator(".leaflet-overlay-pane path").count() > 20
    expect(offline.get_by_text("Incidents par hexagone de 600 m de large")).to_be_visible()


def test_one_view_follows_another_with_its_own_legend(offline: Page, year: Path) -> None:
    offline.goto(year.as_uri())

    offline.get_by_role("radio", name="Densité").check()
    expect(offline.get_by_text("Incidents par km² et par 30 jours")).to_be_visible()
    expect(offline.get_by_text("Incidents par hexagone")).to_be_hidden()

    offline.get_by_role("radio", name="Chaleur").check()
    expect(offline.get_by_text("le plus d’incidents")).to_be_visible()
    offline.wait_for_function(PAINTED)

    offline.get_by_role("radio", name="Hexagones").check()
    scale = offline.locator(".leaflet-control-scale-line")
    before = scale.inner_text()
    offline.get_by_role("button", name="Zoomer", exact=True).click()
    expect(scale).not_to_have_text(before)


def test_the_points_of_a_short_period_say_their_kind(offline: Page, month: Path) -> None:
    offline.goto(month.as_uri())

    offline.get_by_role("radio", name="Points").check()
    offline.mouse.move(*offline.wait_for_function(UNCOVERED).json_value())

    expect(offline.locator(".leaflet-tooltip")).to_be_visible()


def test_it_reads_on_a_phone_and_with_a_screen_reader(offline: Page, year: Path) -> None:
    offline.set_viewport_size(PHONE)
    offline.goto(year.as_uri())

    assert offline.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert axe_serious(offline) == []


def test_paper_holds_all_that_the_window_showed(offline: Page, year: Path) -> None:
    offline.goto(year.as_uri())

    offline.set_viewport_size({"width": 700, "height": 1000})
    offline.emulate_media(media="print")

    expect(offline.locator(".leaflet-control-layers")).to_be_hidden()
    offline.wait_for_function(FITTED)


# Where a point lies that neither another one nor a control of the map covers: which ones do, the day says.
UNCOVERED = """() => [...document.querySelectorAll(".leaflet-overlay-pane path")]
  .map((path) => [path, path.getBoundingClientRect()])
  .map(([path, box]) => [path, box.x + box.width / 2, box.y + box.height / 2])
  .find(([path, x, y]) => document.elementFromPoint(x, y) === path)
  ?.slice(1)"""

# Some pixel of the heat layer is dark.
PAINTED = """() => {
  const canvas = document.querySelector("canvas.leaflet-heatmap-layer");
  if (!canvas?.width) return false;
  const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  return pixels.some((value, index) => index % 4 === 3 && value > 200);
}"""

# The outline of the communes lies within the frame of the map.
FITTED = """() => {
  const frame = document.querySelector(".folium-map").getBoundingClientRect();
  const paths = [...document.querySelectorAll(".leaflet-overlay-pane path")];
  const boxes = paths.map((path) => path.getBoundingClientRect());
  return boxes.every((box) => box.left >= frame.left - 1 && box.right <= frame.right + 1);
}"""
