"""What a sending was frozen as stays so, whoever writes: PostgreSQL refuses the rest, in plain SQL too."""

import pytest
from django.db import IntegrityError, connection, transaction

from messaging.models import Mode, Sending
from tests.messaging.queue import frozen, numbers

pytestmark = pytest.mark.django_db


def write(sending: Sending, assignment: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE messaging_sending SET {assignment} WHERE id = %s", [sending.pk])  # noqa: S608


def as_stored(sending: Sending) -> dict[str, object]:
    return Sending.objects.filter(pk=sending.pk).values().get()


@pytest.mark.parametrize(
    "assignment",
    [
        "mode = 'LIVE'",
        "text = 'Autre texte'",
        "parts = 9",
        "frozen_count = frozen_count + 1",
        "frozen_count = 0",
        "list_hash = ''",
        "list_hash = 'another'",
        "state = 'PAUSED', mode = 'LIVE'",
    ],
)
def test_what_was_frozen_is_never_altered(assignment: str) -> None:
    sending = frozen(numbers(3), mode=Mode.EXERCISE)
    before = as_stored(sending)

    with pytest.raises(IntegrityError, match="sending_stays_as_frozen"):
        write(sending, assignment)

    assert as_stored(sending) == before


def test_a_real_sending_becomes_no_exercise_either() -> None:
    with pytest.raises(IntegrityError, match="sending_stays_as_frozen"):
        write(frozen(numbers(1)), "mode = 'EXERCISE'")


def test_an_exercise_becomes_no_real_sending_before_its_list_is_written_either() -> None:
    written = frozen([], mode=Mode.EXERCISE)
    unfrozen = Sending.objects.create(
        text="", parts=1, mode=Mode.EXERCISE, valid_until=written.valid_until, created_at=written.created_at
    )

    with pytest.raises(IntegrityError, match="sending_stays_as_frozen"):
        write(unfrozen, "mode = 'LIVE'")


def test_an_empty_list_is_frozen_as_well() -> None:
    with pytest.raises(IntegrityError, match="sending_stays_as_frozen"):
        write(frozen([]), "frozen_count = 1")


def test_all_else_goes_on() -> None:
    sending = frozen(numbers(3))

    write(sending, "state = 'PAUSED', unknown_policy = 'AVOID_LOSS', valid_until = now(), text = text")
    sending.refresh_from_db()
    sending.save()

    assert sending.state == Sending.State.PAUSED
