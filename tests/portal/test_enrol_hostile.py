"""Whatever is sent to a step of the enrolment is answered, in French."""

import pytest
from django.test import Client

from subscribers.models import Subscriber
from tests.geocoder import Geocoder
from tests.portal.enrolling import STEPS, reach

pytestmark = pytest.mark.django_db

HOSTILE = [
    "", " ", "\0", "a\0b", "\r\n", "é" * 5000, "<script>alert(1)</script>", "{{ 7*7 }}", "%s%n", "../../etc",
    "' OR 1=1 --", "\ud7ff\uffff", "\u202eabc", "NaN", "1e999", "-1", "٠٦٣٩٩٨٠٠٠١", "+33 6 39 98 00 01;ext=2",
    "0639980001,0639980002", "999999999999999999999999", "[]", "on",
]  # fmt: skip
# Every field but the tick of consent: whatever a browser sends for a ticked box, it is ticked.
FIELDS = (
    *("name", "profession", "siret", "address", "choix", "commune", "ou", "vers", "pas"),
    *("longitude", "latitude", "phone", "code", "wants_word"),
)
BODIES = ((b"{}", "application/json"), (b"\xff\xfe=%", "application/x-www-form-urlencoded"), (b"", ""))


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_input_is_answered_in_french(
    client: Client, geocoder: Geocoder, step: str, value: str
) -> None:
    path = reach(client, step)

    for body in (dict.fromkeys(FIELDS, value), {"ou": "repere", "longitude": value, "latitude": value}):
        answer = client.post(path, body)

        assert answer.status_code in {200, 302, 422}
        if answer.status_code != 302:
            assert '<html lang="fr">' in answer.text
            assert "<script>alert" not in answer.text
    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("step", STEPS)
def test_an_empty_body_and_one_that_is_no_form_are_answered(
    client: Client, geocoder: Geocoder, step: str
) -> None:
    path = reach(client, step)

    for body, kind in (
        (b"{}", "application/json"),
        (b"\xff\xfe=%", "application/x-www-form-urlencoded"),
        (b"", ""),
    ):
        assert client.generic("POST", path, body, content_type=kind).status_code in {200, 302, 422}
    assert client.get(path).status_code in {200, 302}
    assert client.put(path).status_code == 405


@pytest.mark.parametrize("step", STEPS[1:])
def test_a_step_without_a_draft_leads_to_the_first(client: Client, step: str) -> None:
    client.cookies["inscription"] = "forged:1:2"

    for answer in (client.get(f"/inscription/{step}"), client.post(f"/inscription/{step}", {})):
        assert answer.headers["Location"] == "/inscription/"
