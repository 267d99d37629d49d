"""The library over HTTP: no script needed, no cookie, light, and a search that nothing upsets."""

from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find as static_file
from django.test import Client
from django.urls import reverse

from advice.loading import load_advice
from advice.models import AdvicePage
from tests.advice.shelves import ADVICE, page

pytestmark = pytest.mark.django_db
SLUGS = [file.stem for file in sorted(ADVICE.glob("*.md"))]
DRESS = [f"web/css/{name}.css" for name in ("tokens", "base", "basics", "public", "reading", "print")]
EXTRAS = ["web/icons/sprite.svg", "web/icons/favicon.svg", "portal/js/reading.js"]
BYTES_AT_MOST = 30_000


@pytest.fixture(autouse=True)
def _library() -> None:
    load_advice(ADVICE)


def weight(names: list[str]) -> int:
    return sum(Path(str(static_file(name))).stat().st_size for name in names)


def test_a_page_with_all_its_files_weighs_30_kb_at_most_before_compression(client: Client) -> None:
    dress = weight(DRESS + EXTRAS)

    for slug in SLUGS:
        answer = client.get(reverse("portal:advice-page", args=[slug]))
        assert answer.text.count('rel="stylesheet"') == len(DRESS)
        assert len(answer.content) + dress <= BYTES_AT_MOST, slug


PUBLIC = ["home", "advice", "legal-notice", "personal-data", "accessibility"]


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_page_sets_no_cookie_and_may_be_kept_by_a_cache(client: Client, name: str) -> None:
    answer = client.get(reverse(f"portal:{name}"))

    assert answer.status_code == 200
    assert not answer.cookies
    assert answer["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize(
    "path", ["/conseils/metier/buralistes/", "/conseils/theme/cambriolage/", "/conseils/tabacs/"]
)
def test_shelves_and_pages_lead_to_each_other(client: Client, path: str) -> None:
    text = client.get(path).text

    assert "/conseils/tabac-cambriolage-de-nuit/" in text
    assert 'href="/conseils/"' in text


@pytest.mark.parametrize(
    "path",
    ["/conseils/metier/inconnu/", "/conseils/theme/inconnu/", "/conseils/inconnu/", "/conseils/brouillon/"],
)
def test_what_is_not_there_or_not_public_is_a_404_that_helps(client: Client, path: str) -> None:
    page("brouillon", public=False)

    answer = client.get(path)

    assert answer.status_code == 404
    assert "Page introuvable" in answer.text


def test_a_shelf_without_a_public_page_is_not_shown(client: Client) -> None:
    page("brouillon", public=False)

    assert "Essai" not in client.get("/conseils/").text


def test_the_question_is_kept_and_escaped(client: Client) -> None:
    text = client.get("/conseils/", {"q": '"><script>x</script>'}).text

    assert "<script>x" not in text
    assert "&quot;&gt;&lt;script&gt;" in text


def test_an_answer_without_a_page_offers_the_shelves(client: Client) -> None:
    text = client.get("/conseils/", {"q": "xyzzy"}).text

    assert "Rien pour" in text
    assert "/conseils/metier/bijoutiers/" in text


def test_a_slip_offers_what_is_near_and_the_shelves(client: Client) -> None:
    text = client.get("/conseils/", {"q": "bijoutrie"}).text

    assert "approchant" in text
    assert "/conseils/bijouteries/" in text


@pytest.mark.parametrize("odd", ["x" * 101, "a\0b"])
def test_a_question_that_cannot_be_read_says_why_and_stays_in_the_field(client: Client, odd: str) -> None:
    answer = client.get("/conseils/", {"q": odd})

    assert answer.status_code == 200
    assert "n’a pas pu être lue" in answer.text
    assert odd[:1] in answer.text
    assert "/conseils/metier/bijoutiers/" in answer.text


@pytest.mark.parametrize(
    "query", ["q=%ff%fe", "q=%F0%9F%94%92", "q=%27%22%5C%3B--", "q=&q=vol", "q[]=1", "%00=1"]
)
def test_no_query_string_is_a_500(client: Client, query: str) -> None:
    assert client.get(f"/conseils/?{query}").status_code == 200


def test_the_worker_is_a_script_of_the_root_that_is_asked_for_anew(client: Client) -> None:
    answer = client.get("/hors-ligne.js")

    assert answer["Content-Type"] == "text/javascript"
    assert answer["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in answer["Content-Security-Policy"]
    assert AdvicePage.objects.exists()
