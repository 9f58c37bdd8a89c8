"""One shop's settings: who it is, how it counts money, time and numbers, and its words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID
from zoneinfo import ZoneInfo, available_timezones

from msgspec import Meta, Struct
from msgspec.structs import replace

from nexus.kernel.aggregate import Aggregate
from nexus.kernel.errors import Invalid
from nexus.kernel.exact import decimal, whole
from nexus.kernel.ids import FileId
from nexus.kernel.money import Money
from nexus.kernel.numbering import COUNTER, check_pattern
from nexus.kernel.phrase import phrase
from nexus.kernel.text import Line, Name, tidy, tidy_text
from nexus.settings.domain.bank import check_bic, check_iban
from nexus.settings.domain.days import Weekday

PERCENT_DIGITS = 4
LONGEST_POP = 365
LONGEST_TERMS = 3650
NO_PLACES = {"localtime", "Factory"}  # zones of the machine, not of the world


class Rounding(StrEnum):
    """Where tax is rounded: both are lawful, and differ by a cent now and then."""

    LINE = "line"
    DOCUMENT = "document"


class Overlap(StrEnum):
    """What becomes of two timers of one person."""

    REFUSE = "refuse"
    SPLIT = "split"


class DepositWay(StrEnum):
    """What becomes of a wished deposit when its quote is accepted."""

    NONE = "none"  # somebody asks for it by hand
    DRAFT = "draft"
    ISSUE = "issue"


class Series(StrEnum):
    """What gets a number."""

    CUSTOMER = "customer"
    PROJECT = "project"
    SKU = "sku"
    QUOTE = "quote"
    DEPOSIT = "deposit"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    DELIVERY = "delivery"
    SUPPLIER = "supplier"
    PURCHASE = "purchase"
    EQUIPMENT = "equipment"
    STOCK = "stock"


class Concept(StrEnum):
    """What trades call by different names."""

    CUSTOMER = "customer"
    PROJECT = "project"
    TASK = "task"
    STATION = "station"
    EMPLOYEE = "employee"
    WORKFLOW = "workflow"
    STAGE = "stage"
    TIME_LOG = "time_log"
    QUOTE = "quote"
    SALE = "sale"
    PAYMENT = "payment"
    PRODUCT = "product"
    MATERIAL = "material"
    EQUIPMENT = "equipment"
    RUN = "run"


class Feature(StrEnum):
    """Parts of Nexus that not every shop wants to see."""

    QUOTES = "quotes"
    PRODUCTS = "products"
    INVENTORY = "inventory"
    QUEUE = "queue"
    MACHINE_RUNS = "machine_runs"
    BATCHES = "batches"
    QUALITY_CHECKS = "quality_checks"
    CUSTOMER_PORTAL = "customer_portal"
    BUDGETS = "budgets"
    REVIEWS = "reviews"
    SCRIPTS = "scripts"
    SHOOTING_DAYS = "shooting_days"
    DISTRIBUTION = "distribution"


_SHOWS = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Short = Annotated[str, Meta(min_length=1, max_length=40, pattern=_SHOWS)]
TaxCode = Annotated[str, Meta(min_length=1, max_length=20, pattern=r"^[a-z][a-z0-9_]*$")]


class Word(Struct, frozen=True, forbid_unknown_fields=True):
    one: Short
    many: Short


class TaxCategory(StrEnum):
    """Why a rate is what it is, as electronic invoices say it (UNTDID 5305)."""

    STANDARD = "S"
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    OUTSIDE = "O"


class TaxRate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`percent` from 0 to 100, with at most four digits after the point.

    Without a `category` a rate above zero is S (standard), and one of nothing is Z (zero rate).
    Invoices may give the `exemption_reason` of the others.
    """

    code: TaxCode
    name: Name
    percent: Decimal
    category: TaxCategory | None = None
    exemption_reason: Line = ""

    @property
    def kind(self) -> TaxCategory:
        usual = TaxCategory.STANDARD if self.percent > 0 else TaxCategory.ZERO
        return self.category or usual


