"""What is true of quotes, their options, links and acceptances, whoever asks."""

from base64 import urlsafe_b64encode
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import CustomerId, QuoteId, QuoteLineId, SaleId, ShopId, new_id
from nexus.sales.domain import Rounding
from nexus.sales.domain.acceptance import Content, check_drawing, content_of, hash_of
from nexus.sales.domain.days import end_of
from nexus.sales.domain.link import Link, new_token, shop_of
from nexus.sales.domain.quote import ARROWS, Quote, QuoteMoved, QuoteStatus
from nexus.sales.domain.quote_line import Choice, QuoteLine
from nexus.sales.domain.reckoning import reckon

from tests.conftest import NOW
from tests.sales.samples import JOHANNESBURG, TODAY, A_Company, a_card

RATES = [("standard", Decimal(15)), ("reduced", Decimal("7.5")), ("zero", Decimal(0))]


def a_quote_line(price="100", rate=RATES[0], **changes) -> QuoteLine:
    given = dict(
        id=QuoteLineId(new_id()),
        description="Cutting",
        quantity=Decimal(1),
        unit_price=Decimal(price),
        tax=rate[0],
        tax_percent=rate[1],
    )
    return QuoteLine(**given | changes)


def a_quote(*lines, **changes) -> Quote:
    given = dict(
        id=QuoteId(new_id()),
        shop_id=ShopId(new_id()),
        number="QU-2026-001",
        customer_id=CustomerId(new_id()),
        created_at=NOW,
        expires_on=TODAY + timedelta(days=30),
        expires_at=NOW + timedelta(days=30),
        terms_days=30,
        currency="ZAR",
    )
    quote = Quote(**given | changes)
    quote.begin(a_card(), list(lines) or [a_quote_line()])
    return quote


def sent(quote: Quote) -> Quote:
    link = Link.made(new_token(quote.shop_id), NOW, NOW + timedelta(days=60))
    quote.send(a_card(), A_Company(), link, TODAY, NOW)
    return quote


def at_status(status: QuoteStatus) -> Quote:
    quote = a_quote() if status is QuoteStatus.DRAFT else sent(a_quote())
    if status is QuoteStatus.EXPIRED:
        quote.expires_at = NOW
    elif status is not QuoteStatus.DRAFT:
        quote.status = status
    return quote


MOVES = {
    QuoteStatus.SENT: sent,
    QuoteStatus.ACCEPTED: lambda it: it.accept([], SaleId(new_id()), TODAY, NOW),
    QuoteStatus.REJECTED: lambda it: it.reject("Too dear", NOW),
    QuoteStatus.CHANGE_REQUESTED: lambda it: it.ask_for_change("Oak, please", NOW),
    QuoteStatus.WITHDRAWN: lambda it: it.withdraw("A mistake", NOW),
}


@pytest.mark.parametrize("to", MOVES)
@pytest.mark.parametrize("status", QuoteStatus)
def test_only_the_named_moves_are_possible(status, to):
    quote = at_status(status)
    if to in ARROWS[status]:
        MOVES[to](quote)
        assert quote.status is to
        return
    with pytest.raises(QuoteMoved) as refused:
        MOVES[to](quote)
    assert refused.value.more["allowed"] or status in (
        QuoteStatus.SUPERSEDED,
        QuoteStatus.WITHDRAWN,
    )
    assert quote.status_at(NOW) is status


@pytest.mark.parametrize("status", QuoteStatus)
def test_what_gives_way_to_a_newer_revision(status):
    quote, newer = at_status(status), a_quote(revision=2)
    if status in (QuoteStatus.DRAFT, QuoteStatus.ACCEPTED):
        with pytest.raises(QuoteMoved):
            quote.be_superseded(newer, NOW)
    else:
        events = quote.be_superseded(newer, NOW)
        is_gone = status in (QuoteStatus.WITHDRAWN, QuoteStatus.SUPERSEDED)
        assert len(events) == (0 if is_gone else 1)


def test_a_quote_expires_as_its_last_day_ends_in_the_shops_zone():
    quote = sent(a_quote())
    quote.expires_on, quote.expires_at = TODAY, end_of(TODAY, JOHANNESBURG)
    before = quote.expires_at - timedelta(seconds=1)
    assert (before.hour, before.minute) == (21, 59)
    assert quote.status_at(before) is QuoteStatus.SENT
    assert quote.status_at(quote.expires_at) is QuoteStatus.EXPIRED
    with pytest.raises(QuoteMoved, match="has expired"):
        quote.accept([], SaleId(new_id()), TODAY, quote.expires_at)
    quote.accept([], SaleId(new_id()), TODAY, quote.expires_at, in_time=True)


