"""Codes such as CL-0001 and JB-2025-10-CL0001-001: how a pattern becomes a code.

A pattern is text with words in braces. `{n:4}` is the counter, at least four digits wide and
growing beyond; the other words are filled in by whoever asks: `{year}`, `{month}`, `{customer}`.
The counter belongs to the text around it, so `JB-{year}-{month}-{customer}-{n:3}` counts per
month and customer without a rule of its own, and two patterns that would write the same code
share one counter.
"""

import re
from typing import NamedTuple

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase

COUNTER = re.compile(r"\{n(?::([1-9]))?\}")
WORD = re.compile(r"\{([a-z]+)\}")
LONGEST_CODE = 60


class Series(NamedTuple):
    """A pattern with its words filled in: what stands before and after the counter."""

    before: str
    after: str
    width: int

    @property
    def key(self) -> str:
        """Name the counter."""
        return f"{self.before}{{n}}{self.after}"

    def code(self, n: int) -> str:
        return f"{self.before}{n:0{self.width}d}{self.after}"

    def n(self, code: str) -> int | None:
        """Read the counter back from a code; None if the code is of another series."""
        middle = code.removeprefix(self.before).removesuffix(self.after)
        mine = middle.isascii() and middle.isdigit() and len(middle) <= 18
        return int(middle) if mine and self.code(int(middle)) == code else None


def series(pattern: str, **words: str) -> Series:
    """Fill in the words; Invalid if the pattern has another word, or not exactly one counter."""
    parts = COUNTER.split(pattern)
    if len(parts) != 3:
        raise Invalid("A number format has one counter, such as {n:4}.")
    before, width, after = parts
    return Series(_fill(before, words), _fill(after, words), int(width or 1))


def check_pattern(pattern: str, *words: str) -> str:
    """Return the pattern if it can be filled with these words, and no others are in it."""
    longest = series(pattern, **dict.fromkeys(words, "0" * 8)).code(10**9)
    if len(longest) > LONGEST_CODE:
        raise Invalid(phrase("A number has at most %(most)s characters.", most=LONGEST_CODE))
    if not re.fullmatch(r"[\w\-/. ]+", longest):
        raise Invalid("A number format has letters, digits and - / . _ around its words.")
    return pattern


def _fill(text: str, words: dict[str, str]) -> str:
    def word(match: re.Match[str]) -> str:
        if match[1] not in words:
            known = ", ".join(f"{{{word}}}" for word in sorted(words)) or "no words"
            raise Invalid(
                phrase(
                    "This format knows %(known)s and {n}, not %(match)s.",
                    known=known,
                    match=match[0],
                )
            )
        return words[match[1]]

    filled = WORD.sub(word, text)
    if "{" in WORD.sub("", text) or "}" in WORD.sub("", text):
        raise Invalid("A number format has words in braces, such as {year}.")
    return filled
