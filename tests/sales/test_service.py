"""The use cases over fakes: permissions, orchestration and recorded events."""

from datetime import date
from decimal import Decimal

import msgspec
import pytest

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import (
    CustomerId,
    PaymentId,
    ProductId,
    ProjectId,
    SaleId,
    SaleLineId,
    ShopId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.sales import (
    PERMISSIONS,
    ApplyCredit,
    CancelSale,
    ChangeLine,
    ChangeSale,
    CreateSale,
    IssueSale,
    ListSales,
    PaymentRecorded,
    PaymentReversed,
    PreviewSale,
    RecordPayment,
    RefundPayment,
    SaleAnswers,
    SaleCancelled,
    SaleIssued,
    SalePaid,
    SaleService,
    VoidPayment,
    WriteLine,
)

from tests.conftest import NOW
from tests.sales.fakes import FakeCustomers, FakeProjects, FakeQuotes, FakeSettings, FakeStore

ABC, ZED = CustomerId(new_id()), CustomerId(new_id())
JOB = ProjectId(new_id())
CUTTING = WriteLine(description="Cutting", quantity=Decimal(200), unit_price=Decimal("75.00"))


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def customers():
    known = FakeCustomers()
    known.add(ABC, "ABC Manufacturing")
    known.add(ZED, "Zed")
    return known


@pytest.fixture
def settings():
    return FakeSettings()


@pytest.fixture
def service(store, customers, settings):
    return SaleService(
        unit_of_work=store,
        reading=store,
        customers=customers,
        projects=FakeProjects({JOB: ABC}),
        settings=settings,
        clock=lambda: NOW,
    )


@pytest.fixture
def draft(service, actor):
    return service.create(actor, CreateSale(customer_id=ABC, lines=[CUTTING]))


@pytest.fixture
def invoice(service, actor, draft):
    return service.issue(actor, draft.id, IssueSale())


def pay(service, actor, sale, amount, **changes):
    wish = RecordPayment(**dict(amount=Decimal(amount), method="eft") | changes)
    return service.pay(actor, sale.id, wish)


def zar(amount):
    return Money(Decimal(amount), "ZAR")


def test_a_draft_takes_the_shops_ways_of_its_day(service, actor, settings, draft):
    settings.shop.currency, settings.shop.tax_rounding = "EUR", "document"
    settings.shop.tax_rates["standard"] = Decimal(16)
    seen = service.add_line(actor, draft.id, WriteLine(description="x", unit_price=Decimal(1)))
    assert (seen.currency, seen.tax_rounding) == ("ZAR", "line")
    assert [line.tax_percent for line in seen.lines] == [15, 16]


def test_a_job_of_the_worked_example_is_invoiced(service, actor, store, draft):
    # R 15,000.00 and the first number of the year
    assert draft.subtotal == zar(15000)
    seen = service.issue(actor, draft.id, IssueSale())
    assert (seen.number, seen.status, seen.total) == ("INV-2026-001", "issued", zar(17250))
    assert (seen.issue_date, seen.due_date) == (date(2026, 3, 2), date(2026, 4, 1))
    assert (seen.customer.name, seen.customer.address) == (
        "ABC Manufacturing",
        ["1 Mill Road", "Durban"],
    )
    assert seen.seller.name == "Bench & Co"
    assert [type(event) for event in store.recorded] == [SaleIssued]


def test_a_sale_at_a_fair_stands_without_a_project(service, actor):
    boards = WriteLine(description="Oak board", quantity=Decimal(3), unit_price=Decimal(450))
    wish = CreateSale(customer_id=ABC, lines=[boards], discount_percent=Decimal(10))
    seen = service.create(actor, wish)
    told = (seen.subtotal, seen.discount, seen.tax, seen.total)
    assert told == (zar(1350), zar(135), zar("182.25"), zar("1397.25"))
    service.issue(actor, seen.id, IssueSale())
    assert pay(service, actor, seen, "1397.25", method="cash").status == "paid"


def test_a_sale_of_a_project_is_its_customers(service, actor):
    seen = service.create(actor, CreateSale(project_id=JOB))
    assert (seen.customer_id, seen.project_id) == (ABC, JOB)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (dict(), "customer_id"),
        (dict(customer_id=CustomerId(new_id())), "customer_id"),
        (dict(project_id=ProjectId(new_id())), "project_id"),
        (dict(customer_id=ZED, project_id=JOB), "project_id"),
        (
            dict(customer_id=ABC, lines=[msgspec.structs.replace(CUTTING, tax="vat")]),
            "lines[0].tax",
        ),
        (
            dict(
                customer_id=ABC,
                lines=[CUTTING, msgspec.structs.replace(CUTTING, project_id=ProjectId(new_id()))],
            ),
            "lines[1].project_id",
        ),
        (
            dict(customer_id=ABC, lines=[msgspec.structs.replace(CUTTING, quantity=Decimal(-1))]),
            "lines[0].quantity",
        ),
    ],
)
def test_a_senseless_sale_is_refused(service, actor, wish, field):
    with pytest.raises(Invalid) as refusal:
        service.create(actor, CreateSale(**wish))
    assert refusal.value.field == field


