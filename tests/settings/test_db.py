"""Mapping and queries of the settings module, against both databases."""

from datetime import date, time, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import ShopId, StationId, TaskTemplateId, new_id
from nexus.kernel.money import Money
from nexus.platform.activity import entries
from nexus.settings.adapters.db import (
    CHECKS,
    SqlSettingsReading,
    SqlSettingsUnitOfWork,
    shop_settings,
)
from nexus.settings.domain import (
    ClosingDay,
    Concept,
    Feature,
    Series,
    ShopSettings,
    StationTaskTemplate,
    TaxRate,
    Weekday,
    Word,
)
from nexus.settings.messages import ListTaskTemplates, SettingsView

CHANGED = {
    "company_name": "Müller & Söhne",
    "address": ["1 Anvil Road", "Durban"],
    "timezone": "Europe/Berlin",
    "currency": "EUR",
    "country": "DE",
    "subdivision": "BY",
    "locale": "de-DE",
    "hourly_rate": Money(Decimal("62.50"), "EUR"),
    "tax_rates": [TaxRate(code="standard", name="USt", percent=Decimal("19.0001"))],
    "prices_include_tax": True,
    "cut_off": time(17, 30),
    "working_days": [Weekday.MONDAY, Weekday.SATURDAY],
    "closing_days": [ClosingDay(closed_on=date(2026, 12, 24), name="Heiligabend")],
    "numbering": {Series.INVOICE: "R{year}-{n:4}"},
    "words": {Concept.PROJECT: Word("Auftrag", "Aufträge")},
    "features": {Feature.QUOTES: True},
    "invite_only": False,
    "queue_advances_project": True,
    "allow_negative_stock": True,
}


@pytest.fixture
def stored(database, actor, a_shop):
    settings = ShopSettings(id=a_shop.id, shop_id=a_shop.id)
    settings.change(CHANGED)
    with SqlSettingsUnitOfWork(database, actor) as uow:
        uow.settings.add(settings)
    return settings


def store(database, actor, shop, title, position=1, **changes):
    template = StationTaskTemplate(
        id=TaskTemplateId(new_id()),
        shop_id=shop.id,
        station_id=shop.station_id,
        title=title,
        position=position,
        **changes,
    )
    with SqlSettingsUnitOfWork(database, actor) as uow:
        uow.templates.add(template)
    return template


def test_settings_come_back_as_they_went(database, actor, a_shop, stored):
    with SqlSettingsUnitOfWork(database, actor) as uow:
        found = uow.settings.find()
        for name in SettingsView.__struct_fields__:
            assert getattr(found, name) == getattr(stored, name)
    with SqlSettingsReading(database, a_shop.id) as look:
        assert look.settings() == SettingsView.of(stored)
        assert look.terms().company.company_name == "Müller & Söhne"


def test_terms_are_read_once_for_a_version(database, actor, a_shop, stored, statements):
    known = {}

    def terms():
        with SqlSettingsReading(database, a_shop.id, known) as look:
            statements.clear()
            return look.terms()

    first = terms()
    assert terms() is first
    assert len(statements) == 1
    with SqlSettingsUnitOfWork(database, actor) as uow:
        uow.settings.find().change({"pop_days": 21})
    assert (first.pop_days, terms().pop_days) == (10, 21)


def test_terms_that_may_be_undone_are_not_kept(database, actor, a_shop, stored):
    known = {}
    with pytest.raises(ZeroDivisionError), SqlSettingsUnitOfWork(database, actor) as uow:
        uow.settings.find().change({"pop_days": 21})
        with SqlSettingsReading(database, a_shop.id, known) as look:
            assert look.terms().pop_days == 21
        raise ZeroDivisionError
    with SqlSettingsReading(database, a_shop.id, known) as look:
        assert look.terms().pop_days == 10


def test_terms_that_an_attempt_sees_are_not_kept(database, actor, a_shop, stored):
    known = {}
    with pytest.raises(ZeroDivisionError), SqlSettingsUnitOfWork(database, actor) as uow:
        uow.settings.find().change({"pop_days": 21})
        with uow.attempt(), SqlSettingsReading(database, a_shop.id, known) as look:
            assert look.terms().pop_days == 21
        raise ZeroDivisionError
    assert known == {}


def test_terms_are_what_other_modules_need(database, a_shop, stored):
    with SqlSettingsReading(database, a_shop.id) as look:
        terms = look.terms()
    assert (terms.currency, terms.timezone, terms.country) == ("EUR", "Europe/Berlin", "DE")
    assert terms.hourly_rate == Money(Decimal("62.50"), "EUR")
    assert terms.tax_rates == {"standard": Decimal("19.0001")}
    assert terms.numbering["invoice"] == "R{year}-{n:4}"
    assert terms.numbering["customer"] == "CL-{n:4}"
    assert terms.invite_only is False
    assert terms.queue_advances_project is True
    assert terms.allow_negative_stock is True