class ClosingDay(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A day on which the shop is closed by its own choice."""

    closed_on: date
    name: Name


FILLED_IN: Mapping[Series, tuple[str, ...]] = {
    Series.CUSTOMER: (),
    Series.PROJECT: ("year", "month", "customer"),
    Series.SKU: (),
    Series.QUOTE: ("year", "month"),
    Series.DEPOSIT: ("year", "month"),
    Series.INVOICE: ("year", "month"),
    Series.CREDIT_NOTE: ("year", "month"),
    Series.DELIVERY: ("year", "month"),
    Series.SUPPLIER: (),
    Series.PURCHASE: ("year", "month"),
    Series.EQUIPMENT: (),
    Series.STOCK: (),
}
PATTERNS: Mapping[Series, str] = {
    Series.CUSTOMER: "CL-{n:4}",
    Series.PROJECT: "JB-{year}-{month}-{customer}-{n:3}",
    Series.SKU: "SKU-{n:4}",
    Series.QUOTE: "QU-{year}-{n:3}",
    Series.DEPOSIT: "DEP-{year}-{n:3}",
    Series.INVOICE: "INV-{year}-{n:3}",
    Series.CREDIT_NOTE: "CN-{year}-{n:3}",
    Series.DELIVERY: "DN-{year}-{n:3}",
    Series.SUPPLIER: "SUP-{n:4}",
    Series.PURCHASE: "PO-{year}-{n:4}",
    Series.EQUIPMENT: "EQ-{n:3}",
    Series.STOCK: "STK-{n:4}",
}
WORDS: Mapping[Concept, Word] = {
    Concept.CUSTOMER: Word("Customer", "Customers"),
    Concept.PROJECT: Word("Project", "Projects"),
    Concept.TASK: Word("Task", "Tasks"),
    Concept.STATION: Word("Station", "Stations"),
    Concept.EMPLOYEE: Word("Employee", "Employees"),
    Concept.WORKFLOW: Word("Workflow", "Workflows"),
    Concept.STAGE: Word("Stage", "Stages"),
    Concept.TIME_LOG: Word("Time entry", "Time entries"),
    Concept.QUOTE: Word("Quote", "Quotes"),
    Concept.SALE: Word("Invoice", "Invoices"),
    Concept.PAYMENT: Word("Payment", "Payments"),
    Concept.PRODUCT: Word("Product", "Products"),
    Concept.MATERIAL: Word("Material", "Materials"),
    Concept.EQUIPMENT: Word("Machine", "Machines"),
    Concept.RUN: Word("Run", "Runs"),
}
USUAL: Mapping[str, Mapping[Any, Any]] = {"numbering": PATTERNS, "words": WORDS}
WORKWEEK = tuple(Weekday)[:5]
TAX_RATES = (
    TaxRate(code="standard", name="Standard rate", percent=Decimal(15)),
    TaxRate(code="zero", name="Zero rate", percent=Decimal(0)),
)


@dataclass(eq=False, kw_only=True)
class ShopSettings(Aggregate):
    """The defaults are what a shop works by until somebody says otherwise.

    `numbering`, `words` and `features` hold what differs from the defaults only: ask `pattern`,
    `word` and `has`.
    """

    id: UUID  # the shop's: there is one of these
    profiles: tuple[str, ...] = ()
    company_name: str = ""
    address: tuple[str, ...] = ()
    email: str = ""
    phone: str = ""
    website: str = ""
    tax_number: str = ""
    registration_number: str = ""
    bank_details: str = ""
    iban: str = ""
    bic: str = ""
    logo_file_id: FileId | None = None
    timezone: str = "Africa/Johannesburg"
    currency: str = "ZAR"
    country: str = "ZA"
    subdivision: str = ""
    locale: str = "en-ZA"
    hourly_rate: Money = field(default_factory=lambda: Money.of(0, "ZAR"))
    tax_rates: tuple[TaxRate, ...] = TAX_RATES
    default_tax: str = "standard"
    tax_rounding: Rounding = Rounding.LINE
    prices_include_tax: bool = False
    payment_terms_days: int = 30
    pop_days: int = 10
    quote_days: int = 30
    deposit_percent: Decimal | None = None
    deposit_on_acceptance: DepositWay = DepositWay.DRAFT
    cut_off: time = time(12)
    working_days: tuple[Weekday, ...] = WORKWEEK
    week_start: Weekday = Weekday.MONDAY
    closing_days: tuple[ClosingDay, ...] = ()
    numbering: Mapping[Series, str] = field(default_factory=dict)
    words: Mapping[Concept, Word] = field(default_factory=dict)
    features: Mapping[Feature, bool] = field(default_factory=dict)
    time_overlap: Overlap = Overlap.REFUSE
    invite_only: bool = True
    queue_advances_project: bool = False
    allow_negative_stock: bool = False

    def change(self, news: Mapping[str, Any]) -> None:
        """Take over what is new; Invalid names the part that does not fit the rest.

        Maps are taken over word by word: one that is None goes back to its default.
        """
        news = {name: self._tidied(name, value) for name, value in news.items()}
        news = self._implied(news) | news
        differs = {name: value for name, value in news.items() if value != getattr(self, name)}
        for name, value in differs.items():
            setattr(self, name, value)
        self._check()
        if differs:
            self._changed()

    def _implied(self, news: Mapping[str, Any]) -> dict[str, Any]:
        """Another country has other regions; nothing is nothing in any currency."""
        implied: dict[str, Any] = {}
        if news.get("country", self.country) != self.country:
            implied["subdivision"] = ""
        if not self.hourly_rate.minor and "currency" in news:
            implied["hourly_rate"] = Money.of(0, news["currency"])
        return implied

    def _tidied(self, name: str, value: Any) -> Any:
        if name == "deposit_percent" and value is not None:
            return _exact(value, name)
        if isinstance(value, dict):
            merged, usual = {**getattr(self, name), **value}, USUAL.get(name, {})
            return {
                key: merged[key]
                for key in sorted(merged)
                if merged[key] is not None and merged[key] != usual.get(key)
            }
        if name == "tax_rates":
            return tuple(_plain(rate, f"tax_rates[{at}].percent") for at, rate in enumerate(value))
        if name == "closing_days":
            return tuple(sorted(value, key=lambda closing: closing.closed_on))
        if name == "working_days":
            return tuple(day for day in Weekday if day in value)
        if name == "address":
            return tuple(line for line in map(tidy, value) if line)
        if name == "bank_details":
            return tidy_text(value)
        if name in ("iban", "bic"):
            return "".join(value.split()).upper()
        if isinstance(value, list):
            return tuple(value)
        return tidy(value) if type(value) is str else value

    def _check(self) -> None:
        self._check_money()
        check_iban(self.iban)
        check_bic(self.bic)
        self._check_tax()
        self._check_days()
        check_patterns(all_of(PATTERNS, self.numbering))

    def _check_money(self) -> None:
        if self.hourly_rate.currency != self.currency:
            raise Invalid(
                phrase(
                    "The hourly rate is in %(currency)s, as all prices.", currency=self.currency
                ),
                "hourly_rate",
            )
        if self.hourly_rate.minor < 0:
            raise Invalid("An hour costs nothing or more.", "hourly_rate")
        if self.deposit_percent is not None and not 0 < self.deposit_percent <= 100:
            raise Invalid("A deposit is above 0 and at most 100 percent.", "deposit_percent")
        if self.website and not self.website.startswith(("https://", "http://")):
            raise Invalid("A web address begins with https:// or http://.", "website")

    def _check_tax(self) -> None:
        codes = [rate.code for rate in self.tax_rates]
        if not codes or len(set(codes)) < len(codes):
            raise Invalid("There is at least one tax rate, and each code once.", "tax_rates")
        if self.default_tax not in codes:
            raise Invalid(
                phrase("The default is one of: %(codes)s.", codes=", ".join(codes)), "default_tax"
            )

    def _check_days(self) -> None:
        if not is_zone(self.timezone):
            raise Invalid("A time zone is named like Africa/Johannesburg.", "timezone")
        if not self.working_days:
            raise Invalid("A shop works on one day of the week at least.", "working_days")
        if len({closing.closed_on for closing in self.closing_days}) < len(self.closing_days):
            raise Invalid("Each closing day is named once.", "closing_days")
        if not 0 <= self.payment_terms_days <= LONGEST_TERMS:
            raise Invalid(
                phrase("This is from 0 to %(most)s days.", most=LONGEST_TERMS), "payment_terms_days"
            )
        if not 0 <= self.pop_days <= LONGEST_POP:
            raise Invalid(phrase("This is from 0 to %(most)s days.", most=LONGEST_POP), "pop_days")
        if not 0 <= self.quote_days <= LONGEST_TERMS:
            raise Invalid(
                phrase("This is from 0 to %(most)s days.", most=LONGEST_TERMS), "quote_days"
            )


def all_of(defaults: Mapping[Any, Any], own: Mapping[Any, Any]) -> dict[Any, Any]:
    """Return every one of the defaults, or the shop's own instead."""
    return {key: own.get(key, value) for key, value in defaults.items()}


def check_patterns(patterns: Mapping[Series, str]) -> None:
    """Refuse what cannot be filled in, and two series that would share one counter.

    Invoices have no gaps, so nothing else may take their numbers.
    """
    seen: dict[str, Series] = {}
    for series, pattern in patterns.items():
        at = f"numbering.{series}"
        try:
            check_pattern(pattern, *FILLED_IN[series])
        except Invalid as error:
            raise Invalid(error.message, at) from error
        if (other := seen.setdefault(COUNTER.sub("{n}", pattern), series)) is not series:
            raise Invalid(
                phrase(
                    "This is the format of the %(other)s already.",
                    other=phrase(other.replace("_", " ")),
                ),
                at,
            )


def is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # no such name, or no name at all
        return False
    return name in available_timezones() - NO_PLACES


def _plain(rate: TaxRate, at: str) -> TaxRate:
    """Return the rate with as many digits as it needs, so that 15 and 15.00 are one."""
    exact = _exact(rate.percent, at)
    if not 0 <= exact <= 100:
        raise Invalid("A tax rate is from 0 to 100 percent.", at)
    shortest = exact.normalize()
    if int(str(shortest.as_tuple().exponent)) > 0:
        shortest = shortest.quantize(Decimal(1))
    if (rate.kind is TaxCategory.STANDARD) != (shortest > 0):
        where = at.replace("percent", "category")
        raise Invalid("A rate above zero is of category S, and one of nothing is not.", where)
    reason = tidy(rate.exemption_reason)
    return replace(rate, name=tidy(rate.name), percent=shortest, exemption_reason=reason)


def _exact(percent: Decimal, at: str) -> Decimal:
    try:
        return decimal(whole(percent, PERCENT_DIGITS), PERCENT_DIGITS)
    except Invalid as error:
        raise Invalid(error.message, at) from error


def effective(own: Mapping[Feature, bool]) -> dict[Feature, bool]:
    """Return every feature, on or off. What is not named is off."""
    return {feature: own.get(feature, False) for feature in Feature}
