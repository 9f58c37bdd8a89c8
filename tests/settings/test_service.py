"""The use cases over fakes: permissions, orchestration and what the world's registers know."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import msgspec
import pytest

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import ShopId, StationId, TaskTemplateId, new_id
from nexus.kernel.money import Money
from nexus.settings import (
    ChangeSettings,
    ChangeTaskTemplate,
    Concept,
    CreateTaskTemplate,
    FoundSettings,
    Series,
    SettingsAnswers,
    SettingsService,
    TaxRate,
    Word,
)
from nexus.settings.messages import ListTaskTemplates, OrderTaskTemplates, PreviewNumber

from tests.conftest import NOW
from tests.settings.fakes import FakeFiles, FakeHolidays, FakeStandards, FakeStations, FakeStore

CUTTING = StationId(new_id())
FOUNDED = FoundSettings(
    company_name="Kestrel Fabrication",
    hourly_rate=Money(Decimal(350), "ZAR"),
    words={Concept.PROJECT: Word("Job", "Jobs")},
    profiles=["laser"],
)


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def service(store):
    return SettingsService(
        unit_of_work=store,
        reading=store,
        stations=FakeStations(CUTTING),
        files=FakeFiles(),
        holidays=FakeHolidays(),
        standards=FakeStandards(),
        clock=lambda: NOW,
    )


@pytest.fixture
def answers(store):
    return SettingsAnswers(store, FakeHolidays())


def titles(service, actor):
    page = service.task_templates(actor, CUTTING, ListTaskTemplates())
    return [template.title for template in page.items]


def test_a_shop_without_settings_works_by_the_defaults(service, actor, answers):
    assert service.one(actor).version == 1
    terms = answers.terms(actor.shop_id)
    assert terms.currency == "ZAR"
    assert terms.tax_rates == {"standard": 15, "zero": 0}
    assert terms.numbering["invoice"] == "INV-{year}-{n:3}"
    assert (terms.pop_days, terms.time_overlap, terms.tax_rounding) == (10, "refuse", "line")
    assert terms.invite_only


def test_a_shop_is_founded_once(service, actor, answers):
    view = service.found(actor, FOUNDED)
    assert (view.version, view.company_name, view.profiles) == (
        1,
        "Kestrel Fabrication",
        ("laser",),
    )
    assert service.words(actor)[Concept.PROJECT] == Word("Job", "Jobs")
    assert service.words(actor)[Concept.TASK] == Word("Task", "Tasks")
    assert answers.terms(actor.shop_id).hourly_rate == Money(Decimal(350), "ZAR")
    with pytest.raises(Refused, match="already"):
        service.found(actor, FOUNDED)


def test_a_change_is_made_on_the_version_that_was_seen(service, actor):
    seen = service.found(actor, FOUNDED)
    changed = service.change(actor, ChangeSettings(pop_days=14), seen.version)
    assert (changed.pop_days, changed.version) == (14, 2)
    with pytest.raises(Stale, match="look again"):
        service.change(actor, ChangeSettings(pop_days=7), seen.version)


def test_the_first_change_writes_the_defaults_down(service, actor):
    changed = service.change(actor, ChangeSettings(cut_off="17:00"), 1)
    assert (changed.cut_off, changed.version) == ("17:00", 2)
    assert service.one(actor) == changed


@pytest.mark.parametrize(
    ("wish", "at"),
    [
        (ChangeSettings(currency="DEM"), "currency"),
        (ChangeSettings(country="ZZ"), "country"),
        (ChangeSettings(locale="tlh"), "locale"),
        (ChangeSettings(subdivision="SCT"), "subdivision"),
        (ChangeSettings(email="office"), "email"),
    ],
)
def test_what_no_register_knows_is_named(service, actor, wish, at):
    with pytest.raises(Invalid) as refusal:
        service.change(actor, wish)
    assert refusal.value.field == at


def test_a_region_is_looked_up_in_its_country(service, actor):
    changed = service.change(actor, ChangeSettings(country="GB", subdivision="SCT"))
    assert (changed.country, changed.subdivision) == ("GB", "SCT")


@pytest.mark.parametrize(
    ("series", "pattern", "last", "code"),
    [
        (Series.CUSTOMER, "CL-{n:4}", 0, "CL-0001"),
        (Series.CUSTOMER, "CL-{n:4}", 9999, "CL-10000"),
        (Series.PROJECT, "JB-{year}-{month}-{customer}-{n:3}", 0, "JB-2026-03-CL0001-001"),
        (Series.INVOICE, "INV-{year}-{n:3}", 41, "INV-2026-042"),
        (Series.QUOTE, "Q{year}{month}/{n}", 0, "Q202603/1"),
    ],
)
def test_a_preview_shows_the_next_code(service, actor, store, series, pattern, last, code):
    key = {"CL-10000": "CL-{n}", "INV-2026-042": "INV-2026-{n}"}.get(code, "")
    store.numbers[key] = last
    assert service.preview(actor, PreviewNumber(series=series, pattern=pattern)).next == code


@pytest.mark.parametrize("pattern", ["INV", "{n}{n}", "{customer}-{n}", "{n:0}", "{", "<{n}>"])
def test_a_preview_refuses_what_cannot_be_filled_in(service, actor, pattern):
    with pytest.raises(Invalid) as refusal:
        service.preview(actor, PreviewNumber(series=Series.INVOICE, pattern=pattern))
    assert refusal.value.field == "pattern"


def test_the_calendar_tells_business_days_from_others(service, actor):
    shown = service.calendar(actor, date(2026, 4, 25), date(2026, 4, 28))
    assert [(day.closed, day.name) for day in shown.days] == [
        ("weekend", ""),
        ("weekend", ""),
        ("holiday", "Freedom Day"),
        (None, ""),
    ]
    assert shown.business_days == 1


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-02", "2026-01-01"), ("2026-01-01", "2027-06-01"), ("9999-12-01", "9999-12-31")],
)
def test_the_calendar_has_its_limits(service, actor, first, last):
    with pytest.raises(Invalid) as refusal:
        service.calendar(actor, date.fromisoformat(first), date.fromisoformat(last))
    assert refusal.value.field == "to"


def test_answers_know_the_days(service, actor, answers):
    shop_id = actor.shop_id
    monday = datetime(2026, 4, 27, 6, 0, tzinfo=UTC)  # Freedom Day, eight in the morning
    assert answers.scheduled_day(shop_id, monday) == date(2026, 4, 28)
    assert answers.add_days(shop_id, date(2026, 4, 24), 2) == date(2026, 4, 29)
    assert not answers.is_business_day(shop_id, monday.date())


def test_standard_tasks_come_in_order_and_active(service, actor, answers):
    for title in ("Check the drawing", "Load the sheet", "Set the gas"):
        wish = CreateTaskTemplate(title=title, planned=timedelta(minutes=15))
        last = service.create_task_template(actor, CUTTING, wish)
    assert last.position == 3
    service.change_task_template(actor, last.id, ChangeTaskTemplate(is_active=False))
    first, second = answers.standard_tasks(actor.shop_id, CUTTING)
    assert (first.title, second.title) == ("Check the drawing", "Load the sheet")
    assert first.planned == timedelta(minutes=15)
    service.order_task_templates(
        actor, CUTTING, OrderTaskTemplates(ids=[last.id, second.id, first.id])
    )
    assert titles(service, actor) == ["Set the gas", "Load the sheet", "Check the drawing"]
    service.delete_task_template(actor, second.id)
    assert titles(service, actor) == ["Set the gas", "Check the drawing"]
    with pytest.raises(NotFound):
        service.task_template(actor, second.id)


def test_a_standard_task_changes_by_part(service, actor):
    wish = CreateTaskTemplate(title="Set the gas", planned=timedelta(minutes=5))
    made = service.create_task_template(actor, CUTTING, wish)
    changed = service.change_task_template(
        actor, made.id, ChangeTaskTemplate(description="Nitrogen"), made.version
    )
    assert (changed.title, changed.description, changed.planned) == (
        "Set the gas",
        "Nitrogen",
        timedelta(minutes=5),
    )
    cleared = service.change_task_template(actor, made.id, ChangeTaskTemplate(planned=None))
    assert cleared.planned is None
    with pytest.raises(Stale):
        service.delete_task_template(actor, made.id, made.version)


def test_a_station_that_is_not_there_has_no_tasks(service, actor):
    nowhere = StationId(new_id())
    for call in (
        lambda: service.create_task_template(actor, nowhere, CreateTaskTemplate(title="x")),
        lambda: service.task_templates(actor, nowhere, ListTaskTemplates()),
        lambda: service.order_task_templates(actor, nowhere, OrderTaskTemplates(ids=[])),
    ):
        with pytest.raises(NotFound, match="no such station"):
            call()


def test_another_shop_has_settings_of_its_own(service, actor):
    service.found(actor, FOUNDED)
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    assert service.one(stranger).company_name == ""


READS = {
    "one": (),
    "words": (),
    "preview": (PreviewNumber(series=Series.SKU, pattern="S{n}"),),
    "calendar": (date(2026, 1, 1), date(2026, 1, 2)),
    "task_template": (TaskTemplateId(new_id()),),
    "task_templates": (CUTTING, ListTaskTemplates()),
}
CHANGES = {
    "found": (FOUNDED,),
    "change": (ChangeSettings(),),
    "create_task_template": (CUTTING, CreateTaskTemplate(title="x")),
    "change_task_template": (TaskTemplateId(new_id()), ChangeTaskTemplate()),
    "delete_task_template": (TaskTemplateId(new_id()),),
    "order_task_templates": (CUTTING, OrderTaskTemplates(ids=[])),
}


@pytest.mark.parametrize(("use_case", "given"), READS.items(), ids=READS)
def test_looking_needs_the_permission(service, actor, use_case, given):
    visitor = msgspec.structs.replace(actor, scopes=frozenset({"settings.manage"}))
    with pytest.raises(NotAllowed, match=r"settings\.read"):
        getattr(service, use_case)(visitor, *given)


@pytest.mark.parametrize(("use_case", "given"), CHANGES.items(), ids=CHANGES)
def test_changing_needs_the_permission(service, actor, use_case, given):
    visitor = msgspec.structs.replace(actor, scopes=frozenset({"settings.read"}))
    with pytest.raises(NotAllowed, match=r"settings\.manage"):
        getattr(service, use_case)(visitor, *given)


def test_tax_rates_reach_the_terms(service, actor, answers):
    rates = [TaxRate(code="reduced", name="Reduced", percent=Decimal("5.5000"))]
    service.change(actor, ChangeSettings(tax_rates=rates, default_tax="reduced"))
    terms = answers.terms(actor.shop_id)
    assert terms.tax_rates == {"reduced": Decimal("5.5")}
    assert terms.default_tax == "reduced"
