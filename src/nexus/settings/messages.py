"""What crosses the module's border: commands in, views out."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from msgspec import UNSET, Meta, Struct, UnsetType, field

from nexus.kernel.ids import FileId, SavedViewId, StationId, TaskTemplateId
from nexus.kernel.money import Money
from nexus.kernel.sight import Cost
from nexus.kernel.text import Code, Line, Name, Text
from nexus.settings.domain import (
    PATTERNS,
    WORDS,
    Calendar,
    Closed,
    ClosingDay,
    Concept,
    DepositWay,
    Feature,
    Overlap,
    Rounding,
    SavedView,
    Series,
    ShopSettings,
    StationTaskTemplate,
    TaxCode,
    TaxRate,
    Weekday,
    Word,
    all_of,
    effective,
)

PERMISSIONS: dict[str, str] = {
    "settings.read": "See how the shop works: its money, times, words and standard tasks.",
    "settings.manage": "Change how the shop works.",
}

Sort = Literal["position", "-position", "title", "-title"]
Currency = Annotated[str, Meta(pattern="^[A-Z]{3}$", description="ISO 4217, such as ZAR")]
Country = Annotated[str, Meta(pattern="^[A-Z]{2}$", description="ISO 3166-1 alpha-2, such as ZA")]
Subdivision = Annotated[
    str, Meta(pattern="^[A-Za-z0-9]{0,6}$", description="Such as ENG, or empty")
]
Locale = Annotated[str, Meta(pattern="^[A-Za-z0-9-]{2,35}$", description="BCP 47, such as en-ZA")]
Zone = Annotated[str, Meta(pattern="^[A-Za-z0-9_+/-]{1,60}$", description="Such as Europe/Berlin")]
TimeOfDay = Annotated[
    str, Meta(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$", description="In the shop's zone: 12:00")
]
Address = Annotated[list[Line], Meta(max_length=8)]
BankDetails = Annotated[
    str, Meta(max_length=1000, pattern=r"^[^\x00]*$", description="As invoices show it, in lines.")
]
TaxRates = Annotated[list[TaxRate], Meta(min_length=1, max_length=20)]
Weekdays = Annotated[list[Weekday], Meta(min_length=1, max_length=7)]
ClosingDays = Annotated[list[ClosingDay], Meta(max_length=400)]
ViewName = Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]*$")]
Query = Annotated[str, Meta(max_length=1000, pattern=r"^[^\x00-\x1f\x7f]*$")]
PaymentDays = Annotated[int, Meta(ge=0, le=3650)]
PopDays = Annotated[int, Meta(ge=0, le=365)]


class ChangeSettings(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays.

    `numbering`, `words` and `features` are changed entry by entry; null gives an entry back its
    default.
    """

    company_name: Line | UnsetType = UNSET
    address: Address | UnsetType = UNSET
    email: Line | UnsetType = UNSET
    phone: Line | UnsetType = UNSET
    website: Line | UnsetType = UNSET
    tax_number: Line | UnsetType = UNSET
    registration_number: Line | UnsetType = UNSET
    bank_details: BankDetails | UnsetType = UNSET
    iban: Line | UnsetType = UNSET
    bic: Line | UnsetType = UNSET
    logo_file_id: FileId | UnsetType | None = UNSET
    timezone: Zone | UnsetType = UNSET
    currency: Currency | UnsetType = UNSET
    country: Country | UnsetType = UNSET
    subdivision: Subdivision | UnsetType = UNSET
    locale: Locale | UnsetType = UNSET
    hourly_rate: Money | UnsetType = UNSET
    tax_rates: TaxRates | UnsetType = UNSET
    default_tax: TaxCode | UnsetType = UNSET
    tax_rounding: Rounding | UnsetType = UNSET
    prices_include_tax: bool | UnsetType = UNSET
    payment_terms_days: PaymentDays | UnsetType = UNSET
    pop_days: PopDays | UnsetType = UNSET
    quote_days: PaymentDays | UnsetType = UNSET
    deposit_percent: Decimal | UnsetType | None = UNSET
    deposit_on_acceptance: DepositWay | UnsetType = UNSET
    cut_off: TimeOfDay | UnsetType = UNSET
    working_days: Weekdays | UnsetType = UNSET
    week_start: Weekday | UnsetType = UNSET
    closing_days: ClosingDays | UnsetType = UNSET
    numbering: dict[Series, Code | None] | UnsetType = UNSET
    words: dict[Concept, Word | None] | UnsetType = UNSET
    features: dict[Feature, bool | None] | UnsetType = UNSET
    time_overlap: Overlap | UnsetType = UNSET
    invite_only: bool | UnsetType = UNSET
    queue_advances_project: bool | UnsetType = UNSET
    allow_negative_stock: bool | UnsetType = UNSET


