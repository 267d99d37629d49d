"""How long hypothesis searches: moments in every run, an hour with HYPOTHESIS_PROFILE=long.

A failure prints its shortest sequence and how to run it again; nothing is kept between runs. A long search
goes in rounds, each a test of its own: what a round remembers is let go after it.
"""

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

LONG = "long"
STEPS = 40
COMMON = settings(
    database=None,
    deadline=None,
    print_blob=True,
    stateful_step_count=STEPS,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def register() -> None:
    settings.register_profile("quick", COMMON)
    settings.register_profile(LONG, COMMON)
    settings.load_profile(LONG if _is_long() else "quick")


def rounds(*, quick: int, long: int, a_round: int) -> pytest.MarkDecorator:
    """Parametrise a test by `search`, the settings of one round; `quick` or `long` examples in all.

    A round must end within faulthandler_timeout of pyproject.toml where every core is busy.
    """
    wanted = examples(quick=quick, long=long)
    return pytest.mark.parametrize("search", list(_rounds(wanted, a_round)))


def examples(*, quick: int, long: int) -> int:
    """How many examples of a property that is quickly checked."""
    return long if _is_long() else quick


def _rounds(wanted: int, a_round: int) -> Iterator[object]:
    for number, begun in enumerate(range(0, wanted, a_round), 1):
        count = min(a_round, wanted - begun)
        yield pytest.param(settings(COMMON, max_examples=count), id=f"round-{number}-of-{count}")


def _is_long() -> bool:
    return os.environ.get("HYPOTHESIS_PROFILE") == LONG