def test_nothing_is_sold_to_an_archived_customer_but_drafts_are_issued(
    service, actor, customers, draft
):
    customers.archived.add(ABC)
    with pytest.raises(Invalid, match="archived"):
        service.create(actor, CreateSale(customer_id=ABC))
    assert service.issue(actor, draft.id, IssueSale()).number


def test_a_preview_counts_the_same_and_keeps_nothing(service, actor, store, draft):
    seen = service.preview(actor, PreviewSale(lines=[CUTTING]))
    assert (seen.total, seen.taxes) == (draft.total, draft.taxes)
    assert len(store.sales.all()) == 1


def test_a_draft_is_changed(service, actor, draft):
    wish = ChangeSale(customer_id=ZED, reference="PO 7", lines=[CUTTING, CUTTING], terms_days=7)
    seen = service.change(actor, draft.id, wish, draft.version)
    assert (seen.customer.name, seen.reference, len(seen.lines)) == ("Zed", "PO 7", 2)
    assert (seen.total, seen.terms_days) == (zar(34500), 7)
    [line, _] = seen.lines
    wish = ChangeLine(quantity=Decimal(1), tax="zero", project_id=JOB)
    seen = service.change_line(actor, draft.id, line.id, wish)
    assert (seen.lines[0].total, seen.lines[0].project_id) == (zar(75), JOB)
    assert [tax.percent for tax in seen.taxes] == [15, 0]
    assert len(service.remove_line(actor, draft.id, line.id).lines) == 1


def test_a_draft_changes_to_the_customer_of_its_project_only(service, actor, draft):
    service.change(actor, draft.id, ChangeSale(project_id=JOB))
    with pytest.raises(Invalid, match="another customer"):
        service.change(actor, draft.id, ChangeSale(customer_id=ZED))
    seen = service.change(actor, draft.id, ChangeSale(customer_id=ZED, project_id=None))
    assert (seen.customer_id, seen.project_id) == (ZED, None)


def test_a_draft_is_deleted_and_an_invoice_is_not(service, actor, draft):
    other = service.create(actor, CreateSale(customer_id=ABC, lines=[CUTTING]))
    service.delete(actor, draft.id)
    with pytest.raises(NotFound):
        service.one(actor, draft.id)
    assert service.issue(actor, other.id, IssueSale()).number == "INV-2026-001"
    with pytest.raises(Refused, match="credit note"):
        service.delete(actor, other.id)


def test_the_number_is_of_the_issue_dates_year(service, actor, draft):
    assert service.issue(actor, draft.id, IssueSale(issue_date=date(2025, 12, 31))).number == (
        "INV-2025-001"
    )


