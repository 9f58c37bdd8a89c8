"""The words of papers, and dates, numbers and money as their readers write them."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from nexus.kernel.money import DIGITS, Money

HOME = "en"
UNSPACED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # R13 reads as one word
GOODS_AND_SERVICES = {"AU", "NZ", "IN", "SG", "CA"}
SHARED = Path(__file__).parent / "paper" / "words.toml"
LETTER = {"US", "CA", "MX", "PH", "CL", "CO", "VE", "PR", "GT", "CR", "PA", "SV", "NI", "HN", "DO"}


@cache
def catalogue(own: Path | None = None) -> Mapping[str, Mapping[str, str]]:
    """Return by language what all papers say, and what a module's own file adds."""
    said: dict[str, dict[str, str]] = {}
    for file in (SHARED, own):
        if file is not None:
            for language, words in tomllib.loads(file.read_text(encoding="utf-8")).items():
                said.setdefault(language, {}).update(words)
    return said


def spoken(wished: str, shop_locale: str) -> str:
    """Return the first language that we speak: the wished one, the shop's, English."""
    for language in (wished, shop_locale):
        if (code := language.replace("_", "-").split("-")[0].lower()) in catalogue():
            return code
    return HOME


class Words:
    """Speaks one language, in the way of one country. `own` are a module's words."""

    own: ClassVar[Path | None] = None

    def __init__(self, language: str, shop_locale: str, country: str) -> None:
        self.language = language
        self.country = country
        self.locale = _locale(language, shop_locale, country)
        self.tax = self(_tax_word(country))

    def __call__(self, word: str, **parts: str) -> str:
        said = catalogue(self.own)
        text = said[self.language].get(word) or said[HOME][word]
        return text.format(**parts) if parts else text

    def said(self, word: str, otherwise: str) -> str:
        """Return what the word says, or something else where no language has it."""
        return self(word) if word in catalogue(self.own)[HOME] else otherwise

    @property
    def size(self) -> str:
        return "us-letter" if self.country in LETTER else "a4"

    def money(self, amount: Money) -> str:
        from babel.numbers import format_currency  # noqa: PLC0415  # its tables are large

        shown = format_currency(amount.amount, amount.currency, locale=self.locale)
        return UNSPACED.sub("\N{NO-BREAK SPACE}", shown.replace("-", "\N{MINUS SIGN}"))

    def amount(self, amount: Money) -> str:
        """Return it without its currency, for columns that are in one anyway."""
        return self.number(amount.amount, least=digits_of(amount.currency))

    def number(self, value: Decimal, least: int = 0) -> str:
        from babel.numbers import format_decimal  # noqa: PLC0415

        pattern = f"#,##0.{'0' * least}######" if least else "#,##0.######"
        return format_decimal(value, pattern, locale=self.locale).replace("-", "\N{MINUS SIGN}")

    def percent(self, value: Decimal) -> str:
        from babel.numbers import format_percent  # noqa: PLC0415

        return format_percent(value / 100, locale=self.locale, decimal_quantization=False)

    def day(self, on: date) -> str:
        from babel.dates import format_date  # noqa: PLC0415

        return format_date(on, "d MMMM y" if self.language == "en" else "long", self.locale)


@cache
def _locale(language: str, shop_locale: str, country: str) -> Any:
    from babel import Locale, UnknownLocaleError  # noqa: PLC0415

    own = shop_locale.replace("-", "_")
    wished = [own] if own.split("_")[0] == language else []
    for name in (*wished, f"{language}_{country}", language):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale(HOME)


def digits_of(currency: str) -> int:
    """Return how many digits its amounts have after the point."""
    return DIGITS.get(currency, 2)


def _tax_word(country: str) -> str:
    if country in GOODS_AND_SERVICES:
        return "tax_gst"
    return "tax_sales" if country == "US" else "tax"
