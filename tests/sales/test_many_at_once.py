"""Numbers without a gap in every series, whatever fails: some at first, thousands if asked.

NEXUS_ISSUES=5000 NEXUS_THREADS=64 pytest tests/sales/test_many_at_once.py
"""

import os
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count

import pytest
from dependency_injector import providers

from nexus.kernel.errors import Refused
from nexus.kernel.ids import CustomerId
from nexus.sales import (
    CreateSale,
    CreditNoteIssued,
    IssueSale,
    SaleIssued,
    WriteLine,
)
from nexus.sales.messages.credit import CreditSale
from nexus.sales.messages.deliveries import CreateDelivery, DeliverLine

from tests.sales.test_concurrency import breaches

ISSUES = int(os.environ.get("NEXUS_ISSUES", "60"))
THREADS = int(os.environ.get("NEXUS_THREADS", "12"))
LINE = WriteLine(description="Cutting", unit_price=Decimal(100))
TRIES = 200


@pytest.fixture
def flaky(nexus):
    """Let every twentieth issue fail after its number was taken."""
    turns = count(1)

    def react(event):
        if isinstance(event, SaleIssued | CreditNoteIssued) and next(turns) % 20 == 0:
            raise ConnectionError("The power failed.")

    nexus.react.override(providers.Object(react))


@pytest.mark.usefixtures("flaky")
def test_many_issue_credit_and_deliver_at_once(
    nexus, sales, customers, a_shop, another_shop, database
):
    shops = []
    for shop in (a_shop, another_shop):
        name = "ABC"
        shops.append((shop.actor, CustomerId(shop.add("customers_customer", name=name))))
        customers.add(shops[-1][1], name)
    corrections, deliveries = nexus.sales.corrections(), nexus.sales.deliveries()
    failures = Counter()

    def insist(wish):
        for _ in range(TRIES):
            try:
                return wish()
            except (ConnectionError, Refused) as error:
                failures[type(error)] += 1
        raise AssertionError("It never came through.")

    def work(turn):
        actor, customer_id = shops[turn % len(shops)]
        made = insist(
            lambda: sales.create(actor, CreateSale(customer_id=customer_id, lines=[LINE]))
        )
        invoice = insist(lambda: sales.issue(actor, made.id, IssueSale()))
        numbers = [invoice.number]
        if turn % 3 == 0:
            wish = CreditSale(reason="Bent", amount=Decimal(10))
            numbers.append(insist(lambda: corrections.credit(actor, invoice.id, wish)).number)
        if turn % 4 == 0:
            lines = [DeliverLine(description="Brackets")]
            wished = CreateDelivery(customer_id=customer_id, lines=lines)
            numbers.append(insist(lambda: deliveries.create(actor, wished)).number)
        return actor.shop_id, numbers

    with ThreadPoolExecutor(THREADS) as pool:
        done = list(pool.map(work, range(ISSUES)))
    for actor, _ in shops:
        numbers = sorted(it for shop_id, its in done for it in its if shop_id == actor.shop_id)
        for series in ("CN", "DN", "INV"):
            mine = [it for it in numbers if it.startswith(series)]
            assert sorted(int(it.rpartition("-")[2]) for it in mine) == [*range(1, len(mine) + 1)]
        assert breaches(database, actor.shop_id) == []
    assert failures[ConnectionError] >= ISSUES // 20
