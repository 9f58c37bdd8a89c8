"""What a row of a list says about a customer, and what is wrong with it."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from nexus.customers.domain.customer import LONGEST_NOTES, CustomerFacts, Kind
from nexus.customers.domain.parts import (
    AddressFacts,
    AddressKind,
    ContactFacts,
    Email,
    Phone,
    tags_of,
    website_of,
)
from nexus.customers.domain.sheet import Column, Field, Row
from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy, tidy_text

LONGEST_LINE = 200
LONGEST_CODE = 60
MOST_LINES = 8

_COMPANIES = "company business firm organisation organization firma bedryf bedrijf"
_PERSONS = "person individual private privat persoon particulier natural"
KINDS = dict.fromkeys(re.findall(r"\w+", _COMPANIES), Kind.COMPANY)
KINDS |= dict.fromkeys(re.findall(r"\w+", _PERSONS), Kind.PERSON)
NOTHING = frozenset(("-", "--", "---", "?", "n/a", "na", "none", "nil", "null", "#n/a"))
KEPT = frozenset((Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.NOTES))
JOINED = frozenset((Field.TAGS, Field.NOTES, Field.ADDRESS, Field.DELIVERY_ADDRESS))
LONGEST = {Field.CODE: LONGEST_CODE, Field.NOTES: LONGEST_NOTES}
LINES = frozenset(Field) - JOINED
UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")  # control characters
SHORTENED = re.compile(r"[+-]?\d([.,]\d+)?[eE]\+?\d+")  # how Excel writes long numbers

T = TypeVar("T")


@dataclass(frozen=True)
class Cell:
    """The text of a field, and the title of the column that it came from."""

    text: str = ""
    column: str = ""


@dataclass(frozen=True)
class Problem:
    """What keeps a row out. `column` is the list's own title, empty if the row is at fault."""

    column: str
    field: Field | None
    value: str
    reason: str


@dataclass(frozen=True)
class Checks:
    """What libraries know about; each raises Invalid with its reason."""

    email: Callable[[str], Email]
    phone: Callable[[str], Phone]
    country: Callable[[str], str]


@dataclass(kw_only=True)
class Entry:
    """What one row says, checked. What it does not say is left out."""

    number: int
    name: str = ""
    code: str = ""
    facts: CustomerFacts = field(default_factory=CustomerFacts)
    contacts: list[ContactFacts] = field(default_factory=list)
    addresses: dict[AddressKind, AddressFacts] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def entry_of(row: Row, columns: Sequence[Column], checks: Checks) -> Entry:
    """Read a row. All that is wrong with it is told at once."""
    return _Reader(row, columns, checks).entry()


