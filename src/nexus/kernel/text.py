"""Text as people type it: what is taken, how it is tidied, how it sorts and is searched."""

import re
import unicodedata
from typing import Annotated

from msgspec import Meta

# No control characters; at least one that shows. PostgreSQL stores no NUL, and a line is a line.
_LINE = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
_LINE_OR_NOTHING = r"^[^\x00-\x1f\x7f]*$"
_TEXT = r"^[^\x00]*$"

LONGEST_KEY = 200  # an index entry has its limits

Name = Annotated[str, Meta(min_length=1, max_length=200, pattern=_LINE)]
Line = Annotated[str, Meta(max_length=200, pattern=_LINE_OR_NOTHING)]
Code = Annotated[str, Meta(min_length=1, max_length=60, pattern=_LINE)]
Text = Annotated[str, Meta(max_length=20_000, pattern=_TEXT)]


def tidy(text: str) -> str:
    """Compose (Unicode NFC), trim, and make one space of many: two ways to type it are one."""
    return " ".join(_composed(text).split())


def key(text: str) -> str:
    """Return what text is compared by on both databases: no marks, no case, NFKD.

    Lists sort by it bytewise and searches look into it, so `Müller` is found as `muller`.
    """
    plain = unicodedata.normalize("NFKD", text).casefold().replace("\0", "")
    return tidy("".join(sign for sign in plain if not unicodedata.combining(sign)))[:LONGEST_KEY]


def tidy_text(text: str) -> str:
    """Compose and trim text of several lines; its line ends become plain ones."""
    return "\n".join(_composed(text).splitlines()).strip()


def _composed(text: str) -> str:
    """Return the text in NFC, unless that is longer: a few signs only come apart by it.

    So what was short enough to come in fits where it is stored.
    """
    composed = unicodedata.normalize("NFC", text)
    return composed if len(composed) <= len(text) else text


def code_key(code: str) -> str:
    """Return what a code sorts by: numbers in it by size, so `CL-9999` comes before `CL-10000`.

    Each number stands behind its length: `9999` is `049999`, and `10000` is `0510000`.
    """

    def sized(number: re.Match[str]) -> str:
        digits = number[0].lstrip("0")
        return f"{len(digits):02}{digits}"

    return re.sub("[0-9]+", sized, key(code))
