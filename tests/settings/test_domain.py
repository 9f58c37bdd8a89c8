"""The rules of settings, business days and standard tasks, without any input or output."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, StationId, TaskTemplateId, new_id
from nexus.kernel.money import Money
from nexus.settings.domain import (
    Calendar,
    Closed,
    ClosingDay,
    Concept,
    Feature,
    Series,
    ShopSettings,
    StationTaskTemplate,
    TaxRate,
    Weekday,
    Word,
    effective,
    put_in_order,
)

MONDAY = date(2026, 3, 2)
FRIDAY = MONDAY + timedelta(days=4)
WORKWEEK = frozenset(tuple(Weekday)[:5])


def a_calendar(**changes) -> Calendar:
    given = dict(
        timezone="Africa/Johannesburg",
        cut_off=time(12),
        working_days=WORKWEEK,
        closing_days={},
        holidays=lambda year: {},
    )
    return Calendar(**given | changes)


def some_settings(**changes) -> ShopSettings:
    shop_id = ShopId(new_id())
    return ShopSettings(id=shop_id, shop_id=shop_id, **changes)


def a_template(position=1, **changes) -> StationTaskTemplate:
    given = dict(
        id=TaskTemplateId(new_id()),
        shop_id=ShopId(new_id()),
        station_id=StationId(new_id()),
        title="Check the drawing",
        position=position,
    )
    return StationTaskTemplate(**given | changes)


days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
calendars = st.builds(
    lambda weekdays, closed, holidays: a_calendar(
        working_days=frozenset(weekdays),
        closing_days=dict.fromkeys(closed, "Stocktaking"),
        holidays=lambda year: {day: "Holiday" for day in holidays if day.year == year},
    ),
    st.sets(st.sampled_from(Weekday), min_size=1),
    st.sets(st.dates(date(2025, 12, 1), date(2026, 1, 31)), max_size=40),
    st.sets(st.dates(date(2025, 12, 1), date(2026, 1, 31)), max_size=10),
)
near = st.dates(date(2025, 11, 20), date(2026, 2, 10))


@given(calendars, near)
def test_the_next_business_day_is_the_first_open_one_after(calendar, day):
    then = calendar.next_business_day(day)
    between = [day + timedelta(days=n) for n in range(1, (then - day).days)]
    assert then > day
    assert calendar.is_business_day(then)
    assert not any(map(calendar.is_business_day, between))


@given(calendars, near, st.integers(0, 30), st.integers(0, 30))
def test_business_days_add_up(calendar, day, some, more):
    then = calendar.add_business_days(day, some)
    assert calendar.add_business_days(then, more) == calendar.add_business_days(day, some + more)


@given(calendars, near, st.integers(1, 30))
def test_counting_back_undoes_counting_on_from_a_business_day(calendar, day, count):
    start = calendar.next_business_day(day)
    there = calendar.add_business_days(start, count)
    assert calendar.add_business_days(there, -count) == start


@given(calendars, st.builds(datetime.combine, near, st.times()))
def test_work_is_scheduled_for_a_business_day_that_is_not_past(calendar, local):
    at = local.replace(tzinfo=ZoneInfo(calendar.timezone))
    day = calendar.scheduled_day(at)
    assert calendar.is_business_day(day)
    assert (day == local.date()) == (
        local.time() < calendar.cut_off and calendar.is_business_day(local.date())
    )
    assert day >= local.date()


@pytest.mark.parametrize(
    ("clock", "scheduled"),
    [("11:59", FRIDAY), ("12:00", FRIDAY + timedelta(days=3)), ("12:01", date(2026, 3, 9))],
)
def test_the_cut_off_is_the_first_moment_too_late(clock, scheduled):
    local = datetime.combine(FRIDAY, time.fromisoformat(clock), ZoneInfo("Africa/Johannesburg"))
    assert a_calendar().scheduled_day(local.astimezone(UTC)) == scheduled


@pytest.mark.parametrize(("clock", "days"), [("16:59", 0), ("17:01", 3)])
def test_a_friday_evening_is_mondays_work(clock, days):
    local = datetime.combine(FRIDAY, time.fromisoformat(clock), ZoneInfo("Africa/Johannesburg"))
    calendar = a_calendar(cut_off=time(17))
    assert calendar.scheduled_day(local) == FRIDAY + timedelta(days=days)


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Pacific/Auckland", date(2026, 3, 3)),
        ("Asia/Kolkata", date(2026, 3, 3)),
        ("Africa/Johannesburg", date(2026, 3, 3)),
        ("Europe/London", date(2026, 3, 3)),
        ("Pacific/Honolulu", date(2026, 3, 2)),
    ],
)
def test_today_is_the_shops_today(zone, day):
    at = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
    assert a_calendar(timezone=zone).scheduled_day(at) == day


def test_a_cut_off_in_a_night_that_loses_an_hour_holds():
    calendar = a_calendar(timezone="Europe/London", cut_off=time(1, 30))
    calendar_of_sundays = a_calendar(
        timezone="Europe/London", cut_off=time(1, 30), working_days=frozenset(Weekday)
    )
    before = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)  # 00:59, and a minute later it is 02:00
    assert calendar_of_sundays.scheduled_day(before) == date(2026, 3, 29)
    after = before + timedelta(minutes=1)
    assert calendar_of_sundays.scheduled_day(after) == date(2026, 3, 30)
    assert calendar.scheduled_day(before) == date(2026, 3, 30)


def test_an_own_closing_day_says_so_also_on_a_holiday():
    calendar = a_calendar(
        closing_days={MONDAY: "Stocktaking"}, holidays=lambda year: {MONDAY: "Holiday"}
    )
    assert calendar.closed(MONDAY) == (Closed.OWN, "Stocktaking")
    assert calendar.closed(date(2026, 3, 7)) == (Closed.WEEKEND, "")
    assert calendar.closed(FRIDAY) is None


@pytest.mark.parametrize(("day", "count"), [(date.max, 1), (date.min, -1), (date.max, 10**9)])
def test_the_calendar_ends(day, count):
    assert a_calendar().add_business_days(day, count) == day


def test_settings_begin_with_a_shop_that_works():
    settings = some_settings()
    settings.change({"company_name": "  Kestrel   Fabrication "})
    assert (settings.company_name, settings.version) == ("Kestrel Fabrication", 2)


def test_a_change_that_changes_nothing_does_not_count():
    settings = some_settings()
    settings.change({"pop_days": 10, "words": {}})
    assert settings.version == 1


@pytest.mark.parametrize(
    ("news", "at"),
    [
        ({"timezone": "Mars/Olympus"}, "timezone"),
        ({"timezone": "localtime"}, "timezone"),
        ({"timezone": "../../etc/passwd"}, "timezone"),
        ({"timezone": ""}, "timezone"),
        ({"timezone": "Africa"}, "timezone"),
        ({"hourly_rate": Money(Decimal(1), "EUR")}, "hourly_rate"),
        ({"hourly_rate": Money(Decimal(-1), "ZAR")}, "hourly_rate"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"default_tax": "reduced"}, "default_tax"),
        ({"tax_rates": []}, "tax_rates"),
        ({"working_days": []}, "working_days"),
        ({"pop_days": 366}, "pop_days"),
        ({"numbering": {Series.SKU: "SKU"}}, "numbering.sku"),
        ({"numbering": {Series.SKU: "SKU-{year}-{n}"}}, "numbering.sku"),
        ({"numbering": {Series.CUSTOMER: "{customer}-{n}"}}, "numbering.customer"),
        ({"numbering": {Series.INVOICE: "I\u00e9<{n}>"}}, "numbering.invoice"),
        ({"numbering": {Series.PROJECT: "x" * 60 + "{n}"}}, "numbering.project"),
        ({"numbering": {Series.QUOTE: "INV-{year}-{n:5}"}}, "numbering.invoice"),
    ],
)
def test_what_does_not_fit_is_named(news, at):
    with pytest.raises(Invalid) as refusal:
        some_settings().change(news)
    assert refusal.value.field == at


@pytest.mark.parametrize(
    "percent", ["-0.1", "100.0001", "15.00001", "NaN", "Infinity", "1e400", "-1e400"]
)
def test_a_tax_rate_is_a_percentage_of_four_digits(percent):
    odd = [TaxRate(code="a", name="A", percent=Decimal(p)) for p in ("15", percent)]
    with pytest.raises(Invalid) as refusal:
        some_settings().change({"tax_rates": odd, "default_tax": "a"})
    assert refusal.value.field == "tax_rates[1].percent"


@given(st.decimals(0, 100, places=4))
def test_a_tax_rate_keeps_its_value_and_loses_its_tail(percent):
    settings = some_settings()
    rate = TaxRate(code="standard", name="VAT", percent=percent)
    settings.change({"tax_rates": [rate]})
    [kept] = settings.tax_rates
    assert kept.percent == percent
    assert "E" not in str(kept.percent)
    assert not ("." in str(kept.percent) and str(kept.percent).endswith("0"))


def test_tax_codes_are_given_once():
    twice = [TaxRate(code="vat", name=name, percent=Decimal(1)) for name in "ab"]
    with pytest.raises(Invalid, match="each code once"):
        some_settings().change({"tax_rates": twice, "default_tax": "vat"})


def test_words_are_taken_over_one_by_one_and_given_back():
    settings = some_settings()
    settings.change({"words": {Concept.PROJECT: Word("Job", "Jobs")}})
    settings.change({"words": {Concept.CUSTOMER: Word("Client", "Clients")}})
    assert settings.words == {
        Concept.PROJECT: Word("Job", "Jobs"),
        Concept.CUSTOMER: Word("Client", "Clients"),
    }
    settings.change({"words": {Concept.PROJECT: None}})
    assert list(settings.words) == [Concept.CUSTOMER]


def test_features_are_off_until_somebody_wants_them():
    settings = some_settings()
    settings.change({"features": {Feature.QUOTES: True}})
    on = effective(settings.features)
    assert [feature for feature, wanted in on.items() if wanted] == [Feature.QUOTES]
    assert set(on) == set(Feature)


def test_another_country_has_other_regions():
    settings = some_settings(country="GB", subdivision="SCT")
    settings.change({"country": "DE"})
    assert settings.subdivision == ""
    settings.change({"country": "GB", "subdivision": "ENG"})
    assert settings.subdivision == "ENG"


def test_no_rate_yet_follows_the_currency():
    settings = some_settings()
    settings.change({"currency": "JPY"})
    assert settings.hourly_rate == Money(Decimal(0), "JPY")
    settings.change({"hourly_rate": Money(Decimal(5000), "JPY")})
    with pytest.raises(Invalid, match="hourly rate is in EUR"):
        settings.change({"currency": "EUR"})


def test_lists_come_in_their_order_and_closing_days_once():
    settings = some_settings()
    closing = [ClosingDay(closed_on=FRIDAY, name="b"), ClosingDay(closed_on=MONDAY, name="a")]
    settings.change({"working_days": [Weekday.FRIDAY, Weekday.MONDAY], "closing_days": closing})
    assert settings.working_days == (Weekday.MONDAY, Weekday.FRIDAY)
    assert [closing.name for closing in settings.closing_days] == ["a", "b"]
    with pytest.raises(Invalid, match="named once"):
        settings.change({"closing_days": closing * 2})


@pytest.mark.parametrize("seconds", [0, -60, 0.2, 3_600_001])
def test_a_standard_task_takes_a_sensible_time(seconds):
    with pytest.raises(Invalid, match="Planned time"):
        a_template(planned=timedelta(seconds=seconds))


def test_a_standard_task_has_a_title():
    with pytest.raises(Invalid, match="title"):
        a_template(title=" \u00a0 ")


@given(st.permutations(range(6)))
def test_an_order_gives_each_task_its_place(order):
    templates = [a_template(position) for position in range(1, 7)]
    wanted = [templates[at].id for at in order]
    put_in_order(templates, wanted)
    assert [t.id for t in sorted(templates, key=lambda t: t.position)] == wanted
    assert sorted(t.position for t in templates) == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("odd", ["missing", "twice", "stranger"])
def test_an_order_names_each_task_once(odd):
    one, other = a_template(1), a_template(2)
    ids = {
        "missing": [one.id],
        "twice": [one.id, one.id],
        "stranger": [one.id, TaskTemplateId(new_id())],
    }[odd]
    with pytest.raises(Invalid) as refusal:
        put_in_order([one, other], ids)
    assert refusal.value.field == "ids"
    assert [one.position, other.position] == [1, 2]
