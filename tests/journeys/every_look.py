"""One open page in all its looks: wide and narrow, light and dark, at 200 %, on paper.

The page is opened once, with motion reduced, and what moves all the same is brought to its end: a colour
half-way through its transition has no contrast to measure. Ends are never waited for: on a page that is
not in front they do not come.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Page, Request, Response, ViewportSize

from tests.browser import DESK, PHONE, axe_serious
from tests.stack import PATIENCE

NARROW: ViewportSize = {"width": 320, "height": 640}
# A desk at 200 %.
ZOOMED: ViewportSize = {"width": 683, "height": 384}
# A4 within its margins: narrower than a desk, and no phone.
PAPER: ViewportSize = {"width": 672, "height": 1000}
# Seconds without a question to the server after which a page is taken to be complete.
QUIET = 0.2
STILL = """() => {
  for (const motion of document.getAnimations()) {
    if (Number.isFinite(motion.effect.getComputedTiming().endTime)) motion.finish();
    else motion.cancel();
  }
}"""


@dataclass
class Traffic:
    """What a page is still asking its server for."""

    waiting: set[Request] = field(default_factory=set)
    moved_at: float = field(default_factory=time.monotonic)

    @contextmanager
    def of(self, page: Page) -> Iterator[None]:
        ends = ("requestfinished", "requestfailed")
        page.on("request", self._asked)
        for end in ends:
            page.on(end, self._answered)  # type: ignore[call-overload]
        try:
            yield
        finally:
            page.remove_listener("request", self._asked)
            for end in ends:
                page.remove_listener(end, self._answered)

    def is_quiet(self) -> bool:
        return not self.waiting and time.monotonic() - self.moved_at > QUIET

    def _asked(self, request: Request) -> None:
        self.waiting.add(request)
        self.moved_at = time.monotonic()

    def _answered(self, request: Request) -> None:
        self.waiting.discard(request)
        self.moved_at = time.monotonic()


def open_page(page: Page, url: str) -> Response:
    """Open it on a desk by day, and wait until it asks for nothing more."""
    look_at(page, DESK, "light")
    traffic = Traffic()
    with traffic.of(page):
        response = page.goto(url)
        deadline = time.monotonic() + PATIENCE
        while not traffic.is_quiet():
            assert time.monotonic() < deadline, f"still asking: {[one.url for one in traffic.waiting]}"
            page.wait_for_timeout(20)
    assert response is not None
    return response


def wrong_with(page: Page) -> list[str]:
    """What nobody should meet on the open page, in all its looks.

    Rules are asked in both layouts and both schemes; colours once more where a desk is dark, since it shows
    what a phone hides. The day on a desk comes last: whatever arrives late has arrived.
    """
    wrong = [] if page.locator("h1").count() == 1 else [f"{page.locator('h1').count()} h1"]
    if page.title() in {"", "geoalert – geoalert"} or page.locator("html").get_attribute("lang") != "fr":
        wrong.append("no title of its own, or no language")
    for size in (ZOOMED, NARROW):
        wrong += _too_wide(page, size)
    wrong += _too_wide(page, PHONE, "dark") + _refused(page, "a phone, dark")
    wrong += _too_wide(page, DESK, "dark") + _refused(page, "a desk, dark", "color-contrast")
    wrong += _too_wide(page, DESK) + _refused(page, "a desk, light")
    return wrong + _lost_in_print(page)


def look_at(page: Page, size: ViewportSize, scheme: str, media: str = "screen") -> None:
    page.set_viewport_size(size)
    page.emulate_media(media=media, color_scheme=scheme)  # type: ignore[arg-type]
    page.evaluate(STILL)


def _refused(page: Page, look: str, *rules: str) -> list[str]:
    return [f"{look}: {line}" for line in axe_serious(page, *rules)]


def _too_wide(page: Page, size: ViewportSize, scheme: str = "light") -> list[str]:
    look_at(page, size, scheme)
    wide, width = page.evaluate("document.scrollingElement.scrollWidth"), size["width"]
    return [f"{width} px: scrolls sideways, {wide} px wide"] if wide > width else []


def _lost_in_print(page: Page) -> list[str]:
    """Headings of the main content that the screen shows and the paper does not, ways elsewhere left out."""
    shown = """() => [...document.querySelectorAll("main :is(h1, h2, h3)")]
      .filter((heading) => !heading.closest("nav, .elsewhere, .no-print"))
      .map((heading) => [heading.innerText, heading.checkVisibility()])"""
    look_at(page, DESK, "light")
    on_screen = page.evaluate(shown)
    look_at(page, PAPER, "light", media="print")
    pairs = zip(on_screen, page.evaluate(shown), strict=True)
    return [f"not printed: {before[0]}" for before, after in pairs if before[1] and not after[1]]
