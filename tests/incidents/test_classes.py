"""Classes of counts: few, ascending, with room between them."""

import pytest

from incidents.classes import class_of, lower_limits


@pytest.mark.parametrize("counts", [[], [0, 0]])
def test_nothing_has_no_class(counts: list[int]) -> None:
    assert lower_limits(counts) == []


def test_limits_ascend_and_the_largest_reaches_the_last() -> None:
    limits = lower_limits(list(range(200)))

    assert limits == sorted(set(limits))
    assert limits[0] == 1
    assert len(limits) == 5
    assert class_of(199, limits) == 5
    assert class_of(0, limits) == 0


def test_equal_counts_are_one_class() -> None:
    assert lower_limits([3, 3, 3]) == [3]


def test_rounded_counts_have_rounded_limits() -> None:
    assert all(limit % 5 == 0 for limit in lower_limits([5, 10, 10, 15, 40, 90], step=5))