class _Reader:
    def __init__(self, row: Row, columns: Sequence[Column], checks: Checks) -> None:
        self._checks = checks
        self._problems: list[Problem] = []
        self._titles = {c.field: c.title for c in reversed(columns) if c.field}
        self._number = row.number
        self._cells = self._read(row, columns)

    def entry(self) -> Entry:
        name, kind, contact = self._names()
        facts = CustomerFacts(name=name)
        if kind is not None:
            facts["kind"] = kind
        self._plain_facts(facts)
        if email := self._checked(Field.EMAIL, self._checks.email):
            facts["email"] = email
        if phone := self._checked(Field.PHONE, self._phone):
            facts["phone"] = phone
        return Entry(
            number=self._number,
            name=name,
            code=self._text(Field.CODE),
            facts=facts,
            contacts=self._contacts(contact, name),
            addresses=self._addresses(),
            problems=self._problems,
        )

    def _plain_facts(self, facts: CustomerFacts) -> None:
        if website := self._checked(Field.WEBSITE, website_of):
            facts["website"] = website
        if tax_number := self._text(Field.TAX_NUMBER):
            facts["tax_number"] = tax_number
        if registration_number := self._text(Field.REGISTRATION_NUMBER):
            facts["registration_number"] = registration_number
        if language := self._checked(Field.LANGUAGE, language_of):
            facts["language"] = language
        if tags := self._checked(Field.TAGS, _tags):
            facts["tags"] = tags
        if notes := tidy_text(self._text(Field.NOTES)):
            facts["notes"] = notes

    def _names(self) -> tuple[str, Kind | None, str]:
        """Return what the customer is called, what it is, and whom to ask for."""
        person = tidy(f"{self._text(Field.FIRST_NAME)} {self._text(Field.LAST_NAME)}")
        company, contact = self._text(Field.NAME), self._text(Field.CONTACT_NAME)
        kind = self._checked(Field.KIND, _kind)
        if company:
            return company, kind, contact or person
        if name := person or contact:
            return name, kind or Kind.PERSON, contact if person else ""
        titled = (Field.NAME, Field.LAST_NAME, Field.FIRST_NAME, Field.CONTACT_NAME)
        at = next(it for it in titled if it in self._titles)
        self._complain(self._titles[at], at, "", "The name is missing.")
        return "", kind, contact

    def _contacts(self, name: str, customer: str) -> list[ContactFacts]:
        contact = ContactFacts()
        if role := self._text(Field.CONTACT_ROLE):
            contact["role"] = role
        if email := self._checked(Field.CONTACT_EMAIL, self._checks.email):
            contact["email"] = email
        if phone := self._checked(Field.CONTACT_PHONE, self._phone):
            contact["phone"] = phone
        if not name and not (email or phone):
            return []
        return [contact | ContactFacts(name=name or customer)]

    def _addresses(self) -> dict[AddressKind, AddressFacts]:
        billing = AddressFacts()
        if lines := self._checked(Field.ADDRESS, _lines):
            billing["lines"] = lines
        if city := self._text(Field.CITY):
            billing["city"] = city
        if region := self._text(Field.REGION):
            billing["region"] = region
        if postal_code := self._text(Field.POSTAL_CODE):
            billing["postal_code"] = postal_code
        country = self._checked(Field.COUNTRY, self._checks.country)
        found = {AddressKind.BILLING: billing} if billing else {}
        if country and billing:
            billing["country"] = country
        if lines := self._checked(Field.DELIVERY_ADDRESS, _lines):
            found[AddressKind.DELIVERY] = AddressFacts(lines=lines)
        return found

    def _phone(self, typed: str) -> Phone:
        if SHORTENED.fullmatch(typed):
            raise Invalid("A spreadsheet has cut this number short. Format the column as text.")
        return self._checks.phone(typed)

    def _text(self, field: Field) -> str:
        return self._cells.get(field, Cell()).text

    def _checked(self, field: Field, check: Callable[[str], T]) -> T | None:
        """Return what the check makes of the cell; None for an empty one and for a wrong one."""
        if not (text := self._text(field)):
            return None
        try:
            return check(text)
        except Invalid as error:
            self._complain(self._cells[field].column, field, text, str(error))
            return None

    def _complain(self, column: str, field: Field | None, value: str, reason: str) -> None:
        self._problems.append(Problem(column, field, value[:LONGEST_LINE], reason))

    def _read(self, row: Row, columns: Sequence[Column]) -> Mapping[Field, Cell]:
        if any(cell.strip() for cell in row.cells[len(columns) :]):
            many = f"This row has {len(row.cells)} cells, and the header {len(columns)}."
            self._complain("", None, "", many)
        cells: dict[Field, Cell] = {}
        for column in columns:
            if column.field is None or column.position >= len(row.cells):
                continue
            text = self._clean(row.cells[column.position], column)
            earlier = cells.get(column.field)
            if text and earlier is None:
                cells[column.field] = Cell(text, column.title)
            elif text and earlier is not None and column.field in JOINED:
                cells[column.field] = Cell(f"{earlier.text}\n{text}", earlier.column)
        return cells

    def _clean(self, raw: str, column: Column) -> str:
        """Drop what shows nothing, and a dash that stands for nothing."""
        assert column.field is not None
        shown = UNSEEN.sub("", raw)
        text = tidy(shown) if column.field in LINES else tidy_text(shown)
        if text.casefold() in NOTHING and column.field not in KEPT:
            return ""
        longest = LONGEST.get(column.field, LONGEST_LINE if column.field in LINES else 20_000)
        if len(text) > longest:
            reason = f"This has {len(text):,} characters, and at most {longest:,} fit."
            self._complain(column.title, column.field, text, reason)
            return text[:longest]
        return text


def language_of(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}", text):
        raise Invalid("A language is a code such as en or af.", "language")
    return text


def _kind(text: str) -> Kind:
    if (kind := KINDS.get(key(text))) is None:
        raise Invalid("A customer is a company or a person.", "kind")
    return kind


def _tags(text: str) -> tuple[str, ...]:
    return tags_of(re.split(r"[,;|\n]", text))


def _lines(text: str) -> tuple[str, ...]:
    lines = tuple(filter(None, map(tidy, text.split("\n"))))
    if len(lines) > MOST_LINES or any(len(line) > LONGEST_LINE for line in lines):
        raise Invalid(
            phrase(
                "An address has at most %(most)s lines of %(most2)s characters.",
                most=MOST_LINES,
                most2=LONGEST_LINE,
            )
        )
    return lines
