"""Which days are holidays, against what the governments published."""

from datetime import date, time

import pytest

from nexus.settings.adapters.files import PublishedHolidays, PublishedStandards
from nexus.settings.domain import Calendar, Weekday

from tests.settings.known_days import CLOSED, OPEN

holidays = PublishedHolidays()
standards = PublishedStandards()


def a_calendar(country, subdivision="", **changes):
    given = dict(
        timezone="UTC",
        cut_off=time(12),
        working_days=frozenset(tuple(Weekday)[:5]),
        closing_days={},
        holidays=lambda year: holidays.of_year(country, subdivision, year, "en"),
    )
    return Calendar(**given | changes)


def test_known_days_are_many():
    assert len(CLOSED) + len(OPEN) > 200


@pytest.mark.parametrize("place", sorted({known[:2] for known in CLOSED}), ids="-".join)
def test_nobody_works_on_a_published_holiday(place):
    calendar = a_calendar(*place)
    known = [day for *of, day in CLOSED if tuple(of) == place]
    assert [day for day in known if calendar.is_business_day(day)] == []


@pytest.mark.parametrize("place", sorted({known[:2] for known in OPEN}), ids="-".join)
def test_a_holiday_that_is_not_moved_leaves_the_monday_alone(place):
    calendar = a_calendar(*place)
    known = [day for *of, day in OPEN if tuple(of) == place]
    assert [day for day in known if not calendar.is_business_day(day)] == []


@pytest.mark.parametrize(
    ("country", "part", "day", "days", "then"),
    [
        ("ZA", "", "2025-10-27", 10, "2025-11-10"),
        ("ZA", "", "2026-08-07", 1, "2026-08-11"),  # Women's Day, moved from Sunday
        ("ZA", "", "2026-12-15", 10, "2026-12-31"),
        ("GB", "ENG", "2026-12-24", 1, "2026-12-29"),  # Boxing Day, moved from Saturday
        ("GB", "SCT", "2025-12-31", 1, "2026-01-05"),  # 2 January is a holiday there only
        ("US", "", "2026-07-02", 1, "2026-07-06"),  # the Fourth, moved to Friday
        ("DE", "BY", "2026-01-05", 1, "2026-01-07"),
        ("DE", "", "2026-01-05", 1, "2026-01-06"),
        ("KE", "", "2027-10-08", 1, "2027-10-12"),
        ("KE", "", "2024-10-18", -1, "2024-10-17"),
    ],
)
def test_business_days_are_counted_over_holidays(country, part, day, days, then):
    reached = a_calendar(country, part).add_business_days(date.fromisoformat(day), days)
    assert reached == date.fromisoformat(then)


def test_holidays_are_named_in_the_shops_language_where_it_can_be():
    unity = date(2026, 10, 3)
    assert holidays.of_year("DE", "", 2026, "de-DE")[unity] == "Tag der Deutschen Einheit"
    assert holidays.of_year("DE", "", 2026, "en-ZA")[unity] == "German Unity Day"
    assert holidays.of_year("DE", "", 2026, "ja-JP")[unity] == "Tag der Deutschen Einheit"


def test_a_country_without_a_list_has_no_holidays():
    assert holidays.of_year("XX", "", 2026, "en") == {}


def test_parts_of_a_country_are_known():
    assert holidays.has_subdivision("GB", "SCT")
    assert not holidays.has_subdivision("ZA", "SCT")
    assert not holidays.has_subdivision("XX", "SCT")


@pytest.mark.parametrize("code", ["ZAR", "EUR", "USD", "KES", "JPY", "XOF"])
def test_money_of_today_is_a_currency(code):
    assert standards.is_currency(code)


@pytest.mark.parametrize("code", ["DEM", "ZZZ", "XXX", "zar", ""])
def test_old_or_made_up_money_is_no_currency(code):
    assert not standards.is_currency(code)


@pytest.mark.parametrize(
    ("code", "known"),
    [("ZA", True), ("DE", True), ("XK", True), ("EU", False), ("ZZ", False), ("za", False)],
)
def test_countries_are_those_of_the_register(code, known):
    assert standards.is_country(code) is known


@pytest.mark.parametrize(
    ("name", "written"),
    [("en-ZA", "en-ZA"), ("de", "de"), ("zh-hant-tw", "zh-Hant-TW"), ("xx", None), ("--", None)],
)
def test_a_language_is_written_one_way(name, written):
    assert standards.locale(name) == written


@pytest.mark.parametrize(
    ("address", "known"), [("office@kestrel.co.za", True), ("office", False), ("a@b@c", False)]
)
def test_an_address_is_checked_without_the_network(address, known):
    assert standards.is_email(address) is known
