"""Mapping, queries and invariants of the sales module, against both databases."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
import sqlalchemy as sa

from nexus.customers import CustomersMerged
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import ProjectId, SaleId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.platform.activity import entries
from nexus.sales import (
    ApplyCredit,
    CancelSale,
    ChangeSale,
    CreateSale,
    IssueSale,
    ListSales,
    RecordPayment,
    RefundPayment,
    VoidPayment,
    WriteLine,
)
from nexus.sales.adapters.db import SqlSalesReading, SqlSalesUnitOfWork, credit, line, payment, sale
from nexus.sales.container import CHECKS

from tests.conftest import NOW

ODD = WriteLine(
    description="Laser\nholes",
    quantity=Decimal("12345"),
    unit="pc",
    unit_price=Decimal("0.0045"),
    discount_percent=Decimal("2.5"),
)
HUNDRED = WriteLine(description="Cutting", unit_price=Decimal(100), tax="zero")


@pytest.fixture
def draft(sales, actor, customer_id):
    def draft(*lines, **changes):
        wish = dict(customer_id=customer_id, lines=list(lines or [HUNDRED])) | changes
        return sales.create(actor, CreateSale(**wish))

    return draft


@pytest.fixture
def invoice(sales, actor, draft):
    def invoice(*lines, on=None, **changes):
        return sales.issue(actor, draft(*lines, **changes).id, IssueSale(issue_date=on))

    return invoice


def zar(amount):
    return Money(Decimal(amount), "ZAR")


def paid(sales, actor, sale, amount):
    return sales.pay(actor, sale.id, RecordPayment(amount=Decimal(amount), method="eft"))


def breaches(database, shop_id):
    with SqlSalesReading(database, shop_id) as look:
        return [told for check in CHECKS for told in check.violations(look.connection, shop_id)]


def test_a_sale_comes_back_as_it_went(sales, actor, draft, project_id):
    made = draft(
        ODD,
        HUNDRED,
        project_id=project_id,
        discount_amount=Decimal("1.25"),
        reference="PO 7",
        notes="a\nb",
        prices_include_tax=True,
        terms_days=0,
    )
    assert sales.one(actor, made.id) == made
    issued = sales.issue(actor, made.id, IssueSale())
    assert sales.one(actor, made.id) == issued
    paid(sales, actor, made, "20.00")
    last = paid(sales, actor, made, "500.00")
    last = sales.void_payment(actor, made.id, last.payments[0].id, VoidPayment(reason="Twice"))
    assert sales.one(actor, made.id) == last
    assert [str(line.unit_price) for line in last.lines] == ["0.0045", "100.00"]


def test_get_and_one_hide_other_shops(database, another_shop, draft):
    made = draft()
    with SqlSalesUnitOfWork(database, another_shop.actor) as uow, pytest.raises(NotFound):
        uow.sales.get(made.id)
    with SqlSalesReading(database, another_shop.id) as look:
        for ask in (lambda: look.one(made.id, NOW), lambda: look.id_of("INV-2026-001")):
            with pytest.raises(NotFound):
                ask()
        assert look.page(ListSales(), NOW).items == []


@pytest.mark.parametrize("what", ["customers_customer", "projects_project"])
def test_no_row_points_into_another_shop(a_shop, another_shop, what):
    column = {"customers_customer": "customer_id", "projects_project": "project_id"}[what]
    stray = {column: another_shop.add(what)}
    with pytest.raises(Refused) as refusal:
        a_shop.add("sales_sale", **stray)
    assert isinstance(refusal.value.__cause__, sa.exc.IntegrityError)


def test_a_number_is_given_once(database, a_shop, invoice):
    invoice()
    with pytest.raises(Refused):
        a_shop.add("sales_sale", number="INV-2026-001")


def test_replaced_lines_are_gone(sales, actor, database, draft):
    made = draft(ODD, HUNDRED)
    seen = sales.change(actor, made.id, ChangeSale(lines=[HUNDRED]))
    assert sales.one(actor, made.id) == seen
    sales.delete(actor, made.id)
    with SqlSalesReading(database, actor.shop_id) as look:
        left = sa.select(sa.func.count()).where(line.c.shop_id == actor.shop_id)
        assert look.connection.scalar(left) == 0


SORTED = {
    "number": ["INV-2026-9", "INV-2026-10", "INV-2026-11"],
    "issue_date": ["INV-2026-10", "INV-2026-11", "INV-2026-9"],
    "due_date": ["INV-2026-11", "INV-2026-10", "INV-2026-9"],
    "total": ["INV-2026-11", "INV-2026-9", "INV-2026-10"],
    "created_at": None,
}


@pytest.mark.parametrize("sort", [f"{minus}{key}" for key in SORTED for minus in ("", "-")])
def test_pages_show_each_sale_once_and_in_order(database, a_shop, statements, sort, customer_id):
    for place, day, due, total in [(9, 5, 30, 2), (10, 1, 20, 3), (11, 3, 10, 1)]:
        a_shop.add(
            "sales_sale",
            customer_id=customer_id,
            number=f"INV-2026-{place}",
            number_key=f"inv 2026 {len(str(place)):02}{place}",
            issued_on=date(2026, 1, day),
            due_on=date(2026, 2, 1) + timedelta(days=due),
            overdue_at=NOW,
            status="issued",
            currency="ZAR",
            total_minor=total,
        )
    seen, cursor = [], None
    while True:
        with SqlSalesReading(database, a_shop.id) as look:
            statements.clear()
            page = look.page(ListSales(sort=sort, limit=2, cursor=cursor, total=True), NOW)
        assert (len(statements), page.total) == (1, 3)
        seen += [row.number for row in page.items]
        if (cursor := page.next) is None:
            break
    expected = SORTED[sort.removeprefix("-")]
    assert len(seen) == len(set(seen)) == 3
    if expected:
        assert seen == (expected[::-1] if sort.startswith("-") else expected)


def test_a_list_is_filtered(sales, actor, draft, invoice, another_customer_id, project_id):
    plain = draft()
    old = invoice(on=date(2026, 1, 1), reference="Çédille")
    new = invoice(customer_id=another_customer_id, terms_days=0)
    single = draft(HUNDRED, msgspec.structs.replace(HUNDRED, project_id=project_id))
    paid(sales, actor, new, "100.00")

    def ids(**wish):
        return {row.id for row in sales.page(actor, ListSales(**wish)).items}

    assert ids() == {plain.id, old.id, new.id, single.id}
    assert ids(status="draft") == {plain.id, single.id}
    assert ids(status="paid") == ids(customer_id=another_customer_id) == {new.id}
    assert ids(overdue=True) == {old.id}
    assert ids(overdue=False) == {plain.id, new.id, single.id}
    assert ids(issued_from=date(2026, 1, 2)) == {new.id}
    assert ids(issued_to=date(2026, 1, 1)) == {old.id}
    assert ids(project_id=project_id) == {single.id}
    assert ids(search="cedille muller") == ids(search=old.number) == {old.id}
    assert ids(search="zed") == {new.id}
    assert ids(search="100%") == set()


def test_a_draft_shows_what_its_customer_is_called_today(
    sales, actor, a_shop, database, draft, invoice, customer_id
):
    made, sent = draft(), invoice()
    with SqlSalesUnitOfWork(database, actor) as uow:
        customer = sa.table("customers_customer", sa.column("id"), sa.column("name"))
        renamed = sa.update(customer).where(customer.c.id == customer_id).values(name="New Ltd")
        uow.session.execute(renamed)
    rows = {row.id: row.customer_name for row in sales.page(actor, ListSales()).items}
    assert rows == {made.id: "New Ltd", sent.id: "Müller & Söhne"}
    assert sales.one(actor, made.id).customer.name == "New Ltd"
    assert sales.one(actor, sent.id).customer.name == "Müller & Söhne"


def test_a_balance_adds_up_what_was_billed(
    sales, actor, invoice, draft, customer_id, another_customer_id
):
    draft()
    late = invoice(on=date(2026, 1, 1))
    paid(sales, actor, late, "30.00")
    paid(sales, actor, invoice(), "150.00")
    sales.cancel(actor, invoice().id, CancelSale(reason="x"))
    invoice(currency="EUR")
    invoice(customer_id=another_customer_id)
    own, euros = sales.balance(actor, customer_id).balances
    assert (own.billed, own.paid, own.open) == (zar(200), zar(130), zar(70))
    assert (own.overdue, own.credit) == (zar(70), zar(50))
    assert euros.open == Money(Decimal(100), "EUR")


def test_a_balance_of_nothing_is_in_the_shops_currency(sales, actor, customer_id):
    [own] = sales.balance(actor, customer_id).balances
    assert (own.billed, own.credit) == (zar(0), zar(0))


def test_answers_are_counted_by_the_database(
    database, sales, actor, a_shop, invoice, customer_id, project_id
):
    other = ProjectId(a_shop.add("projects_project", customer_id=customer_id))
    sales._projects.owners[other] = customer_id
    invoice(HUNDRED, msgspec.structs.replace(HUNDRED, project_id=other), project_id=project_id)
    sales.cancel(actor, invoice(project_id=other).id, CancelSale(reason="x"))
    with SqlSalesReading(database, a_shop.id) as look:
        assert look.has_issued(customer_id)
        assert look.total_of_project(project_id) == [zar(100)]
        assert look.total_of_project(other) == [zar(100)]
        assert look.total_of_customer(customer_id) == [zar(200)]
        assert look.total_of_project(ProjectId(new_id())) == []
    with SqlSalesReading(database, ShopId(new_id())) as look:
        assert not look.has_issued(customer_id)


def test_credit_passes_from_sale_to_sale(sales, actor, database, invoice, customer_id):
    first = paid(sales, actor, invoice(), "150.00")
    second = invoice()
    seen = sales.apply_credit(actor, second.id, ApplyCredit())
    assert (seen.paid, seen.open, seen.payments[0].method) == (zar(50), zar(50), "credit")
    with pytest.raises(Refused, match="used already"):
        wish = VoidPayment(reason="x")
        sales.void_payment(actor, first.id, first.payments[0].id, wish)
    assert sales.one(actor, first.id) == first  # nothing half-written
    wish = RefundPayment(reason="x", amount=Decimal(20))
    seen = sales.refund_payment(actor, first.id, first.payments[0].id, wish)
    assert seen.paid == zar(80)
    assert breaches(database, actor.shop_id) == []


def test_a_merge_moves_sales_and_credit(
    sales, actor, database, a_shop, draft, invoice, customer_id, another_customer_id
):
    made, sent = draft(), paid(sales, actor, invoice(), "150.00")
    paid(sales, actor, invoice(customer_id=another_customer_id), "101.00")
    sales.repoint(actor, customer_id, another_customer_id)
    assert sales.one(actor, made.id).customer_id == another_customer_id
    seen = sales.one(actor, sent.id)
    assert (seen.customer_id, seen.customer.name) == (another_customer_id, "Müller & Söhne")
    assert sales.balance(actor, another_customer_id).balances[0].credit == zar(51)
    assert breaches(database, a_shop.id) == []


def test_a_merge_of_customers_is_followed_at_once(
    nexus, sales, actor, invoice, customer_id, another_customer_id
):
    made = invoice()
    merged = CustomersMerged(
        shop_id=actor.shop_id,
        happened_at=NOW,
        source_id=customer_id,
        target_id=another_customer_id,
    )
    with SqlSalesUnitOfWork(nexus.database(), actor) as uow:
        uow.record(merged)
    assert sales.one(actor, made.id).customer_id == another_customer_id


def test_the_activity_log_tells_of_sale_lines_and_payments(sales, actor, database, a_shop, invoice):
    made = paid(sales, actor, invoice(), "40.00")
    with SqlSalesReading(database, a_shop.id) as look:
        query = sa.select(entries).where(entries.c.shop_id == a_shop.id)
        told = {
            (row.entity_type, row.action)
            for row in look.connection.execute(query)
            if made.id in (row.entity_id, row.part_of_id)
        }
    assert told >= {
        ("sale", "created"),
        ("sale_line", "created"),
        ("sale", "status_changed"),
        ("payment", "created"),
    }


def test_issuing_and_paying_cost_few_statements(sales, actor, draft, statements):
    made = draft(*[HUNDRED] * 20)
    statements.clear()
    sales.issue(actor, made.id, IssueSale())
    # Besides the settings and the customer's card; one asks for deposits to deduct.
    assert len(statements) <= 9, statements
    statements.clear()
    paid(sales, actor, made, "5.00")
    assert len(statements) <= 9, statements  # besides the settings
    statements.clear()
    sales.one(actor, made.id)
    assert len(statements) == 3


def test_a_healthy_shop_has_no_breaches(sales, actor, database, a_shop, draft, invoice):
    draft(ODD)
    paid(sales, actor, invoice(ODD, HUNDRED), "500.00")
    sales.cancel(actor, invoice().id, CancelSale(reason="x"))
    invoice(msgspec.structs.replace(HUNDRED, discount_percent=Decimal(100)))
    invoice(on=date(2025, 5, 5))
    assert breaches(database, a_shop.id) == []


BREAKS = {
    "total": (sale, {"total_minor": 1}, "sum of its lines"),
    "paid": (sale, {"paid_minor": 1}, "sum of its lines"),
    "line": (line, {"net_minor": 1}, "sum of its lines"),
    "payment": (payment, {"amount_minor": 1}, "sum of its lines"),
    "status": (sale, {"status": "cancelled"}, "does not follow"),
    "name": (sale, {"customer_name": ""}, "without its number"),
    "place": (sale, {"number_place": 2}, "have a gap"),
    "credit": (credit, {"balance_minor": -1}, "below zero"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_each_breach_is_told(sales, actor, database, a_shop, invoice, broken):
    paid(sales, actor, invoice(), "150.00")
    table, values, told = BREAKS[broken]
    with SqlSalesUnitOfWork(database, actor) as uow:
        values = {
            name: table.c[name].type.enum_class(value) if name == "status" else value
            for name, value in values.items()
        }
        uow.session.execute(sa.update(table).where(table.c.shop_id == a_shop.id).values(values))
    assert any(told in breach for breach in breaches(database, a_shop.id))


def test_a_made_up_cursor_is_invalid(sales, actor):
    with pytest.raises(Invalid, match="cursor"):
        sales.page(actor, ListSales(cursor="e30"))


def test_the_repository_gives_drafts_without_asking_for_payments(
    database, a_shop, statements, draft
):
    made = draft()
    with SqlSalesUnitOfWork(database, a_shop.actor) as uow:
        statements.clear()
        found = uow.sales.get(SaleId(made.id))
        assert (found.payments, len(found.lines), len(statements)) == ([], 1, 1)
