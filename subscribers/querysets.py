from zones.querysets import LocatedQuerySet


class SubscriberQuerySet(LocatedQuerySet):
    """Subscribers, in the words of those who warn them."""