def test_a_shop_without_a_row_has_the_defaults(database, a_shop):
    with SqlSettingsReading(database, a_shop.id) as look:
        assert look.terms().currency == "ZAR"
        assert look.settings().version == 1
        assert look.terms().company.company_name == ""


def test_a_change_is_logged_by_its_fields(database, actor, a_shop, stored):
    with SqlSettingsUnitOfWork(database, actor) as uow:
        uow.settings.find().change({"words": {Concept.TASK: Word("Schritt", "Schritte")}})
    with database.engine.connect() as connection:
        mine = entries.c.entity_id == a_shop.id
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.set_config("nexus.shop", str(a_shop.id), True)))
        query = sa.select(entries).where(mine, entries.c.action == "updated")
        [entry] = connection.execute(query).all()
    assert entry.entity_type == "shop_settings"
    assert '"task":{"one":"Schritt"' in entry.changes
    assert "company_name" not in entry.changes


def test_the_last_number_is_read_without_taking_it(database, actor, a_shop):
    with SqlSettingsUnitOfWork(database, actor) as uow:
        assert [uow.number("SKU-{n:4}") for _ in range(2)] == ["SKU-0001", "SKU-0002"]
    for _ in range(2):
        with SqlSettingsReading(database, a_shop.id) as look:
            assert look.last_numbers(["SKU-{n}", "CL-{n}"]) == {"SKU-{n}": 2}


def test_a_standard_task_comes_back_as_it_went(database, actor, a_shop):
    made = store(database, actor, a_shop, "Set the gas", planned=timedelta(minutes=5))
    with SqlSettingsReading(database, a_shop.id) as look:
        view = look.template(made.id)
        [standard] = look.standard_tasks(a_shop.station_id)
    assert (view.title, view.planned, view.version) == ("Set the gas", timedelta(minutes=5), 1)
    assert (standard.id, standard.title, standard.description) == (made.id, "Set the gas", "")


def test_get_and_template_hide_other_shops_and_archived_ones(database, actor, a_shop, another_shop):
    made = store(database, actor, a_shop, "Set the gas")
    with SqlSettingsUnitOfWork(database, another_shop.actor) as uow, pytest.raises(NotFound):
        uow.templates.get(made.id)
    with SqlSettingsReading(database, another_shop.id) as look, pytest.raises(NotFound):
        look.template(made.id)
    with SqlSettingsUnitOfWork(database, actor) as uow:
        uow.templates.get(made.id).archive()
    with SqlSettingsReading(database, a_shop.id) as look:
        assert look.standard_tasks(a_shop.station_id) == []
        with pytest.raises(NotFound):
            look.template(made.id)


@pytest.mark.parametrize("sort", ["position", "-position", "title", "-title"])
def test_pages_show_each_standard_task_once_and_in_order(database, actor, a_shop, statements, sort):
    for position, title in enumerate("bÄcab", start=1):
        store(database, actor, a_shop, title, position)
    seen, cursor = [], None
    while True:
        with SqlSettingsReading(database, a_shop.id) as look:
            statements.clear()
            wish = ListTaskTemplates(sort=sort, limit=2, cursor=cursor, total=True)
            page = look.templates(a_shop.station_id, wish)
        assert (len(statements), page.total) == (1, 5)
        seen += [getattr(view, sort.strip("-")) for view in page.items]
        if (cursor := page.next) is None:
            break
    straight = seen[::-1] if sort.startswith("-") else seen
    if sort.endswith("title"):
        assert [title.lower() for title in straight] in (list("äabbc"), list("aäbbc"))
    else:
        assert straight == [1, 2, 3, 4, 5]


def test_a_page_is_filtered_and_searched(database, actor, a_shop):
    store(database, actor, a_shop, "Gas prüfen")
    store(database, actor, a_shop, "Gas set", 2, is_active=False)
    store(database, actor, a_shop, "Load", 3)
    with SqlSettingsReading(database, a_shop.id) as look:

        def titles(**wish):
            page = look.templates(a_shop.station_id, ListTaskTemplates(**wish))
            return [view.title for view in page.items]

        assert titles(search="gas PRUF") == ["Gas prüfen"]
        assert titles(is_active=True) == ["Gas prüfen", "Load"]
        assert titles(is_active=False, search="gas") == ["Gas set"]
        assert titles(search="%") == []
        elsewhere = look.templates(StationId(new_id()), ListTaskTemplates())
        assert elsewhere.items == []


def test_verify_finds_a_rate_in_foreign_money(database, actor, a_shop, stored):
    [check] = CHECKS

    def breaches():
        with SqlSettingsReading(database, a_shop.id) as look:
            return list(check.violations(look.connection, ShopId(a_shop.id)))

    assert breaches() == []
    with SqlSettingsUnitOfWork(database, actor) as uow:
        mine = shop_settings.c.shop_id == a_shop.id
        uow.session.execute(sa.update(shop_settings).where(mine).values(currency="ZAR"))
    assert breaches() == ["Prices are in ZAR and the hourly rate in EUR."]
