"""Place names as people type them: without accent, case or hyphen, "st", "8ème"."""

import re
import unicodedata

ABBREVIATIONS = {"st": "saint", "ste": "sainte", "dept": "departement"}
SILENT = {
    "a", "arr", "ardt", "arrondissement", "d", "de", "des", "du", "en", "et", "l", "la", "le",
    "les", "sous", "sur",
}  # fmt: skip
ORDINAL = re.compile(r"^(\d{1,2})(?:er|ere|re|e|eme|ieme|nd|nde)$")


def words(text: str) -> tuple[str, ...]:
    """The words that matter, in order; articles only when there is nothing else."""
    ligatures = text.casefold().replace("œ", "oe").replace("æ", "ae")
    letters = unicodedata.normalize("NFKD", ligatures)
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    found = [_word(word) for word in re.findall(r"[a-z0-9]+", plain)]
    return tuple(word for word in found if word not in SILENT) or tuple(found)


def _word(word: str) -> str:
    ordinal = ORDINAL.match(word)
    return ordinal.group(1) if ordinal else ABBREVIATIONS.get(word, word)


def of(name: str) -> str:
    """ "de" before a name, as French wants it: du Raincy, des Lilas, d'Antony, de La Courneuve."""
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    vowel = unicodedata.normalize("NFKD", name[:1]).upper().startswith(tuple("AEIOU"))
    return f"d'{name}" if vowel else f"de {name}"
