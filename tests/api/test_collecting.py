"""Many receipts, one commit: nobody is answered before it, and one that fails takes nobody with it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import pytest

from api import collecting
from api.collecting import Collector, Failure, NotKept
from messaging.receipts import Callback


def receipt(number: int) -> Callback:
    return Callback(gateway="kannel", state="DELIVERED", delivery_id=number)


class Table:
    """Keeps what is written, batch by batch; `refuse` is asked about each batch."""

    def __init__(self, refuse: Callable[[list[int]], Failure | None] = lambda _: None) -> None:
        self.batches: list[list[int]] = []
        self.refuse = refuse

    def write(self, callbacks: Sequence[Callback]) -> None:
        ids = [callback.delivery_id or 0 for callback in callbacks]
        if failure := self.refuse(ids):
            raise failure
        self.batches.append(ids)

    @property
    def rows(self) -> list[int]:
        return [one for batch in self.batches for one in batch]


def collect(table: Table, *, count: int) -> list[object]:
    """Bring `count` receipts at once; what each was answered."""

    async def all_of_them() -> list[object]:
        collector = Collector(table.write)
        writer = asyncio.create_task(collector.run())
        calls: list[Awaitable[None]] = [collector.keep(receipt(number)) for number in range(1, count + 1)]
        answers = await asyncio.gather(*calls, return_exceptions=True)
        writer.cancel()
        await collector.close(lambda: None)
        return answers

    return asyncio.run(all_of_them())


def test_a_crowd_is_written_in_few_batches_and_everybody_is_answered() -> None:
    table = Table()

    answers = collect(table, count=1_200)

    assert answers == [None] * 1_200
    assert sorted(table.rows) == list(range(1, 1_201))
    assert len(table.batches) <= 4


def test_one_that_cannot_be_written_takes_no_other_with_it() -> None:
    table = Table(lambda ids: Failure(everywhere=False) if 7 in ids else None)

    answers = collect(table, count=20)

    assert [number for number, answer in enumerate(answers, 1) if isinstance(answer, NotKept)] == [7]
    assert sorted(table.rows) == [number for number in range(1, 21) if number != 7]


def test_while_the_database_is_away_nobody_is_told_that_it_is_kept_nor_tried_one_by_one() -> None:
    asked: list[list[int]] = []
    table = Table(lambda ids: asked.append(ids) or Failure(everywhere=True))

    answers = collect(table, count=20)

    assert all(isinstance(answer, NotKept) for answer in answers)
    assert len(asked) == 1


def test_beyond_what_memory_may_hold_the_gateway_is_told_to_come_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collecting, "WAITING_AT_MOST", 50)
    table = Table()

    answers = collect(table, count=60)

    assert sum(isinstance(answer, NotKept) for answer in answers) == 10
    assert len(table.rows) == 50


def test_whatever_breaks_ends_neither_the_writer_nor_the_others() -> None:
    def refuse(ids: list[int]) -> Failure | None:
        if 7 in ids:
            raise KeyError("of ours")
        return None

    table = Table(refuse)

    answers = collect(table, count=1_200)

    assert [number for number, answer in enumerate(answers, 1) if answer is not None] == [7]
    assert len(table.rows) == 1_199