def test_payments_are_recorded_in_the_documents_currency(service, actor, store, invoice):
    pay(service, actor, invoice, zar(250).amount)
    seen = service.pay(actor, invoice.id, RecordPayment(amount=zar(17000), method="card"))
    assert (seen.status, seen.open, seen.payment_method) == ("paid", zar(0), "card")
    assert [type(event) for event in store.recorded] == [
        SaleIssued,
        PaymentRecorded,
        PaymentRecorded,
        SalePaid,
    ]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        (dict(amount=Money(Decimal(1), "EUR")), "amount"),
        (dict(amount=Decimal("0.001")), "amount"),
        (dict(amount=Decimal("NaN")), "amount"),
        (dict(amount=Decimal(0)), "amount"),
        (dict(amount=Decimal(-5)), "amount"),
        (dict(amount=Decimal("1e15")), "amount"),
        (dict(method="credit"), "method"),
        (dict(date=date(2026, 3, 3)), "date"),
    ],
)
def test_a_senseless_payment_is_refused(service, actor, invoice, changes, field):
    with pytest.raises(Invalid) as refusal:
        service.pay(
            actor, invoice.id, RecordPayment(**dict(amount=Decimal(1), method="eft") | changes)
        )
    assert refusal.value.field == field


def test_what_was_over_pays_the_next_invoice(service, actor, store, invoice):
    pay(service, actor, invoice, "17350.00")
    assert store.credits.find(ABC, "ZAR").balance == zar(100)
    draft = service.create(actor, CreateSale(customer_id=ABC, lines=[CUTTING]))
    following = service.issue(actor, draft.id, IssueSale())
    seen = service.apply_credit(actor, following.id, ApplyCredit())
    assert (seen.status, seen.paid) == ("partially_paid", zar(100))
    assert store.credits.find(ABC, "ZAR").balance == zar(0)
    with pytest.raises(Refused, match="no credit"):
        service.apply_credit(actor, following.id, ApplyCredit())
    service.void_payment(actor, seen.id, seen.payments[0].id, VoidPayment(reason="Wrong one"))
    assert store.credits.find(ABC, "ZAR").balance == zar(100)
    with pytest.raises(Refused, match="used already"):
        service.apply_credit(actor, following.id, ApplyCredit(amount=Decimal("100.01")))
    assert [entry.amount_minor for entry in store.credits.entries] == [10000, -10000, 10000]


def test_a_payment_whose_credit_was_used_is_not_void(service, actor, invoice):
    seen = pay(service, actor, invoice, "17350.00")
    draft = service.create(actor, CreateSale(customer_id=ABC, lines=[CUTTING]))
    service.issue(actor, draft.id, IssueSale())
    service.apply_credit(actor, draft.id, ApplyCredit())
    with pytest.raises(Refused, match="used already"):
        service.void_payment(actor, invoice.id, seen.payments[0].id, VoidPayment(reason="x"))


def test_a_part_is_refunded(service, actor, store, invoice):
    seen = pay(service, actor, invoice, "17250")
    wish = RefundPayment(reason="Two pieces came back", amount=Decimal(150), method="cash")
    seen = service.refund_payment(actor, invoice.id, seen.payments[0].id, wish)
    assert (seen.status, seen.paid, seen.open) == ("partially_paid", zar(17100), zar(150))
    assert (seen.payments[1].amount, seen.payments[1].method) == (zar(-150), "cash")
    assert type(store.recorded[-1]) is PaymentReversed


def test_an_invoice_is_cancelled(service, actor, store, invoice):
    seen = service.cancel(actor, invoice.id, CancelSale(reason="Wrong customer"))
    assert (seen.status, seen.status_label, seen.number) == (
        "cancelled",
        "Cancelled",
        "INV-2026-001",
    )
    assert type(store.recorded[-1]) is SaleCancelled


def test_a_merge_takes_sales_and_credit_along(service, actor, store, invoice, draft):
    pay(service, actor, invoice, "17350.00")
    service.repoint(actor, ABC, ZED)
    seen = service.one(actor, invoice.id)
    assert (seen.customer_id, seen.customer.name) == (ZED, "ABC Manufacturing")
    assert store.credits.find(ABC, "ZAR").balance == zar(0)
    assert store.credits.find(ZED, "ZAR").balance == zar(100)


