"""How long hypothesis searches: moments in every run, an evening with HYPOTHESIS_PROFILE=long.

A failure prints its seed and its shortest sequence; nothing is kept between runs.
"""

import os

from hypothesis import HealthCheck, settings

LONG = "long"
STEPS = 25
COMMON = settings(
    database=None,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


def is_long() -> bool:
    return os.environ.get("HYPOTHESIS_PROFILE") == LONG


def register() -> None:
    settings.register_profile("quick", COMMON)
    settings.register_profile(LONG, COMMON)
    settings.load_profile(LONG if is_long() else "quick")


def sequences(*, quick: int, long: int) -> settings:
    """So many examples, or sequences of up to STEPS steps."""
    return settings(COMMON, max_examples=long if is_long() else quick, stateful_step_count=STEPS)