def test_a_day_of_the_past_or_of_no_time_is_refused():
    quote = a_quote()
    for day in (TODAY - timedelta(days=1), date(3000, 1, 1), date.max, date.min):
        with pytest.raises(Invalid):
            quote.change({"expires_on": day}, TODAY, JOHANNESBURG)


# Options

prices = st.decimals(0, 10_000, places=2)
rates = st.sampled_from(RATES)
options = st.fixed_dictionaries(
    {
        "price": prices,
        "rate": rates,
        "quantity": st.decimals("0.01", 100, places=2),
        "is_optional": st.booleans(),
        "is_chosen": st.booleans(),
        "discount_percent": st.none() | st.decimals(0, 100, places=1),
    }
)
ways = st.fixed_dictionaries(
    {
        "prices_include_tax": st.booleans(),
        "tax_rounding": st.sampled_from(Rounding),
        "discount_percent": st.none() | st.decimals(0, 100, places=1),
        "deposit_percent": st.none() | st.decimals("0.1", 100, places=1),
    }
)


@given(st.lists(options, min_size=1, max_size=8), ways, st.data())
def test_totals_are_those_of_the_chosen_options(said, way, data):
    lines = [a_quote_line(**it) for it in said]
    quote = sent(a_quote(*lines, **way))
    flips = data.draw(st.lists(st.sampled_from(lines), unique_by=lambda it: it.id))
    wished = [
        Choice(line_id=it.id, chosen=data.draw(st.booleans())) for it in flips if it.is_optional
    ]
    before = msgspec.to_builtins([(it.is_chosen, it.quantity) for it in quote.lines])
    chosen = quote.chosen(wished)
    assert msgspec.to_builtins([(it.is_chosen, it.quantity) for it in quote.lines]) == before
    counting = [it for it in chosen.lines if it.counts]
    sums = reckon(counting, chosen._pricing())
    assert chosen.total_minor == sums.total
    assert chosen.total_minor == sum(it.net_minor + it.tax_minor for it in counting)
    assert chosen.total_minor == chosen.subtotal_minor - chosen.discount_minor + chosen.tax_minor
    assert sum(tax.amount.minor for tax in chosen.taxes) == chosen.tax_minor
    if chosen.deposit is not None:
        assert 0 <= chosen.deposit.minor <= max(chosen.total_minor, 0)
    quote.choose(wished)
    assert quote.total_minor == chosen.total_minor


def test_a_group_has_one_chosen_whatever_is_wished():
    oil, wax, lacquer = (a_quote_line(is_chosen=False, group="Finish") for _ in range(3))
    quote = a_quote(a_quote_line(), oil, wax, lacquer)
    assert [it.is_chosen for it in quote.lines] == [True, True, False, False]
    quote.choose([Choice(line_id=wax.id, chosen=True)])
    assert [it.is_chosen for it in quote.lines] == [True, False, True, False]
    with pytest.raises(Invalid, match="one is chosen"):
        quote.choose([Choice(line_id=wax.id, chosen=False)])
    quote.change_line(lacquer.id, {"is_chosen": True})
    assert [it.is_chosen for it in quote.lines] == [True, False, False, True]
    quote.remove_line(lacquer.id)
    assert [it.is_chosen for it in quote.lines] == [True, True, False]


def test_two_of_a_group_are_not_suggested():
    with pytest.raises(Invalid, match="one is chosen, not several"):
        a_quote(*(a_quote_line(is_chosen=True, group="Finish") for _ in range(2)))


def test_a_quantity_is_open_within_its_bounds():
    line = a_quote_line(is_quantity_open=True, least=Decimal(1), most=Decimal(5))
    quote = a_quote(line)
    quote.choose([Choice(line_id=line.id, quantity=Decimal("2.5"))])
    assert quote.total.amount == Decimal("287.50")
    for wrong in ("0", "-1", "0.5", "6", "NaN", "1.0000001", "1E+30"):
        with pytest.raises(Invalid):
            quote.choose([Choice(line_id=line.id, quantity=Decimal(wrong))])
    assert quote.lines[0].quantity == Decimal("2.5")