def test_answers_are_of_sales_that_stand(service, actor, store):
    answers = SaleAnswers(store, FakeQuotes)
    shop = actor.shop_id
    assert not answers.has_sale(shop, ABC)
    one = service.create(actor, CreateSale(project_id=JOB, lines=[CUTTING]))
    assert (answers.has_sale(shop, ABC), answers.has_issued_sale(shop, ABC)) == (True, False)
    assert answers.total_of_project(shop, JOB) == zar(17250)
    service.issue(actor, one.id, IssueSale())
    service.cancel(actor, one.id, CancelSale(reason="x"))
    assert answers.has_issued_sale(shop, ABC)
    assert answers.total_of_project(shop, JOB) is None
    for currency in ("ZAR", "EUR"):
        wish = CreateSale(customer_id=ABC, currency=currency, lines=[CUTTING])
        service.create(actor, wish)
    assert answers.total_of_customer(shop, ABC) is None  # two currencies do not add up


def test_a_wish_made_on_an_older_version_is_stale(service, actor, draft):
    service.change(actor, draft.id, ChangeSale(notes="x"), draft.version)
    for late in (
        lambda: service.change(actor, draft.id, ChangeSale(notes="y"), draft.version),
        lambda: service.issue(actor, draft.id, IssueSale(), draft.version),
        lambda: service.delete(actor, draft.id, draft.version),
    ):
        with pytest.raises(Stale, match="look again"):
            late()


def test_another_shop_cannot_see_the_sale(service, actor, draft):
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    with pytest.raises(NotFound):
        service.issue(stranger, draft.id, IssueSale())
    with pytest.raises(NotFound):
        service.one(stranger, draft.id)


ID, LINE, PAYMENT = SaleId(new_id()), SaleLineId(new_id()), PaymentId(new_id())
USE_CASES = {
    "create": ("sales.write", (CreateSale(),)),
    "preview": ("sales.read", (PreviewSale(),)),
    "change": ("sales.write", (ID, ChangeSale())),
    "delete": ("sales.write", (ID,)),
    "add_line": ("sales.write", (ID, CUTTING)),
    "change_line": ("sales.write", (ID, LINE, ChangeLine())),
    "remove_line": ("sales.write", (ID, LINE)),
    "issue": ("sales.issue", (ID, IssueSale())),
    "cancel": ("sales.issue", (ID, CancelSale(reason="x"))),
    "pay": ("sales.pay", (ID, RecordPayment(amount=Decimal(1), method="eft"))),
    "apply_credit": ("sales.pay", (ID, ApplyCredit())),
    "void_payment": ("sales.pay", (ID, PAYMENT, VoidPayment(reason="x"))),
    "refund_payment": ("sales.pay", (ID, PAYMENT, RefundPayment(reason="x"))),
    "one": ("sales.read", (ID,)),
    "by_number": ("sales.read", ("INV-2026-001",)),
    "payments": ("sales.read", (ID,)),
    "page": ("sales.read", (ListSales(),)),
    "of_customer": ("sales.read", (ABC, ListSales())),
    "of_project": ("sales.read", (JOB, ListSales())),
    "of_product": ("sales.read", (ProductId(new_id()), ListSales())),
    "balance": ("sales.read", (ABC,)),
    "repoint": ("sales.write", (ABC, ZED)),
}


@pytest.mark.parametrize("use_case", USE_CASES)
def test_each_use_case_needs_its_permission(service, actor, use_case):
    needed, arguments = USE_CASES[use_case]
    others = msgspec.structs.replace(actor, scopes=frozenset(PERMISSIONS) - {needed})
    with pytest.raises(NotAllowed, match=needed):
        getattr(service, use_case)(others, *arguments)


def test_no_use_case_is_forgotten():
    assert {name for name in vars(SaleService) if not name.startswith("_")} == set(USE_CASES)


def test_a_bill_is_due_when_the_shop_says_unless_agreed_otherwise(service, actor, settings):
    settings.shop.payment_terms_days = 14
    assert service.create(actor, CreateSale(customer_id=ABC)).terms_days == 14
    assert service.create(actor, CreateSale(customer_id=ABC, terms_days=0)).terms_days == 0
