"""How a shop writes money, numbers, days and times: the filters of its pages.

One `Formats` for a locale, a zone and a currency; Babel knows the rest.
"""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_timedelta
from babel.numbers import format_decimal, format_percent, get_currency_symbol
from markupsafe import Markup, escape

from nexus.kernel.money import DIGITS, Money

MINUS = "\N{MINUS SIGN}"
GROUPING = " '\u2019\u00a0\u202f"
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)")
NBSP = "\N{NO-BREAK SPACE}"
DASH = Markup('<span class="muted">–</span>')  # noqa: RUF001 (an en dash)


@cache
def locale_of(tag: str) -> Locale:
    """Return the locale of a BCP 47 tag, or the nearest that is known."""
    parts = tag.replace("-", "_").split("_")
    while parts:
        try:
            return Locale.parse("_".join(parts))
        except (UnknownLocaleError, ValueError):
            parts.pop()
    return Locale("en")


class Formats:
    def __init__(self, locale: str, zone: str, currency: str) -> None:
        self.locale = locale_of(locale)
        self.zone = ZoneInfo(zone)
        self.currency = currency

    # Numbers

    def number(self, value: Decimal | int | None, digits: int | None = None) -> str:
        """Write a number; without `digits` with as many after the point as it has."""
        if value is None:
            return ""
        shape = "#,##0.######" if digits is None else f"#,##0.{'0' * digits}".rstrip(".")
        written: str = format_decimal(value, format=shape, locale=self.locale)
        return written.replace("-", MINUS)

    def percent(self, value: Decimal | None, digits: int = 1) -> str:
        """Write a value that counts percent: 40.6 for 40.6 %."""
        if value is None:
            return ""
        shape = f"#,##0.{'#' * digits}\u00a0%" if digits else "#,##0\u00a0%"
        written: str = format_percent(value / 100, format=shape, locale=self.locale)
        return written.replace("-", MINUS)

    def sum(self, money: Money) -> str:
        """Write money as text, for places that take no markup."""
        digits = DIGITS.get(money.currency, 2)
        amount = self.number(abs(money.amount), digits)
        sign = MINUS if money.amount < 0 else ""
        return f"{sign}{self.symbol(money.currency)}{NBSP}{amount}"

    def money(self, money: Money | None) -> Markup:
        """Write money for a page: the currency lighter than the sum."""
        if not isinstance(money, Money):
            return DASH
        digits = DIGITS.get(money.currency, 2)
        return Markup('<span class="money">{}<span class="cur">{}</span>\u00a0{}</span>').format(
            MINUS if money.amount < 0 else "",
            self.symbol(money.currency),
            self.number(abs(money.amount), digits),
        )

    def symbol(self, currency: str) -> str:
        found: str = get_currency_symbol(currency, locale=self.locale)
        return found

    def read(self, text: str) -> Decimal:
        """Read a number as people type it here: "1 234,5", "1'234.50", "R 1,234.5".

        Raises ValueError. Where two readings make sense the locale decides: "1,234" is a thousand
        and more where the comma groups, and one and a bit elsewhere.
        """
        plain = text.strip().removeprefix(self.symbol(self.currency)).removeprefix(self.currency)
        plain = "".join(sign for sign in plain if sign not in GROUPING).replace(MINUS, "-")
        if not NUMBER.fullmatch(plain := _pointed(plain, self.locale)):
            raise ValueError(text)
        return Decimal(plain)

    # Days and times

    def day(self, day: date | None, style: str = "medium") -> Markup:
        if day is None:
            return DASH
        near = format_date(day, "EEE d MMM" if style == "medium" else style, locale=self.locale)
        if style == "medium" and day.year != self.today().year:
            near = format_date(day, "d MMM y", locale=self.locale)
        exact = format_date(day, "full", locale=self.locale)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(day, exact, near)

    def when(self, at: datetime | None) -> Markup:
        """Write an instant as people here say it."""
        if at is None:
            return DASH
        here = at.astimezone(self.zone)
        shape = "d MMM y, HH:mm" if here.year != self.today().year else "EEE d MMM, HH:mm"
        near = format_datetime(here, shape, locale=self.locale)
        exact = format_datetime(here, "full", locale=self.locale)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            at.isoformat(), exact, near
        )

    def clock(self, at: datetime) -> str:
        return f"{at.astimezone(self.zone):%H:%M}"

    def ago(self, at: datetime | None) -> Markup:
        """Write how long ago an instant was, exact when pointed at."""
        if at is None:
            return DASH
        here = at.astimezone(self.zone)
        since = at - datetime.now(self.zone)
        near = format_timedelta(since, add_direction=True, locale=self.locale)
        exact = format_datetime(here, "full", locale=self.locale)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            at.isoformat(), exact, near
        )

    def today(self) -> date:
        return datetime.now(self.zone).date()

    @staticmethod
    def hours(length: timedelta | None) -> str:
        """Write a length of work as hours and minutes: 1:05."""
        if length is None:
            return ""
        minutes = round(abs(length.total_seconds()) / 60)
        sign = MINUS if length < timedelta() and minutes else ""
        return f"{sign}{minutes // 60}:{minutes % 60:02}"


def _pointed(text: str, locale: Locale) -> str:
    """Return the number with a point before its fraction, and no other sign between digits."""
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text
    whole, sign, rest = text[:last], text[last], text[last + 1 :]
    if sign in whole:  # more than once: it groups
        return text.replace(sign, "") if not {".", ","} - {sign} & set(text) else text
    groups = sign == locale.number_symbols["latn"]["group"]
    if groups and not {".", ","} & set(whole) and len(rest) == 3 and whole.strip("+-0"):
        return whole + rest
    return f"{whole.replace('.', '').replace(',', '')}.{rest}"


def code(value: str | None) -> Markup:
    """Write a code so that the part which differs is read: the prefix recedes."""
    if not value:
        return DASH
    head, dash, tail = value.rpartition("-")
    if value.count("-") >= 3:
        head, tail = "-".join(value.split("-")[:3]), "-".join(value.split("-")[3:])
    if not dash:
        return Markup('<span class="code">{}</span>').format(value)
    return Markup('<span class="code"><span class="faint">{}-</span>{}</span>').format(head, tail)


def initials(name: str) -> str:
    """Return one or two letters for an avatar."""
    words = [word for word in name.replace("&", " ").split() if word[0].isalnum()]
    letters = [words[0][0], words[-1][0]] if len(words) > 1 else [name.strip()[:2]]
    return "".join(letters).upper()


def paragraphs(text: str) -> Markup:
    """Write plain text with its line breaks."""
    blocks = [escape(block).replace("\n", Markup("<br>")) for block in text.strip().split("\n\n")]
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in blocks if block)
