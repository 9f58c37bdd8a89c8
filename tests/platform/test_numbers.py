"""Numbers are given once each, whoever asks at the same time, and without a gap."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.platform.uow import SqlUnitOfWork


@pytest.fixture
def number(database, a_shop):
    def number(pattern="T-{n:3}", **words):
        with SqlUnitOfWork(database, a_shop.actor) as uow:
            return uow.number(pattern, **words)

    return number


def test_numbers_count_from_one(number):
    assert [number() for _ in range(3)] == ["T-001", "T-002", "T-003"]


def test_each_series_counts_for_itself(number):
    assert number("J-{month}-{n}", month="10") == "J-10-1"
    assert number("J-{month}-{n}", month="11") == "J-11-1"
    assert number("J-{month}-{n}", month="10") == "J-10-2"


def test_each_shop_counts_for_itself(database, number, another_shop):
    number()
    with SqlUnitOfWork(database, another_shop.actor) as uow:
        assert uow.number("T-{n:3}") == "T-001"


def test_a_number_that_was_not_used_is_given_again(database, a_shop, number):
    with pytest.raises(ZeroDivisionError), SqlUnitOfWork(database, a_shop.actor) as uow:
        assert uow.number("T-{n:3}") == "T-001"
        1 / 0  # noqa: B018
    assert number() == "T-001"


@pytest.mark.parametrize(("code", "then"), [("T-041", "T-042"), ("X-9", "T-001")])
def test_a_code_from_outside_moves_its_series_on(database, a_shop, number, code, then):
    with SqlUnitOfWork(database, a_shop.actor) as uow:
        uow.numbered("T-{n:3}", code)
        uow.numbered("T-{n:3}", "T-001" if then == "T-042" else code)
    assert number() == then


def test_several_numbers_are_those_that_one_by_one_would_be(database, a_shop, number):
    number()
    with SqlUnitOfWork(database, a_shop.actor) as uow:
        assert uow.numbers("T-{n:3}", 3) == ["T-002", "T-003", "T-004"]
        assert uow.numbers("T-{n:3}", 0) == []
    assert number() == "T-005"


def test_many_at_once_get_each_number_once(number):
    with ThreadPoolExecutor(8) as pool:
        given = Counter(pool.map(lambda _: number(), range(80)))
    assert given == Counter(f"T-{n:03}" for n in range(1, 81))
