"""The GSM 7-bit default alphabet and its extension (3GPP TS 23.038, §6.2.1), and French stand-ins."""

# Each character stands at its own code; 1B is the escape to the extension.
ALPHABET = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ"
    " !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
    "¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
ESCAPE = 0x1B
EXTENSION = {
    0x0A: "\f",
    0x14: "^",
    0x28: "{",
    0x29: "}",
    0x2F: "\\",
    0x3C: "[",
    0x3D: "~",
    0x3E: "]",
    0x40: "|",
    0x65: "€",
}
BASIC = frozenset(ALPHABET) - {chr(ESCAPE)}
# An escape and a second character: two units each.
EXTENDED = frozenset(EXTENSION.values())
CODES = {char: bytes([code]) for code, char in enumerate(ALPHABET) if code != ESCAPE} | {
    char: bytes([ESCAPE, code]) for code, char in EXTENSION.items()
}
UNREADABLE = "\ufffd"

# What a French text loses nothing by writing otherwise.
STAND_INS = {
    "â": "a",
    "ç": "c",
    "ê": "e",
    "ë": "e",
    "î": "i",
    "ï": "i",
    "ô": "o",
    "û": "u",
    "ÿ": "y",
    "À": "A",
    "Â": "A",
    "È": "E",
    "Ê": "E",
    "Ë": "E",
    "Î": "I",
    "Ï": "I",
    "Ô": "O",
    "Ù": "U",
    "Û": "U",
    "œ": "oe",
    "Œ": "OE",
    "’": "'",
    "‘": "'",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "…": "...",
    "–": "-",
    "—": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
    "\t": " ",
}


def units(char: str) -> int:
    """1 or 2 septets, or 0 for a character that the alphabet does not have."""
    if char in BASIC:
        return 1
    return 2 if char in EXTENDED else 0


def encode(text: str) -> bytes:
    """One septet a byte, as SMPP carries them; the text must be of the alphabet (KeyError otherwise)."""
    return b"".join(CODES[char] for char in text)


def decode(septets: bytes) -> str:
    """The text of unpacked septets; an extension that nobody knows is read without its escape (§6.2.1.1)."""
    read, escaped = [], False
    for code in septets:
        if code == ESCAPE and not escaped:
            escaped = True
            continue
        known = ALPHABET[code] if code < len(ALPHABET) and code != ESCAPE else UNREADABLE
        read.append(EXTENSION.get(code, known) if escaped else known)
        escaped = False
    return "".join(read)
