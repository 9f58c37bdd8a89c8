"""A thousand documents: whatever is on them, every way to add them up gives one total (J11.2)."""

from decimal import Decimal
from random import Random

import pytest

from nexus.kernel.errors import Invalid
from nexus.sales.domain import Rounding
from nexus.sales.domain.credit_note import credit_note
from nexus.sales.messages import SaleView

from tests.conftest import NOW
from tests.sales.samples import a_draft, a_line, issued

DOCUMENTS = 1000
RATES = [("standard", "15"), ("zero", "0"), ("reduced", "5.5"), ("german", "19"), ("exempt", "0")]
CURRENCIES = ["ZAR", "EUR", "JPY", "KWD"]


def a_random_document(by):
    lines = []
    for _ in range(by.randint(1, 4)):
        off = by.choice([None, None, Decimal(by.randint(0, 100_000)) / 1000])
        lines.append(
            a_line(
                by.choice(RATES),
                quantity=Decimal(by.randint(1, 10**7)) / 10 ** by.randint(0, 4),
                unit_price=Decimal(by.randint(0, 10**6)) / 10 ** by.randint(0, 4),
                discount_percent=off,
            )
        )
    return a_draft(
        *lines,
        currency=by.choice(CURRENCIES),
        prices_include_tax=by.random() < 0.5,
        tax_rounding=by.choice(list(Rounding)),
        discount_percent=by.choice([None, Decimal(by.randint(0, 1000)) / 10]),
    )


@pytest.mark.parametrize("seed", [7])
def test_totals_always_reconcile(seed):
    by = Random(seed)
    for number in range(1, DOCUMENTS + 1):
        try:
            sale = issued(a_random_document(by), place=number)
        except Invalid:
            continue  # beyond what Nexus counts
        view = SaleView.of(sale, NOW)
        minor = [it.total.minor for it in view.lines]
        assert view.total == view.subtotal - view.discount + view.tax
        assert view.total.minor == sum(minor)
        assert view.tax.minor == sum(it.tax_amount.minor for it in view.lines)
        assert view.tax.minor == sum(it.amount.minor for it in view.taxes)
        assert (view.subtotal - view.discount).minor == sum(it.net.minor for it in view.taxes)
        assert view.paid.minor + view.open.minor == view.total.minor
        if view.total.minor:
            note = credit_note(sale, [], [], reason="All of it", at=NOW)
            assert [(it.net_minor, it.tax_minor) for it in note.lines] == [
                (it.net_minor, it.tax_minor) for it in sale.lines if it.net_minor or it.tax_minor
            ]


@pytest.mark.parametrize(("rounding", "tax"), [(Rounding.LINE, 450), (Rounding.DOCUMENT, 451)])
def test_three_lines_of_ten_and_three_cents(rounding, tax):
    sale = a_draft(*(a_line(unit_price="10.03") for _ in range(3)), tax_rounding=rounding)
    assert (sale.tax_minor, sale.total_minor) == (tax, 3009 + tax)
