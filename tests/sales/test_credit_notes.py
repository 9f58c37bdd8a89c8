"""Credit notes: what they take back, and what becomes of it."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, Refused
from nexus.sales.domain import Kind, LineKind, Number, Rounding, Status
from nexus.sales.domain.credit_note import Wanted, credit_note, settle

from tests.conftest import NOW
from tests.sales.samples import TODAY, A_Company, a_card, a_draft, a_line, a_payment, an_invoice


def a_note(invoice, *wanted, before=(), amount=None, place=1):
    note = credit_note(invoice, before, wanted, amount_minor=amount, reason="Scratched", at=NOW)
    number = Number(f"CN-2026-{place:03}", "CN-2026-{n}", place)
    [event] = note.issue(number, a_card(), A_Company(), TODAY, "UTC", NOW)
    return note, event, settle(invoice, note, NOW, TODAY)


def three_lines(**changes):
    lines = [a_line(unit_price=price, quantity=3) for price in ("0.335", "10.03", "33.33")]
    return an_invoice(*lines, **changes)


def test_a_credit_note_takes_all_back_that_is_not_paid():
    invoice = an_invoice()
    note, event, row = a_note(invoice)
    assert (note.kind, note.status, note.total_minor) == (Kind.CREDIT_NOTE, Status.PAID, 11500)
    assert (note.corrects_id, note.corrects_number) == (invoice.id, invoice.number)
    assert (event.invoice_id, event.number, event.reason) == (
        invoice.id,
        "CN-2026-001",
        "Scratched",
    )
    assert (invoice.status, invoice.open_minor, row.over_minor) == (Status.PAID, 0, 0)
    assert (invoice.total_minor, note.open_minor) == (11500, 0)


def test_what_was_paid_beyond_is_over():
    invoice = an_invoice()
    invoice.pay(a_payment(10000), TODAY, NOW)
    _, _, row = a_note(invoice, amount=2500)
    assert (row.applied_minor, row.over_minor) == (1500, 1000)
    assert (invoice.status, invoice.open_minor, invoice.credited_minor) == (Status.PAID, 0, 2500)


def test_a_credit_note_alone_does_not_make_an_invoice_partially_paid():
    invoice = an_invoice()
    a_note(invoice, amount=1500)
    assert (invoice.status, invoice.open_minor) == (Status.ISSUED, 10000)
    invoice.pay(a_payment(1), TODAY, NOW)
    assert invoice.status is Status.PARTIALLY_PAID


def test_lines_are_credited_by_quantity_to_the_last_cent():
    invoice = three_lines(discount_percent=Decimal(7))
    line, notes = invoice.lines[0], []
    for place in range(3):
        wanted = Wanted(line_id=line.id, quantity=Decimal(1))
        notes.append(a_note(invoice, wanted, before=notes, place=place + 1)[0])
    assert sum(note.lines[0].net_minor for note in notes) == line.net_minor
    assert sum(note.lines[0].tax_minor for note in notes) == line.tax_minor
    assert len(notes) == 3
    with pytest.raises(Refused, match="Nothing is left of that line"):
        a_note(invoice, Wanted(line_id=line.id, quantity=Decimal(1)), before=notes)


def test_the_only_line_is_credited_by_and_by():
    invoice = an_invoice(a_line(quantity=10))
    [line] = invoice.lines
    first, _, _ = a_note(invoice, Wanted(line_id=line.id, quantity=Decimal(6)))
    rest, _, _ = a_note(invoice, Wanted(line_id=line.id), before=[first], place=2)
    assert (first.total_minor, rest.total_minor) == (69000, 46000)


def test_never_more_than_is_left_of_a_line():
    invoice = three_lines()
    line = invoice.lines[1]
    with pytest.raises(Refused, match="Only 3 is left of that line"):
        a_note(invoice, Wanted(line_id=line.id, quantity=Decimal("3.000001")))
    with pytest.raises(Refused, match="is left of it to credit"):
        a_note(invoice, Wanted(line_id=line.id, amount_minor=line.net_minor + line.tax_minor + 1))
    with pytest.raises(Refused, match="is left of it to credit"):
        a_note(invoice, amount=invoice.total_minor + 1)


def test_an_amount_counts_no_quantity():
    invoice = an_invoice(a_line(quantity=10))
    [line] = invoice.lines
    note, _, _ = a_note(invoice, Wanted(line_id=line.id, amount_minor=11500))
    assert (note.lines[0].kind, note.lines[0].quantity) == (LineKind.AMOUNT, 1)
    assert (note.lines[0].net_minor, note.lines[0].tax_minor) == (10000, 1500)
    rest, _, _ = a_note(invoice, before=[note], place=2)
    assert (rest.lines[0].quantity, rest.total_minor) == (10, 103500)


@pytest.mark.parametrize("spoil", [0, -1])
def test_an_amount_is_above_zero(spoil):
    with pytest.raises(Invalid):
        a_note(an_invoice(), amount=spoil)


def test_a_draft_and_a_credit_note_are_not_credited():
    with pytest.raises(Refused, match="A draft is changed"):
        a_note(a_draft())
    invoice = an_invoice()
    note, _, _ = a_note(invoice)
    with pytest.raises(Refused, match="Only an invoice"):
        a_note(note)
    for refused in (
        lambda: note.cancel("No", NOW),
        lambda: note.pay(a_payment(1), TODAY, NOW),
        lambda: note.change({"notes": "x"}),
    ):
        with pytest.raises(Refused):
            refused()


def test_nothing_is_credited_twice():
    invoice = an_invoice()
    note, _, _ = a_note(invoice)
    with pytest.raises(Refused, match="to the last cent"):
        a_note(invoice, before=[note])


prices = st.decimals(0, 10_000, places=4).map(lambda it: str(abs(it)))
quantities = st.decimals(min_value=Decimal("0.001"), max_value=500, places=3).map(str)
rates = st.sampled_from([("standard", "15"), ("zero", "0"), ("reduced", "5.5")])
some_lines = st.lists(
    st.builds(lambda q, p, r: a_line(r, quantity=q, unit_price=p), quantities, prices, rates),
    min_size=1,
    max_size=5,
)
wishes = st.lists(
    st.tuples(
        st.sampled_from(["line", "amount", "quantity", "whole amount"]),
        st.integers(0, 4),
        st.fractions(0, 1),
    ),
    max_size=6,
)


@given(some_lines, wishes, st.booleans(), st.sampled_from(Rounding), st.integers(0, 100))
def test_whatever_is_credited_in_parts_comes_to_the_invoice(
    lines, wishes, including, rounding, off
):
    invoice = an_invoice(
        *lines, prices_include_tax=including, tax_rounding=rounding, discount_percent=Decimal(off)
    )
    notes = []
    for place, (way, at, part) in enumerate(wishes, start=1):
        line = invoice.lines[at % len(lines)]
        share = int((line.net_minor + line.tax_minor) * part)
        quantity = Decimal(int(int(line.quantity * 1000) * part)) / 1000
        wanted = {
            "line": [Wanted(line_id=line.id)],
            "amount": [Wanted(line_id=line.id, amount_minor=share)],
            "quantity": [Wanted(line_id=line.id, quantity=quantity)],
            "whole amount": [],
        }[way]
        amount = int(invoice.total_minor * part) if way == "whole amount" else None
        try:
            notes.append(a_note(invoice, *wanted, before=notes, amount=amount, place=place)[0])
        except (Refused, Invalid):
            continue
    if sum(note.total_minor for note in notes) < invoice.total_minor:
        notes.append(a_note(invoice, before=notes, place=99)[0])
    assert sum(note.total_minor for note in notes) == invoice.total_minor
    assert invoice.open_minor == 0
    for line in invoice.lines:
        mine = [it for note in notes for it in note.lines if it.corrects_line_id == line.id]
        assert sum(it.net_minor for it in mine) == line.net_minor
        assert sum(it.tax_minor for it in mine) == line.tax_minor
        assert all(it.net_minor >= 0 and it.tax_minor >= 0 for it in mine)
        assert all(it.tax_percent == line.tax_percent for it in mine)
    for note in notes:
        assert note.total_minor == note.subtotal_minor - note.discount_minor + note.tax_minor
        assert note.total_minor == sum(it.net_minor + it.tax_minor for it in note.lines)
