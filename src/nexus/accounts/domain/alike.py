"""Letters that look alike, so that nobody passes for another by a user name."""

import re
import unicodedata

from nexus.kernel.text import key

FIRST_WORD = re.compile(r"[A-Z]+")
EAST_ASIA = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
ALPHABETS = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "ARABIC", "THAI", "ETHIOPIC"}
)
# Letters of other alphabets that a Latin one could stand for. A name must have one that is not.
LIKE_LATIN = frozenset("аеіјорсухѕԁһӏԛԝвкмнтгпъьαινορτυχκγηωօոսցհյզո")
ODD_LATIN = frozenset("ıĸŋſ")


def is_unmistakable(name: str) -> bool:
    """Tell whether a name is of one alphabet, with plain digits, and is not all look-alikes."""
    signs = [sign for sign in key(name) if sign.isalnum()]
    letters = {sign for sign in signs if sign.isalpha()}
    if any(not sign.isascii() for sign in signs if sign not in letters):
        return False
    alphabets = {_alphabet(letter) for letter in letters}
    if alphabets <= EAST_ASIA:
        return True
    if len(alphabets) > 1 or not alphabets <= ALPHABETS:
        return False
    if alphabets == {"LATIN"}:  # marks are gone by now; behind these stand letters of phonetics
        return all(letter < "\u0180" and letter not in ODD_LATIN for letter in letters)
    return not letters <= LIKE_LATIN


def _alphabet(letter: str) -> str:
    found = FIRST_WORD.match(unicodedata.name(letter, ""))
    return found[0] if found else ""
