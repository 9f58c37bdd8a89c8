"""Mapping and queries of the products module, against both databases."""

from datetime import timedelta
from decimal import Decimal

import pytest

from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.ids import ProductId, new_id
from nexus.products import ListTemplates, PlanBomItem, PlanBreak, PlanTask
from nexus.products.adapters.db import CHECKS, SqlProductsReading, SqlProductsUnitOfWork
from nexus.products.domain import Template

from tests.conftest import NOW

ONE = Decimal(1)


@pytest.fixture
def store(database, actor, a_shop):
    def store(name="Table", sku=None, bom=(), tasks=(), breaks=(), **facts):
        new = Template(
            id=ProductId(new_id()),
            shop_id=a_shop.id,
            sku_code=sku or str(new_id())[-12:],
            name=name,
            created_at=NOW,
        ).begun_with(facts)
        new.arrange_bom(bom)
        new.arrange_tasks(tasks)
        new.arrange_breaks(breaks)
        with SqlProductsUnitOfWork(database, actor) as uow:
            uow.templates.add(new)
        return new

    return store


@pytest.fixture
def look(database, a_shop):
    with SqlProductsReading(database, a_shop.id) as look:
        yield look


@pytest.fixture
def broken(database, a_shop):
    def broken():
        with SqlProductsReading(database, a_shop.id) as look:
            return [it for check in CHECKS for it in check.violations(look.connection, a_shop.id)]

    return broken


def part(template, quantity="1"):
    return PlanBomItem(nested_template_id=template.id, quantity=Decimal(quantity))


def read(database, shop, **wish):
    with SqlProductsReading(database, shop.id) as look:
        return look.page(ListTemplates(**wish))


def test_a_template_comes_back_as_it_went(database, a_shop, store):
    oak = a_shop.add("inventory_item", name="Oak")
    new = store(
        material="Oak",
        thickness=Decimal("40.125"),
        unit_price=Decimal("0.0045"),
        tags=["Table"],
        bom=[PlanBomItem(item_id=oak, quantity=Decimal("18.5"), waste_factor=Decimal("1.15"))],
        tasks=[PlanTask(title="Turn", planned=timedelta(hours=1))],
        breaks=[PlanBreak(from_quantity=Decimal(10), unit_price=ONE)],
    )
    with SqlProductsReading(database, a_shop.id) as look:
        found = look.one(new.id)
        assert (found.thickness, found.unit_price) == (Decimal("40.125"), Decimal("0.0045"))
        assert found.tags == ("Table",)
        [line] = found.bom
        assert (line.item_id, line.quantity, line.waste_factor) == (
            oak,
            Decimal("18.5"),
            Decimal("1.15"),
        )
        assert found.planned == timedelta(hours=1)
        assert look.price(new.id, Decimal(10)) == 1
        assert look.price(new.id, Decimal(9)) == Decimal("0.0045")
        assert look.card(new.id).name == "Table"


def test_a_tree_is_two_statements_and_holds_each_template_once(database, a_shop, store, statements):
    leaf = store("Screw", tasks=[PlanTask(title="Turn")])
    left, right = store("Left", bom=[part(leaf, "2")]), store("Right", bom=[part(leaf, "3")])
    top = store("Top", bom=[part(left), part(right)])
    store("Other", bom=[part(top)])
    with SqlProductsReading(database, a_shop.id) as look:
        statements.clear()
        tree = look.tree(top.id)
        assert len(statements) == 2
    assert {it.name for it in tree.templates.values()} == {"Top", "Left", "Right", "Screw"}
    assert len(tree.lines) == 4
    assert [it.template_id for it in tree.tasks] == [leaf.id]


def test_a_list_is_one_statement(database, a_shop, store, statements):
    for name in ("Ähre", "bench", "Chair"):
        store(name, tags=["x"])
    statements.clear()
    page = read(database, a_shop, total=True, search="r", tag="X")
    assert len(statements) == 1
    assert ([it.name for it in page.items], page.total) == (["Ähre", "Chair"], 2)
    first = read(database, a_shop, sort="-name", limit=2)
    rest = read(database, a_shop, sort="-name", limit=2, cursor=first.next)
    assert [it.name for it in [*first.items, *rest.items]] == ["Chair", "bench", "Ähre"]
    for sort in ("sku_code", "created_at", "unit_price", "-unit_price"):
        assert len(read(database, a_shop, sort=sort).items) == 3


def test_other_shops_are_hidden(database, another_shop, store):
    new = store()
    with SqlProductsUnitOfWork(database, another_shop.actor) as uow:
        with pytest.raises(NotFound):
            uow.templates.get(new.id)
        assert not uow.templates.has_sku(new.sku_code)
        assert uow.templates.nesting() == []
        assert uow.templates.named([new.id]) == {}
    with SqlProductsReading(database, another_shop.id) as look:
        assert look.tree(new.id) is look.card(new.id) is look.price(new.id, ONE) is None
        assert look.equipment(new.id) == []
        for ask in (look.one, look.family):
            with pytest.raises(NotFound):
                ask(new.id)
        with pytest.raises(NotFound):
            look.by_sku(new.sku_code)
    assert read(database, another_shop).items == []


def test_no_line_points_into_another_shop(store, another_shop):
    item = another_shop.add("inventory_item", name="Oak")
    with pytest.raises(Refused):
        store(bom=[PlanBomItem(item_id=item, quantity=ONE)])


def test_a_sku_is_given_once(store):
    store(sku="SKU-0001")
    with pytest.raises(Refused):
        store(sku="sku-1")


def test_verify_finds_what_no_use_case_makes(a_shop, store, broken):
    first = store("First", tasks=[PlanTask(title="x")])
    second = store("Second", bom=[part(first)])
    assert broken() == []
    a_shop.add(
        "products_bom_item",
        template_id=first.id,
        nested_template_id=second.id,
        position=7,
        quantity=ONE,
        waste_factor=ONE,
    )
    a_shop.add("products_task", template_id=second.id, position=1, workflow_stage_id=new_id())
    told = "\n".join(broken())
    assert "a part of itself" in told
    assert f"template {first.id} in products_bom_item" in told
    assert second.sku_code in told
