"""Quotes and deposits on both databases: many at once, what is logged, what must hold."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import msgspec
import pytest
import sqlalchemy as sa
from dependency_injector import providers

from nexus.kernel.errors import NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import QuoteId, SaleId
from nexus.platform.activity import entries
from nexus.sales import IssueSale, ListSales, RecordPayment
from nexus.sales.adapters.db import SqlSalesReading, SqlSalesUnitOfWork
from nexus.sales.adapters.db.quotes import acceptance, link, quote
from nexus.sales.adapters.db.quotes_looking import SqlQuotesReading
from nexus.sales.adapters.db.tables import sale
from nexus.sales.container import CHECKS
from nexus.sales.domain.quote import QuoteMoved, QuoteStatus
from nexus.sales.messages.quotes import (
    AcceptQuote,
    AskDeposit,
    CreateQuote,
    ListQuotes,
    RecordAcceptance,
    RejectQuote,
    ReviseQuote,
    SendQuote,
    WithdrawQuote,
    WriteQuoteLine,
)
from nexus.sales.service.acceptance import Visitor

from tests.conftest import NOW

THREADS = 8
TABLE = WriteQuoteLine(description="River Table", unit_price=Decimal(12000))
YES = AcceptQuote(name="Lindiwe Dube", agree=True)
HERE = Visitor(ip="203.0.113.7", user_agent="Firefox")


@pytest.fixture
def quotes(nexus):
    return nexus.sales.quotes()


@pytest.fixture
def acceptances(nexus):
    return nexus.sales.acceptance()


@pytest.fixture
def deposits(nexus):
    return nexus.sales.deposits()


@pytest.fixture
def draft(quotes, actor, customer_id):
    def draft(**changes):
        given = {"customer_id": customer_id, "lines": [TABLE]} | changes
        return quotes.create(actor, CreateQuote(**given))

    return draft


@pytest.fixture
def sent(quotes, actor, draft):
    def sent(**changes):
        return quotes.send(actor, draft(**changes).id, SendQuote())

    return sent


def breaches(database, shop_id):
    with SqlSalesReading(database, shop_id) as look:
        return [told for check in CHECKS for told in check.violations(look.connection, shop_id)]


def together(work):
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))


def test_a_quote_accepted_by_many_at_once_is_accepted_once(
    sent, acceptances, sales, actor, database, settings
):
    settings.shop.deposit_on_acceptance = "issue"
    made = sent(deposit_percent=Decimal(50))
    answers = together(lambda n: acceptances.accept(made.token, YES, HERE))
    assert Counter(it.already for it in answers) == {False: 1, True: THREADS - 1}
    assert len({it.quote.accepted for it in answers}) == 1
    kinds = Counter(it.kind.value for it in sales.page(actor, ListSales()).items)
    assert kinds == {"invoice": 1, "deposit": 1}
    assert breaches(database, actor.shop_id) == []


def test_a_link_and_an_order_at_once_make_one_acceptance(sent, acceptances, sales, actor, database):
    made = sent()

    def accept(n):
        try:
            if n % 2:
                return not acceptances.accept(made.token, YES, HERE).already
            acceptances.record(actor, made.quote.id, RecordAcceptance(name="Buyer"))
        except (QuoteMoved, Stale):
            return False
        return True

    assert sum(together(accept)) == 1
    assert len(sales.page(actor, ListSales()).items) == 1
    assert breaches(database, actor.shop_id) == []


def test_a_quote_is_accepted_or_replaced_and_never_both(
    sent, quotes, acceptances, sales, actor, database
):
    made = sent()
    newer = quotes.revise(actor, made.quote.id, ReviseQuote())

    def move(n):
        try:
            if n % 2:
                acceptances.accept(made.token, YES, HERE)
                return "accepted"
            quotes.send(actor, newer.id, SendQuote())
        except (Refused, Stale):
            return "refused"
        return "superseded"

    done = set(together(move)) - {"refused"}
    assert done == {quotes.one(actor, made.quote.id).status.value}
    assert breaches(database, actor.shop_id) == []


def test_a_deposit_is_deducted_by_one_of_many_invoices(
    deposits, sales, actor, database, customer_id, project_id, draft, quotes, acceptances
):
    made = quotes.send(actor, draft(project_id=project_id).id, SendQuote())
    acceptances.accept(made.token, YES, HERE)
    order = quotes.one(actor, made.quote.id).sale_id
    deposit = deposits.of_quote(actor, made.quote.id, AskDeposit(percent=Decimal(50), issue=True))
    sales.pay(actor, deposit.id, RecordPayment(amount=Decimal(6900), method="eft"))

    def issue(n):
        try:
            return sales.issue(actor, order, IssueSale()).total.amount
        except (Refused, Stale):
            return None

    assert [it for it in together(issue) if it is not None] == [Decimal("6900.00")]
    assert breaches(database, actor.shop_id) == []


def test_what_fails_half_way_leaves_nothing(sent, acceptances, quotes, sales, actor, nexus):
    def react(event):
        raise ConnectionError("The power failed.")

    made = sent()
    nexus.react.override(providers.Object(react))
    with pytest.raises(ConnectionError):
        acceptances.accept(made.token, YES, HERE)
    assert quotes.one(actor, made.quote.id) == made.quote
    assert sales.page(actor, ListSales()).items == []


def test_an_expired_quote_is_not_answered_but_an_earlier_order_is_recorded(
    sent, acceptances, quotes, actor, database
):
    made = sent(valid_until=NOW.date())
    with SqlSalesUnitOfWork(database, actor) as uow:
        late = {"expires_on": NOW.date().replace(day=1), "expires_at": NOW}
        uow.session.execute(sa.update(quote).where(quote.c.id == made.quote.id).values(late))
    shown = acceptances.look(made.token)
    assert (shown.status.value, shown.can_accept) == ("expired", False)
    assert "valid until 2026-03-01" in shown.notice
    with pytest.raises(QuoteMoved, match="has expired"):
        acceptances.accept(made.token, YES, HERE)
    with pytest.raises(QuoteMoved, match="has expired"):
        acceptances.reject(made.token, RejectQuote())
    expired = quotes.page(actor, ListQuotes(status=QuoteStatus.EXPIRED)).items
    assert [it.id for it in expired] == [made.quote.id]
    assert quotes.page(actor, ListQuotes(status=QuoteStatus.SENT)).items == []
    with pytest.raises(QuoteMoved):
        acceptances.record(actor, made.quote.id, RecordAcceptance(name="Buyer"))
    in_time = RecordAcceptance(name="Buyer", date=NOW.date().replace(day=1))
    assert acceptances.record(actor, made.quote.id, in_time).status.value == "accepted"


def test_a_link_past_its_days_leads_nowhere(sent, acceptances, actor, database):
    made = sent()
    with SqlSalesUnitOfWork(database, actor) as uow:
        uow.session.execute(
            sa.update(link).where(link.c.shop_id == actor.shop_id).values(expires_at=NOW)
        )
    with pytest.raises(NotFound):
        acceptances.look(made.token)
    with pytest.raises(NotFound):
        acceptances.accept(made.token, YES, HERE)


def test_neither_token_nor_drawing_is_told_in_the_log_or_kept(sent, acceptances, actor, database):
    made = sent()
    drawn = AcceptQuote(
        name="Lindiwe Dube", agree=True, signature_text="L. Dube", signature_image="iVBORw0KGgo="
    )
    acceptances.accept(made.token, drawn, HERE)
    with SqlSalesReading(database, actor.shop_id) as look:
        log = look.connection.execute(
            sa.select(entries).where(entries.c.shop_id == actor.shop_id)
        ).all()
        kept = look.connection.execute(sa.select(link).where(link.c.shop_id == actor.shop_id)).one()
    told = " ".join(row.changes for row in log)
    assert made.token not in told
    assert kept.token_hash not in told
    assert "iVBORw0KGgo" not in told
    assert made.token not in str(kept)
    yes = [row for row in log if row.entity_type == "acceptance"]
    assert [(row.actor, row.action) for row in yes] == [("Lindiwe Dube (by link)", "created")]
    assert "203.0.113.7" in yes[0].changes


def test_reading_costs_few_statements(sent, quotes, acceptances, actor, statements):
    made = sent(lines=[TABLE] * 20)
    statements.clear()
    quotes.one(actor, made.quote.id)
    assert len(statements) == 4
    statements.clear()
    quotes.page(actor, ListQuotes())
    assert len(statements) == 1
    statements.clear()
    acceptances.look(made.token)
    assert len(statements) <= 6


def test_quotes_follow_a_merge(sent, quotes, actor, customer_id, another_customer_id, nexus):
    made = sent()
    quotes.repoint(actor, customer_id, another_customer_id)
    seen = quotes.one(actor, made.quote.id)
    assert seen.customer_id == another_customer_id
    assert seen.customer.name == made.quote.customer.name
    assert nexus.sales.answers().has_sale(actor.shop_id, another_customer_id)
    assert not nexus.sales.answers().has_sale(actor.shop_id, customer_id)


def test_what_was_accepted_is_a_projects_quoted_price(
    draft, quotes, acceptances, actor, project_id, nexus
):
    answers = nexus.sales.answers()
    made = quotes.send(actor, draft(project_id=project_id).id, SendQuote())
    assert answers.has_quote(actor.shop_id, project_id)
    assert answers.quoted_of_project(actor.shop_id, project_id) is None
    acceptances.accept(made.token, YES, HERE)
    assert answers.quoted_of_project(actor.shop_id, project_id).amount == Decimal("13800.00")
    quotes.withdraw(actor, made.quote.id, WithdrawQuote(reason="Called off"))
    assert answers.quoted_of_project(actor.shop_id, project_id) is None


@pytest.mark.parametrize(
    ("step", "scope"),
    [
        (lambda q, a, by, id: q.create(by, CreateQuote()), "quotes.write"),
        (lambda q, a, by, id: q.send(by, id, SendQuote()), "quotes.send"),
        (lambda q, a, by, id: q.one(by, id), "quotes.read"),
        (lambda q, a, by, id: q.withdraw(by, id, WithdrawQuote(reason="x")), "quotes.send"),
        (lambda q, a, by, id: a.record(by, id, RecordAcceptance(name="x")), "quotes.accept"),
    ],
)
def test_each_step_needs_its_permission(quotes, acceptances, actor, sent, step, scope):
    made = sent()
    others = frozenset({"quotes.read", "quotes.write", "quotes.send", "quotes.accept"} - {scope})
    visitor = msgspec.structs.replace(actor, scopes=others)
    with pytest.raises(NotAllowed, match=scope):
        step(quotes, acceptances, visitor, made.quote.id)


BREAKS = {
    "quote": (quote, {"total_minor": 1}, "sum of what is chosen"),
    "order": (quote, {"sale_id": None}, "without one order"),
    "record": (acceptance, {"total_minor": 1}, "one record"),
    "content": (acceptance, {"content": "{}"}, "not what was accepted"),
    "deposit": (sale, {"deducted_minor": 1}, "something else"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_each_breach_is_told(sent, acceptances, actor, database, broken):
    acceptances.accept(sent().token, YES, HERE)
    assert breaches(database, actor.shop_id) == []
    table, values, told = BREAKS[broken]
    with SqlSalesUnitOfWork(database, actor) as uow:
        mine = table.c.shop_id == actor.shop_id
        uow.session.execute(sa.update(table).where(mine).values(values))
    assert any(told in breach for breach in breaches(database, actor.shop_id))


def test_another_shop_sees_none_of_it(sent, another_shop, database):
    made = sent()
    with SqlQuotesReading(database, another_shop.id) as look, pytest.raises(NotFound):
        look.one(QuoteId(made.quote.id), NOW)
    with SqlQuotesReading(database, another_shop.id) as look, pytest.raises(NotFound):
        look.deposits(SaleId(made.quote.id))
