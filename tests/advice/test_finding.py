"""Search in the library as it is delivered."""

import pytest

from advice.finding import Match, find
from advice.loading import load_advice
from advice.models import AdvicePage
from tests.advice.shelves import ADVICE, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def _library() -> None:
    load_advice(ADVICE)


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cambriolage", "cambriolage"),
        ("faux policier", "faux-policiers-et-faux-agents"),
        ("vol par substitution", "vol-par-substitution"),
        ("fausses ordonnances", "pharmacie-fausses-ordonnances"),
        ("braquage", "vol-a-main-armee"),
        ("garde nuit pharmacie", "pharmacie-garde-de-nuit"),
        ("aide décret", "tabac-aide-a-la-securite"),
    ],
)
@pytest.mark.usefixtures("_library")
def test_what_people_type_finds_its_page_first(typed: str, first: str) -> None:
    finding = find(typed)

    assert finding.match == Match.ALL
    assert finding.pages[0].slug == first


@pytest.mark.parametrize(
    ("plain", "other"),
    [
        ("securite", "sécurité"),
        ("SÉCURITÉ", "securite"),
        ("medecin", "médecins"),
        ("oeil", "œil"),
        ("rideau", "rideaux"),
    ],
)
@pytest.mark.usefixtures("_library")
def test_accents_capitals_and_plurals_do_not_matter(plain: str, other: str) -> None:
    found = [page.slug for page in find(plain).pages]

    assert found
    assert found == [page.slug for page in find(other).pages]


@pytest.mark.usefixtures("_library")
def test_more_words_narrow_the_answer() -> None:
    assert len(find("ordonnance").pages) > len(find("ordonnance tampon carte").pages) > 0


@pytest.mark.usefixtures("_library")
def test_when_no_page_has_all_the_words_those_with_some_are_offered() -> None:
    finding = find("prégabaline hippopotame")

    assert finding.match == Match.SOME
    assert [page.slug for page in finding.pages] == ["pharmacie-fausses-ordonnances"]


@pytest.mark.usefixtures("_library")
def test_a_slip_of_the_finger_is_forgiven() -> None:
    finding = find("bijoutrie")

    assert finding.match == Match.LIKE
    assert {page.rubric.slug for page in finding.pages} == {"bijoutiers"}


ODD = ["'); DROP TABLE advice_advicepage; --", "&|!():*", '"', "\\", "a' & 'b", "<b>", "%_%", "-", "é" * 100]


@pytest.mark.parametrize("odd", [*ODD, "vol | ", "le la les", ":*", "🔒", "mot " * 25])
@pytest.mark.usefixtures("_library")
def test_odd_input_is_a_question_like_another(odd: str) -> None:
    before = AdvicePage.objects.count()

    assert find(odd).match in Match
    assert AdvicePage.objects.count() == before


def test_what_is_not_published_is_not_found() -> None:
    page("secret", public=False, title="Zibeline", keywords="zibeline")

    assert find("zibeline").pages == []
    assert find("zibelyne").pages == []


def test_an_edit_is_found_at_once() -> None:
    edited = page("vivant", title="Avant")
    AdvicePage.objects.filter(pk=edited.pk).update(body="Un mot neuf : zibeline.")

    assert [found.slug for found in find("zibelines").pages] == ["vivant"]


def test_the_words_of_the_actions_count_and_the_names_of_their_keys_do_not() -> None:
    page("trois", actions=[{"geste": "Zibeline", "precision": ""}] * 3)

    assert [found.slug for found in find("zibeline").pages] == ["trois"]
    assert find("geste").match != Match.ALL
