"""What may be told about numbers of incidents, and to whom."""

from accounts.models import User

STEP = 5


def sees_exactly(user: User) -> bool:
    """Whether exact numbers, and where each incident happened, are for `user`."""
    return user.has_perm("accounts.see_exact_incidents")


def published(count: float, *, exact: bool) -> int:
    """A number as it is shown: itself (weights to the nearest whole), or its nearest multiple of 5.

    Small numbers about a small place name people; of two halves the even one is taken, so that sums
    of many do not drift.
    """
    return round(count) if exact else STEP * round(count / STEP)