class FoundSettings(ChangeSettings, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings that a new shop begins with; `profiles` are the trades it was founded as."""

    profiles: list[Code] = field(default_factory=list)


class PreviewNumber(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    series: Series
    pattern: Code


class CreateTaskTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`planned` travels as ISO 8601, for example `PT30M`."""

    title: Name
    description: Text = ""
    planned: timedelta | None = None
    is_active: bool = True


class ChangeTaskTemplate(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays; `planned` null leaves the time open."""

    title: Name | UnsetType = UNSET
    description: Text | UnsetType = UNSET
    planned: timedelta | UnsetType | None = UNSET
    is_active: bool | UnsetType = UNSET


class OrderTaskTemplates(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All standard tasks of the station, first to last."""

    ids: Annotated[list[TaskTemplateId], Meta(max_length=1000)]


class ListTaskTemplates(Struct, frozen=True, kw_only=True):
    is_active: bool | None = None
    search: str | None = None
    sort: Sort = "position"
    limit: int = 50
    cursor: str | None = None
    total: bool = False


class SaveView(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`path` and `query` are of the address of the list as it is seen. A list opens with the
    default one."""

    name: ViewName
    path: Annotated[
        str,
        Meta(
            min_length=2,
            max_length=120,
            pattern="^/[^\\x00-\\x1f]+$",
            extra_json_schema={"examples": ["/projects"]},
        ),
    ]
    query: Query = ""
    is_shared: bool = False
    is_default: bool = False


class ChangeView(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays."""

    name: ViewName | UnsetType = UNSET
    query: Query | UnsetType = UNSET
    is_shared: bool | UnsetType = UNSET
    is_default: bool | UnsetType = UNSET
    position: Annotated[int, Meta(ge=1, le=50)] | UnsetType = UNSET


class SavedViewView(Struct, frozen=True, kw_only=True):
    """A view of a list that somebody keeps; `is_own` tells whether it is the asker. `is_default`:
    the list opens with it, for who keeps it."""

    id: SavedViewId
    version: int
    path: str
    name: str
    query: str
    is_shared: bool
    is_default: bool
    position: int
    is_own: bool

    @classmethod
    def of(cls, view: SavedView) -> Self:
        names = [name for name in cls.__struct_fields__ if name != "is_own"]
        return cls(**{name: getattr(view, name) for name in names}, is_own=True)


class SettingsView(Struct, frozen=True, kw_only=True):
    version: int
    profiles: Sequence[str]
    company_name: str
    address: Sequence[str]
    email: str
    phone: str
    website: str
    tax_number: str
    registration_number: str
    bank_details: str
    iban: str
    bic: str
    logo_file_id: FileId | None
    timezone: str
    currency: str
    country: str
    subdivision: str
    locale: str
    hourly_rate: Cost = UNSET
    tax_rates: Sequence[TaxRate]
    default_tax: str
    tax_rounding: Rounding
    prices_include_tax: bool
    payment_terms_days: int
    pop_days: int
    quote_days: int
    deposit_percent: Decimal | None
    deposit_on_acceptance: DepositWay
    cut_off: str
    working_days: Sequence[Weekday]
    week_start: Weekday
    closing_days: Sequence[ClosingDay]
    numbering: Mapping[Series, str]
    words: Mapping[Concept, Word]
    features: Mapping[Feature, bool]
    time_overlap: Overlap
    invite_only: bool
    queue_advances_project: bool
    allow_negative_stock: bool

    @classmethod
    def of(cls, settings: ShopSettings) -> Self:
        said = {name: getattr(settings, name) for name in cls.__struct_fields__}
        return cls.filled(said)

    @classmethod
    def filled(cls, said: Mapping[str, Any]) -> Self:
        """Return the view of what is stored, with the defaults where nothing is."""
        whole = {
            "cut_off": f"{said['cut_off']:%H:%M}",
            "numbering": all_of(PATTERNS, said["numbering"]),
            "words": all_of(WORDS, said["words"]),
            "features": effective(said["features"]),
        }
        return cls(**{**said, **whole})

    def calendar(self, holidays: Callable[[str, str, int, str], Mapping[date, str]]) -> Calendar:
        return Calendar(
            timezone=self.timezone,
            cut_off=time.fromisoformat(self.cut_off),
            working_days=frozenset(self.working_days),
            closing_days={closing.closed_on: closing.name for closing in self.closing_days},
            holidays=lambda year: holidays(self.country, self.subdivision, year, self.locale),
        )


class Company(Struct, frozen=True, kw_only=True):
    """Who sends the bill."""

    company_name: str
    address: Sequence[str]
    email: str
    phone: str
    website: str
    tax_number: str
    registration_number: str
    bank_details: str
    iban: str
    bic: str

    @classmethod
    def of(cls, said: Any) -> Self:
        return cls(**{name: getattr(said, name) for name in cls.__struct_fields__})


class Terms(Struct, frozen=True, kw_only=True):
    """What other modules ask of settings, in one look. `tax_rates` are percent by code."""

    company: Company
    currency: str
    timezone: str
    logo_file_id: FileId | None
    country: str
    locale: str
    hourly_rate: Money
    tax_rates: Mapping[str, Decimal]
    tax_categories: Mapping[str, str]
    tax_reasons: Mapping[str, str]
    default_tax: str
    tax_rounding: str
    prices_include_tax: bool
    payment_terms_days: int
    pop_days: int
    quote_days: int
    deposit_percent: Decimal | None
    deposit_on_acceptance: str
    time_overlap: str
    invite_only: bool
    queue_advances_project: bool
    allow_negative_stock: bool
    numbering: Mapping[str, str]

    @classmethod
    def of(cls, said: Any, hourly_rate: Money) -> Self:
        """Read the settings, or a row of them, which holds its money in parts."""
        plain = {name: getattr(said, name) for name in cls.__struct_fields__ if name not in DERIVED}
        return cls(
            company=Company.of(said),
            hourly_rate=hourly_rate,
            tax_rates={rate.code: rate.percent for rate in said.tax_rates},
            tax_reasons={rate.code: rate.exemption_reason for rate in said.tax_rates},
            tax_categories={rate.code: rate.kind.value for rate in said.tax_rates},
            numbering=all_of(PATTERNS, said.numbering),
            **plain,
        )


DERIVED = {"company", "hourly_rate", "tax_rates", "tax_categories", "tax_reasons", "numbering"}


class StandardTask(Struct, frozen=True, kw_only=True):
    """A task that a job at a station begins with."""

    id: TaskTemplateId
    title: str
    description: str
    planned: timedelta | None


class TaskTemplateView(Struct, frozen=True, kw_only=True):
    id: TaskTemplateId
    version: int
    station_id: StationId
    title: str
    description: str
    planned: timedelta | None
    position: int
    is_active: bool

    @classmethod
    def of(cls, template: StationTaskTemplate) -> Self:
        return cls(**{name: getattr(template, name) for name in cls.__struct_fields__})


class NumberPreview(Struct, frozen=True, kw_only=True):
    """`next` is the code that would be given now; for a project, to the first customer."""

    series: Series
    pattern: str
    next: str


class DayView(Struct, frozen=True, kw_only=True):
    """`closed` says why nobody works, or is None; `name` is what the day is called, or empty."""

    day: date
    is_business_day: bool
    closed: Closed | None
    name: str


class CalendarView(Struct, frozen=True, kw_only=True):
    first: date
    last: date
    business_days: int
    days: list[DayView]
