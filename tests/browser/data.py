"""What a shop itself has said: the texts in its database, which no catalogue translates."""

import json
import re
import sqlite3
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale
from holidays import country_holidays

from nexus.app.profiles import profiles
from nexus.settings.domain import WORDS

ROLE_NAME = ("accounts_role", "name")


@cache
def texts(database: Path) -> frozenset[str]:
    """Return all texts of all tables, those in JSON, too, and the words for things."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        written = list(cells(connection))
    found = {text for _, _, value in written for text in said(value)}
    found |= {v.capitalize() for table, name, v in written if (table, name) == ROLE_NAME}
    return frozenset(tidy(text) for text in found | set(words()))


def cells(connection: sqlite3.Connection) -> Iterator[tuple[str, str, str]]:
    """Give table, column and value of every text."""
    asked = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    for (table,) in connection.execute(asked).fetchall():
        rows = connection.execute(f'SELECT * FROM "{table}"')
        names = [it[0] for it in rows.description]
        for row in rows:
            yield from ((table, n, v) for n, v in zip(names, row, strict=True) if type(v) is str)


def said(value: Any) -> Iterator[str]:
    """Give the texts within a value, which may be JSON."""
    if isinstance(value, str):
        yield value
        yield from (line for line in value.splitlines() if line != value)
        if value[:1] in "[{":
            try:
                yield from said(json.loads(value))
            except ValueError:
                return
    elif isinstance(value, list | dict):
        if isinstance(value, dict) and {"code", "percent"} <= value.keys():  # a tax
            yield str(value["code"]).replace("_", " ").capitalize()
        for part in value.values() if isinstance(value, dict) else value:
            yield from said(part)


def words() -> Iterator[str]:
    """Give what shops call things, and what the world's calendars, countries, money are called."""
    for profile in profiles().values():
        for word in profile.words.values():
            yield from (word.one, word.many)
    for word in WORDS.values():
        yield from (word.one, word.many)
    for width in ("wide", "abbreviated"):
        locale = Locale("en", "ZA")
        yield from locale.days["format"][width].values()
        yield from locale.months["format"][width].values()
    for names in (locale.currencies, locale.territories, locale.languages):
        yield from names.values()
    yield from country_holidays("ZA", years=range(2025, 2030)).values()


def tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