@pytest.mark.parametrize(
    "wrong",
    [
        {"least": Decimal(1)},
        {"is_quantity_open": True, "least": Decimal(3), "most": Decimal(2)},
        {"is_quantity_open": True, "least": Decimal(2)},
        {"is_quantity_open": True, "most": Decimal("0.5")},
        {"is_quantity_open": True, "least": Decimal(-1)},
    ],
)
def test_bounds_that_make_no_sense_are_refused(wrong):
    with pytest.raises(Invalid):
        a_quote_line(**wrong)


def test_nothing_chosen_is_nothing_to_accept():
    quote = sent(a_quote(a_quote_line(is_optional=True, is_chosen=False)))
    with pytest.raises(Refused, match="Nothing is chosen"):
        quote.accept([], SaleId(new_id()), TODAY, NOW)


def test_a_deposit_is_a_percent_or_an_amount():
    quote = a_quote(deposit_percent=Decimal(50))
    assert quote.deposit.amount == Decimal("57.50")
    quote.change({"deposit_amount": Decimal(200)}, TODAY, JOHANNESBURG)
    assert (quote.deposit_percent, quote.deposit.amount) == (None, Decimal("115.00"))
    with pytest.raises(Invalid):
        a_quote(deposit_percent=Decimal(1), deposit_amount=Decimal(1))
    for wrong in ("0", "-1", "100.1"):
        with pytest.raises(Invalid):
            a_quote(deposit_percent=Decimal(wrong))


# Links


def test_tokens_are_of_their_shop_and_never_alike():
    shop_id = ShopId(new_id())
    tokens = {new_token(shop_id) for _ in range(1000)}
    assert len(tokens) == 1000
    assert {shop_of(token) for token in tokens} == {shop_id}
    assert all(len(token) == 64 for token in tokens)


@given(st.text(max_size=80) | st.binary(max_size=60).map(lambda it: urlsafe_b64encode(it).decode()))
def test_what_is_no_token_is_of_no_shop(text):
    assert shop_of(text) is None or len(text) == 64


def test_only_the_hash_of_a_token_is_kept():
    token = new_token(ShopId(new_id()))
    link = Link.made(token, NOW, NOW + timedelta(days=1))
    assert token not in repr(link)
    assert link.is_good(NOW)
    assert not link.is_good(NOW + timedelta(days=1))
    link.revoke(NOW)
    assert not link.is_good(NOW)


# Acceptance


@given(st.lists(prices, min_size=2, max_size=5, unique=True))
def test_the_hash_is_of_what_was_agreed_upon(some):
    hashes = []
    for price in some:
        quote = a_quote(a_quote_line(price), terms="Payment in 30 days")
        quote.lines[0].id = QuoteLineId(quote.shop_id)
        hashes.append(hash_of(content_of(quote)))
    assert all(one != other for one, other in pairwise(hashes))
    assert hash_of(content_of(quote)) == hashes[-1]
    content = msgspec.json.decode(content_of(quote), type=Content)
    assert (content.total_minor, content.terms) == (quote.total_minor, "Payment in 30 days")
    quote.terms = "Payment in 31 days"
    assert hash_of(content_of(quote)) != hashes[-1]


def test_a_drawing_is_a_small_png():
    check_drawing("")
    check_drawing("iVBORw0KGgo=")
    for wrong in ("PHN2Zy8+", "iVBORw0KGgo", "é", "iVBORw0KGgo" + "A" * 60_001 + "="):
        with pytest.raises(Invalid):
            check_drawing(wrong)


class Life(RuleBasedStateMachine):
    """Whatever is tried on a quote, it stays where an arrow leads."""

    def __init__(self):
        super().__init__()
        self.quote = a_quote(a_quote_line(), a_quote_line(is_optional=True, is_chosen=False))
        self.was = QuoteStatus.DRAFT
        self.total = 0

    def _try(self, step):
        self.was, version = self.quote.status, self.quote.version
        try:
            step(self.quote)
        except Refused:
            assert self.quote.status is self.was
            assert self.quote.version == version
        else:
            assert self.quote.version > version

    @rule(move=st.sampled_from(list(MOVES.values())))
    def move(self, move):
        self._try(move)

    @rule()
    def write(self):
        self._try(lambda it: it.add_line(a_quote_line()))

    @invariant()
    def goes_along_arrows(self):
        now = self.quote.status
        assert now is self.was or now in ARROWS[self.was]

    @invariant()
    def comes_to_its_lines(self):
        counting = [it for it in self.quote.lines if it.counts]
        assert self.quote.total_minor == sum(it.net_minor + it.tax_minor for it in counting)


TestLife = Life.TestCase
