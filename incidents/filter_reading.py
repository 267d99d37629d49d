"""The parameters of a URL read one by one; what cannot be read is kept with its French sentence."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.utils.datastructures import MultiValueDict

OLDEST, NEWEST = date(2000, 1, 1), date(2100, 1, 1)
SHOWN = 40


@dataclass
class Reader:
    """Reads `query`; `errors` has at most one sentence for each parameter."""

    query: MultiValueDict
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, name: str, sentence: str) -> None:
        self.errors.setdefault(name, sentence)

    def text(self, name: str) -> str:
        """The last value of a parameter; empty when there is none."""
        return (self.query.getlist(name) or [""])[-1].strip()

    def codes(self, name: str, known: Collection[str], complaint: str) -> tuple[str, ...]:
        """The codes given, each once, in the order of `known`; none means all."""
        given = {value.strip() for value in self.query.getlist(name) if value.strip()}
        for unknown in sorted(given - set(known)):
            self.refuse(name, f"{complaint} : {unknown[:SHOWN]}.")
        return tuple(code for code in known if code in given)

    def numbers(self, name: str, known: range, complaint: str) -> tuple[int, ...]:
        """The numbers given, each once, ascending; all of `known` is the same as none."""
        spelled = {str(number): number for number in known}
        given = self.codes(name, list(spelled), complaint)
        return () if len(given) == len(known) else tuple(spelled[value] for value in given)

    def day(self, name: str) -> date | None:
        """A day as 2026-11-23; None, and a sentence, when it cannot be read."""
        typed = self.text(name)
        try:
            read = date.fromisoformat(typed)
        except ValueError:
            self.refuse(
                name, f"Ce jour ne peut pas être lu : {typed[:SHOWN]}." if typed else "Donnez ce jour."
            )
            return None
        if not OLDEST <= read <= NEWEST:
            self.refuse(name, f"Ce jour est trop loin : {typed[:SHOWN]}.")
            return None
        return read
