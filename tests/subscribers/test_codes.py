"""Six digits by SMS: asked for, paced, checked."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection

from messaging.clock import database_now
from messaging.models import Delivery, Sending
from messaging.queueing import Address
from subscribers import codes, stopping
from subscribers.codes import CodeRefused
from subscribers.models import OneTimeCode
from tests.factories import fresh_number, subscriber
from tests.places import VENDOME
from tests.subscribers.enrolling import CLIENT, code_in, last_code

pytestmark = pytest.mark.django_db
ENROL, STOP = OneTimeCode.Purpose.ENROL, OneTimeCode.Purpose.STOP


def ask(
    *,
    holder: UUID | None = None,
    phone: str = "",
    client: str = CLIENT,
    minutes: float = 0,
    purpose: OneTimeCode.Purpose = ENROL,
) -> OneTimeCode:
    to = Address.of(phone or fresh_number())
    now = database_now() + timedelta(minutes=minutes)
    return codes.ask(holder=holder or uuid4(), purpose=purpose, to=to, client=client, now=now)


def check(code: OneTimeCode, typed: str, minutes: float = 0) -> OneTimeCode:
    now = database_now() + timedelta(minutes=minutes)
    return codes.check(holder=code.holder, purpose=ENROL, typed=typed, now=now)


def wrong(code: OneTimeCode) -> str:
    return "000000" if code_in(code.sending) != "000000" else "111111"


def test_a_code_leaves_as_a_sending_that_passes_before_alerts() -> None:
    code = ask()

    assert code.sending is not None
    assert code.sending.priority == Sending.Priority.CODE
    assert bytes(Delivery.objects.get(sending=code.sending).address_hash) == code.address_hash
    assert check(code, last_code()).pk == code.pk


def test_only_a_keyed_hash_of_the_code_stays() -> None:
    code = ask()
    digits = code_in(code.sending).encode()

    row = OneTimeCode.objects.filter(pk=code.pk).values().get()

    assert all(digits not in bytes(value) for value in row.values() if isinstance(value, bytes | memoryview))


def test_a_code_serves_once() -> None:
    code = ask()
    check(code, last_code())

    with pytest.raises(CodeRefused, match="déjà servi"):
        check(code, last_code())


def test_a_code_is_worth_nothing_after_ten_minutes() -> None:
    code = ask()

    with pytest.raises(CodeRefused, match="plus valable"):
        check(code, last_code(), minutes=10.1)


def test_five_wrong_tries_close_it_even_to_the_right_digits() -> None:
    code = ask()
    for _ in range(5):
        with pytest.raises(CodeRefused):
            check(code, wrong(code))

    with pytest.raises(CodeRefused, match="Trop d’essais"):
        check(code, last_code())


def test_somebody_elses_wrong_tries_cost_me_nothing() -> None:
    phone = fresh_number()
    mine = ask(phone=phone)
    digits = last_code()
    theirs = ask(phone=phone, minutes=2, client="192.0.2.2")
    for _ in range(5):
        with pytest.raises(CodeRefused):
            check(theirs, wrong(theirs))

    assert check(mine, digits).pk == mine.pk


def test_a_new_code_makes_the_one_before_worthless() -> None:
    first = ask()
    digits = last_code()
    ask(holder=first.holder, minutes=2)

    if digits != last_code():
        with pytest.raises(CodeRefused):
            check(first, digits)


def test_the_next_code_waits_a_minute() -> None:
    phone = fresh_number()
    ask(phone=phone)

    with pytest.raises(CodeRefused, match="attendez"):
        ask(phone=phone, minutes=0.5)
    ask(phone=phone, minutes=1.1)


@pytest.mark.parametrize(
    ("asking", "most"),
    [
        (lambda n: ask(phone="+33639980001", client=f"c{n}", minutes=2 * n), 4),
        (lambda n: ask(phone="+33639980001", client=f"c{n}", minutes=70 * n), 8),
        (lambda _: ask(client="192.0.2.9"), 20),
    ],
    ids=["a number, an hour", "a number, a day", "a client, an hour"],
)
def test_codes_are_counted(asking: Callable[[int], OneTimeCode], most: int) -> None:
    for number in range(most):
        asking(number)

    with pytest.raises(CodeRefused, match="Trop de codes"):
        asking(most)


def test_codes_to_enrol_use_up_none_of_those_that_stop() -> None:
    phone = fresh_number()
    for number in range(4):
        ask(phone=phone, minutes=2 * number)
    with pytest.raises(CodeRefused):
        ask(phone=phone, minutes=8)

    assert ask(phone=phone, minutes=7, purpose=STOP).sending is not None


def test_everybody_together_gets_so_many_a_minute(settings: Any) -> None:
    settings.CODES_PER_MINUTE = 3
    for number in range(3):
        ask(client=f"c{number}")

    with pytest.raises(CodeRefused, match="dans une minute"):
        ask(client="c4")
    ask(client="c4", purpose=STOP)
    ask(client="c4", minutes=1.1)


def test_a_number_that_stopped_gets_two_codes_a_day_to_come_back() -> None:
    phone = fresh_number()
    stopping.stop_address(address_hash=Address.of(phone).hash, now=database_now())
    ask(phone=phone)
    ask(phone=phone, minutes=120)

    with pytest.raises(CodeRefused, match="Trop de codes"):
        ask(phone=phone, minutes=240)


def test_a_number_that_stopped_gets_no_code_to_stop() -> None:
    phone = fresh_number()
    stopping.stop_address(address_hash=Address.of(phone).hash, now=database_now())

    assert ask(phone=phone, purpose=STOP).sending is None
    assert not Sending.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_twenty_requests_at_once_stay_under_the_ceiling(geography: None, settings: Any) -> None:
    settings.CODES_PER_MINUTE = 5

    def one(number: int) -> None:
        try:
            ask(client=f"c{number}")
        except CodeRefused:
            pass
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(one, range(20)))

    assert OneTimeCode.objects.count() == 5


def test_a_number_that_is_known_is_told_so_by_sms_only() -> None:
    phone = fresh_number()
    subscriber(at=VENDOME, phone=phone)

    code = ask(phone=phone)

    assert code.sending is not None
    assert "déjà inscrit" in code.sending.text


@pytest.mark.django_db(transaction=True)
def test_ten_requests_at_once_for_one_number_send_one_code(geography: None) -> None:
    phone, refused = fresh_number(), []

    def one(number: int) -> None:
        try:
            ask(phone=phone, client=f"c{number}")
        except CodeRefused:
            refused.append(number)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (OneTimeCode.objects.count(), len(refused)) == (1, 9)


@pytest.mark.django_db(transaction=True)
def test_forty_guesses_at_once_are_five(geography: None) -> None:
    code, said = ask(), []

    def one() -> None:
        try:
            check(code, wrong(code))
        except CodeRefused as refused:
            said.append(str(refused))
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(text.startswith("Ce n’est pas") for text in said) == 5
    assert OneTimeCode.objects.get(pk=code.pk).tries == 5
