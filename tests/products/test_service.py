"""Use cases over fakes."""

from datetime import timedelta
from decimal import Decimal

import msgspec
import pytest
from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import (
    EquipmentId,
    FileId,
    ProductId,
    ProjectId,
    StageId,
    StockItemId,
    WorkflowId,
    new_id,
)
from nexus.kernel.money import Money
from nexus.kernel.quantity import Unit
from nexus.products import (
    Basis,
    ChangeTemplate,
    CloneTemplate,
    ListTemplates,
    MakeVariants,
    PlanBomItem,
    PlanBreak,
    PlanDoc,
    PlanRequirement,
    PlanTask,
    ProjectPromoted,
    PromoteProject,
    TemplateCreated,
    Variant,
)
from nexus.products.domain import InCircle, SkuTaken
from nexus.products.messages import AddBomItem, AddDesignDoc, ChangeBomItem

from tests.products.fakes import (
    FakeItem,
    FakeMaterial,
    FakeProject,
    FakeProjectStage,
    FakeStage,
    FakeTask,
    FakeUse,
)

HOUR = timedelta(hours=1)
ONE = Decimal(1)


def rand(amount):
    return Money(Decimal(amount), "ZAR")


def line(item, quantity="1", **more):
    return PlanBomItem(item_id=item.id, quantity=Decimal(quantity), **more)


def part(template, quantity="1", **more):
    return PlanBomItem(nested_template_id=template.id, quantity=Decimal(quantity), **more)


def test_the_river_table_costs_what_journey_7_says(service, actor, river_table):
    bill = service.cost(actor, river_table.id, ONE)
    oak, finish = bill.materials
    assert (oak.quantity, oak.unit, oak.cost) == (Decimal("21.275"), "bdft", rand("2021.13"))
    assert (oak.net_quantity, oak.waste_factor) == (Decimal("18.5"), Decimal("1.15"))
    assert (finish.quantity, finish.cost) == (Decimal("0.63"), rand("201.60"))
    assert (bill.labour, bill.labour_cost) == (14 * HOUR, rand("4900.00"))
    assert (bill.material_cost, bill.consumable_cost) == (rand("2021.13"), rand("201.60"))
    assert bill.planned_cost == rand("7122.73")
    assert (bill.price, bill.margin_percent) == (rand("12000.00"), Decimal("40.6"))
    assert [it.is_exclusive for it in bill.equipment] == [True]
    assert bill.issues == []


def test_many_cost_what_their_quantities_cost_rounded_once(service, actor, river_table):
    bill = service.cost(actor, river_table.id, Decimal(3))
    assert bill.materials[0].quantity == Decimal("63.825")
    assert bill.materials[0].cost == rand("6063.38")  # not three times 2021.13
    assert bill.labour == 42 * HOUR


def test_costs_and_prices_are_for_who_may_see_them(service, actor, river_table):
    clerk = msgspec.structs.replace(actor, scopes=frozenset({"products.read"}))
    bill = service.cost(clerk, river_table.id, ONE)
    hidden = ("hourly_rate", "material_cost", "labour_cost", "planned_cost", "price", "margin")
    assert [getattr(bill, name) for name in hidden] == [UNSET] * 6
    assert bill.margin_percent is bill.materials[0].unit_cost is bill.materials[0].cost is UNSET
    view = service.one(clerk, river_table.id)
    assert view.unit_price is view.suggested_base_price is view.bom[0].cost is UNSET
    assert service.page(clerk, ListTemplates()).items[0].unit_price is UNSET
    with pytest.raises(NotAllowed):
        service.page(clerk, ListTemplates(sort="-unit_price"))
    assert service.price(clerk, river_table.id, ONE).total_price is UNSET


def test_nested_templates_are_counted_with_all_they_take(service, actor, around, create):
    leg = create(
        name="Leg",
        bom=[line(around.oak, "2", waste_factor=Decimal("1.1"))],
        tasks=[PlanTask(title="Turn", planned=HOUR)],
    )
    frame = create(name="Frame", bom=[part(leg, "4", waste_factor=Decimal("1.25"))])
    table = create(name="Table", bom=[part(frame), part(leg, "1"), line(around.oak, "3")])
    bill = service.cost(actor, table.id, Decimal(2))
    [oak] = bill.materials
    assert oak.quantity == 2 * (Decimal(4) * Decimal("1.25") + 1) * Decimal("2.2") + 6
    assert {it.name: it.quantity for it in bill.parts} == {"Frame": 2, "Leg": 12}
    assert bill.labour == 12 * HOUR


def test_units_convert_where_that_is_defined(service, actor, around, create):
    sheet = FakeItem("Ply", Unit.SHEET, length=Decimal(2440), width=Decimal(1220))
    around.stock.known[sheet.id] = sheet
    made = create(
        bom=[
            line(around.finish, "500", unit=Unit.MILLILITRE),
            line(sheet, "1.4884", unit=Unit.SQUARE_METRE),
        ]
    )
    finish, ply = service.cost(actor, made.id, Decimal(2)).materials
    assert (finish.quantity, finish.unit) == (ONE, "l")
    assert (ply.quantity, ply.unit) == (ONE, "sheet")
    with pytest.raises(Invalid, match="does not convert") as refusal:
        create(bom=[line(around.oak, "1", unit=Unit.KILOGRAM)])
    assert refusal.value.field == "bom[0].unit"


def test_a_bill_refuses_what_is_no_part_of_a_product(service, actor, around, create):
    nobody = FakeItem("x")
    for plan, says in (
        (line(nobody), "no such stock item"),
        (line(around.saw), "is a tool"),
        (part(nobody), "no such template"),
        (PlanBomItem(quantity=ONE), "a stock item or another"),
        (
            PlanBomItem(
                item_id=around.oak.id, nested_template_id=ProductId(new_id()), quantity=ONE
            ),
            "no such template",
        ),
        (line(around.oak, "0"), "more than 0"),
        (line(around.oak, "-1"), "more than 0"),
        (line(around.oak, "1000000.1"), "1,000,000 at most"),
        (line(around.oak, "0.0000001"), "6 digits"),
        (line(around.oak, waste_factor=Decimal("0.99")), "1 or more"),
        (line(around.oak, waste_factor=Decimal("100.5")), "100 at most"),
    ):
        with pytest.raises(Invalid, match=says):
            create(bom=[plan])


@pytest.mark.parametrize("depth", [1, 2, 3, 12])
def test_a_template_is_never_a_part_of_itself_at_any_depth(service, actor, create, depth):
    chain = [create(name="0")]
    for n in range(1, depth):
        chain.append(create(name=str(n), bom=[part(chain[-1])]))
    first = ChangeTemplate(bom=[part(chain[-1])])
    with pytest.raises(InCircle, match="cannot be a part of itself") as refusal:
        service.change(actor, chain[0].id, first)
    assert refusal.value.field == "bom"
    with pytest.raises(InCircle):
        wish = AddBomItem(nested_template_id=chain[-1].id, quantity=ONE)
        service.add_line(actor, chain[0].id, wish)


def test_a_part_may_be_in_a_product_by_two_ways(service, actor, around, create):
    bottom = create(name="Screw", bom=[line(around.oak)])
    left, right = (create(name=n, bom=[part(bottom, "2")]) for n in "ab")
    top = create(name="Top", bom=[part(left), part(right)])
    assert service.cost(actor, top.id, ONE).materials[0].quantity == 4


def test_stock_is_enough_for_as_many_as_the_scarcest_item_allows(
    service, actor, around, river_table
):
    around.stock.there = {around.oak.id: Decimal(60), around.finish.id: Decimal(1)}
    found = service.can_build(actor, river_table.id, Decimal(2))
    assert (found.can_build, found.enough) == (1, False)
    oak, finish = found.materials
    assert (oak.needed, oak.available, oak.missing) == (Decimal("42.55"), 60, 0)
    assert (finish.needed, finish.missing) == (Decimal("1.26"), Decimal("0.26"))
    around.stock.there[around.finish.id] = Decimal(-5)
    assert service.can_build(actor, river_table.id, ONE).can_build == 0


def test_without_materials_nothing_limits_how_many(service, actor, create):
    found = service.can_build(actor, create().id, Decimal(9))
    assert (found.can_build, found.enough, found.materials) == (None, True, [])


def test_shortages_add_up_what_nested_templates_share(service, actor, around, create):
    leg = create(name="Leg", bom=[line(around.oak, "2")])
    table = create(name="Table", bom=[part(leg, "4"), line(around.oak, "5")])
    around.stock.there = {around.oak.id: Decimal(20)}
    [oak] = service.can_build(actor, table.id, Decimal(2)).materials
    assert (oak.needed, oak.missing) == (26, 6)
    assert service.can_build(actor, table.id, ONE).can_build == 1


def test_skus_come_from_the_series_or_from_outside_and_are_unique(service, actor, create):
    assert [create().sku_code, create(sku_code="SKU-0007").sku_code] == ["SKU-0001", "SKU-0007"]
    assert create().sku_code == "SKU-0008"
    with pytest.raises(SkuTaken):
        create(sku_code="sku-7")
    taken = create(sku_code="TABLE")
    with pytest.raises(SkuTaken):
        service.change(actor, create().id, ChangeTemplate(sku_code=taken.sku_code))
    assert service.change(actor, taken.id, ChangeTemplate(sku_code="table")).sku_code == "table"


def test_prices_fall_with_the_quantity(service, actor, create):
    breaks = [
        PlanBreak(from_quantity=Decimal(100), unit_price=Decimal("8.75")),
        PlanBreak(from_quantity=Decimal(10), unit_price=Decimal(9)),
    ]
    made = create(unit_price=Decimal(10), price_breaks=breaks)
    assert [it.from_quantity for it in made.price_breaks] == [10, 100]
    for quantity, each, total in ((1, 10, "10"), (10, 9, "90"), (250, "8.75", "2187.50")):
        found = service.price(actor, made.id, Decimal(quantity))
        assert (found.unit_price, found.total_price) == (Decimal(each), rand(total))
    assert service.price(actor, create().id, ONE).unit_price is None
    with pytest.raises(Invalid, match="from quantity is given once"):
        create(price_breaks=[breaks[0], breaks[0]])
    with pytest.raises(Invalid):
        create(price_breaks=[PlanBreak(from_quantity=ONE, unit_price=Decimal(-1))])


def test_tasks_are_in_stages_of_the_templates_workflow(service, actor, around, create):
    stray = [PlanTask(title="x", workflow_stage_id=StageId(new_id()))]
    with pytest.raises(Invalid, match="no such stage"):
        create(workflow_id=around.workflow_id, tasks=stray)
    with pytest.raises(Invalid, match="no such workflow"):
        create(workflow_id=WorkflowId(new_id()))
    with pytest.raises(Invalid, match="between nothing and a year"):
        create(tasks=[PlanTask(title="x", planned=-HOUR)])


def test_with_another_workflow_tasks_follow_their_stages_names(service, actor, around, river_table):
    other = WorkflowId(new_id())
    around.workflows.of_it[other] = [FakeStage("milling"), FakeStage("Paint")]
    found = service.change(actor, river_table.id, ChangeTemplate(workflow_id=other))
    stages = [it.workflow_stage_id for it in found.tasks]
    assert stages == [None, around.workflows.of_it[other][0].id, None, None]


def test_equipment_and_files_are_the_shops(service, actor, around, create):
    with pytest.raises(Invalid, match="no such equipment"):
        create(equipment=[PlanRequirement(equipment_id=EquipmentId(new_id()))])
    with pytest.raises(Invalid, match="no such file"):
        create(design_docs=[PlanDoc(file_id=FileId(new_id()))])
    twice = [PlanRequirement(equipment_id=around.bandsaw)] * 2
    with pytest.raises(Invalid, match="equipment is given once"):
        create(equipment=twice)


def test_files_are_attached_and_taken_off(service, actor, around, create):
    around.documents.known.add(file_id := FileId(new_id()))
    made = create()
    found = service.add_doc(actor, made.id, AddDesignDoc(file_id=file_id, notes="Top"))
    found = service.add_doc(actor, made.id, AddDesignDoc(file_id=file_id, notes="Top view"))
    [doc] = found.design_docs
    assert (doc.kind, doc.notes) == ("drawing", "Top view")
    service.remove_doc(actor, made.id, doc.id)
    assert service.one(actor, made.id).design_docs == []
    with pytest.raises(NotFound):
        service.remove_doc(actor, made.id, doc.id)


def test_lines_are_added_changed_and_removed_one_by_one(service, actor, around, create):
    made = create()
    found = service.add_line(actor, made.id, AddBomItem(item_id=around.oak.id, quantity=ONE))
    [first] = found.bom
    wish = ChangeBomItem(quantity=Decimal(2), notes=" wide ")
    [changed] = service.change_line(actor, made.id, first.id, wish).bom
    assert (changed.id, changed.quantity, changed.notes) == (first.id, 2, "wide")
    with pytest.raises(Invalid, match="does not convert"):
        service.change_line(actor, made.id, first.id, ChangeBomItem(unit=Unit.METRE))
    service.remove_line(actor, made.id, first.id)
    assert service.one(actor, made.id).bom == []
    with pytest.raises(NotFound):
        service.remove_line(actor, made.id, first.id)


def test_whoever_saw_an_older_version_is_told(service, actor, around, river_table):
    service.change(actor, river_table.id, ChangeTemplate(notes="x"), river_table.version)
    with pytest.raises(Stale):
        service.change(actor, river_table.id, ChangeTemplate(notes="y"), river_table.version)


def test_kept_parts_keep_their_ids(service, actor, around, river_table):
    first, second = river_table.bom
    plans = [
        PlanBomItem(id=second.id, item_id=second.item_id, quantity=ONE),
        line(around.oak, "9"),
    ]
    found = service.change(actor, river_table.id, ChangeTemplate(bom=plans))
    assert [it.id == second.id for it in found.bom] == [True, False]
    with pytest.raises(Invalid, match="one that the template has"):
        stray = PlanBomItem(id=first.id, item_id=first.item_id, quantity=ONE)
        service.change(actor, river_table.id, ChangeTemplate(bom=[stray]))
    with pytest.raises(Invalid, match="one place"):
        service.change(actor, river_table.id, ChangeTemplate(bom=[plans[0]] * 2))


def test_a_clone_has_all_parts_and_a_life_of_its_own(service, actor, around, river_table):
    twin = service.clone(actor, river_table.id, CloneTemplate())
    assert (twin.name, twin.sku_code) == ("River Table (copy)", "SKU-0002")
    assert (twin.cloned_from_id, twin.version) == (river_table.id, 1)
    assert service.cost(actor, twin.id, ONE).planned_cost == rand("7122.73")
    service.change(actor, twin.id, ChangeTemplate(bom=[]))
    assert len(service.one(actor, river_table.id).bom) == 2
    assert not {it.id for it in twin.bom} & {it.id for it in river_table.bom}


def test_variants_differ_in_what_is_said(service, actor, river_table):
    wish = MakeVariants(
        variants=[
            Variant(
                variant="Large",
                length=Decimal(2400),
                unit_price=Decimal(15000),
                material_factor=Decimal("1.5"),
            ),
            Variant(variant="Walnut", name="Walnut river table", material="Walnut"),
        ]
    )
    family = service.make_variants(actor, river_table.id, wish)
    assert family.family == "River Table"
    large, walnut = family.items
    assert (large.name, large.variant, large.unit_price) == ("River Table, Large", "Large", 15000)
    assert (walnut.name, walnut.material, walnut.unit_price) == (
        "Walnut river table",
        "Walnut",
        12000,
    )
    assert service.one(actor, large.id).bom[0].quantity == Decimal("27.75")
    assert [it.name for it in service.variants(actor, large.id).items] == [
        "River Table",
        "Walnut river table",
    ]


def test_an_archived_template_is_no_part_of_new_ones(service, actor, create):
    leg = create(name="Leg")
    table = create(name="Table", bom=[part(leg)])
    assert service.archive(actor, leg.id).archived_at is not None
    with pytest.raises(Invalid, match="archived"):
        create(name="Stool", bom=[part(leg)])
    kept = [PlanBomItem(id=table.bom[0].id, nested_template_id=leg.id, quantity=Decimal(4))]
    assert service.change(actor, table.id, ChangeTemplate(bom=kept)).bom[0].quantity == 4
    assert service.restore(actor, leg.id).archived_at is None


def test_what_happened_is_told(around, create):
    made = create()
    [event] = around.store.recorded
    assert isinstance(event, TemplateCreated)
    assert (event.product_id, event.sku_code) == (made.id, "SKU-0001")


@pytest.fixture
def job(around):
    """J7.4: fifteen and a half hours over four stages, material used as planned."""
    workflow = around.workflows.of_it[around.workflow_id]
    stages = [FakeProjectStage(it.name, it.id) for it in workflow]
    id = ProjectId(new_id())
    around.projects.known[id] = FakeProject(
        workflow_id=around.workflow_id,
        stages=stages,
        materials=[
            FakeMaterial(around.oak.id, Decimal("18.5"), Decimal("1.15")),
            FakeMaterial(around.finish.id, Decimal("0.6"), Decimal("1.05")),
        ],
    )
    around.work.tasks = [
        FakeTask("Design it", 2 * HOUR, 2 * HOUR, stages[0].id),
        FakeTask("Mill it", 5.5 * HOUR, 5 * HOUR, stages[1].id),
        FakeTask("Join it", 4.5 * HOUR, 4 * HOUR, stages[2].id),
        FakeTask("Oil it", 3.5 * HOUR, 3 * HOUR, stages[3].id),
    ]
    around.stock.used = [
        FakeUse(around.oak.id, Decimal("21.275")),
        FakeUse(around.finish.id, Decimal("0.63")),
    ]
    return id


def test_a_job_is_promoted_as_it_came_out(service, actor, around, job):
    around.documents.of_project[job] = [chosen := FileId(new_id()), FileId(new_id())]
    wish = PromoteProject(quantities=Basis.ACTUAL, hours=Basis.ACTUAL, file_ids=[chosen])
    made = service.promote(actor, job, wish)
    assert (made.name, made.source_project_id) == ("River table for Naidoo", job)
    assert (made.material, made.thickness, made.unit_price) == ("Oak", 40, 12000)
    assert [(it.quantity, it.waste_factor) for it in made.bom] == [
        (Decimal("21.275"), 1),
        (Decimal("0.63"), 1),
    ]
    assert made.planned == 15.5 * HOUR
    assert [it.stage_name for it in made.tasks] == ["Design", "Milling", "Assembly", "Finishing"]
    assert [(it.file_id, it.source_project_id) for it in made.design_docs] == [(chosen, job)]
    assert service.cost(actor, made.id, ONE).planned_cost == rand("7647.73")
    assert [type(it) for it in around.store.recorded] == [TemplateCreated, ProjectPromoted]


def test_a_job_is_promoted_as_it_was_planned(service, actor, job):
    made = service.promote(actor, job, PromoteProject(name="River Table", sku_code="RT-1"))
    assert [(it.quantity, it.waste_factor) for it in made.bom] == [
        (Decimal("18.5"), Decimal("1.15")),
        (Decimal("0.6"), Decimal("1.05")),
    ]
    assert (made.planned, made.sku_code) == (14 * HOUR, "RT-1")
    assert service.cost(actor, made.id, ONE).planned_cost == rand("7122.73")


def test_what_a_job_made_several_of_is_divided(service, actor, around, job):
    made = service.promote(actor, job, PromoteProject(quantities=Basis.ACTUAL, made=Decimal(2)))
    assert [it.quantity for it in made.bom] == [Decimal("10.6375"), Decimal("0.315")]
    assert (made.planned, made.unit_price) == (7 * HOUR, 6000)
    with pytest.raises(Invalid):
        service.promote(actor, job, PromoteProject(made=Decimal(0)))


def test_the_equipment_comes_from_the_template_the_job_began_with(
    service, actor, around, job, river_table
):
    around.projects.known[job].product_template_id = river_table.id
    assert len(service.promote(actor, job, PromoteProject()).equipment) == 1
    assert service.promote(actor, job, PromoteProject(equipment=False)).equipment == []


def test_only_documents_of_the_job_are_taken(service, actor, job):
    with pytest.raises(Invalid, match="no such document"):
        service.promote(actor, job, PromoteProject(file_ids=[FileId(new_id())]))


def test_a_job_of_nobody_is_not_promoted(service, actor):
    with pytest.raises(NotFound):
        service.promote(actor, ProjectId(new_id()), PromoteProject())


def test_a_job_whose_workflow_is_gone_keeps_its_tasks(service, actor, around, job):
    del around.workflows.of_it[around.workflow_id]
    made = service.promote(actor, job, PromoteProject())
    assert made.workflow_id is None
    assert [it.workflow_stage_id for it in made.tasks] == [None] * 4


def test_tasks_of_one_title_and_stage_are_one(service, actor, around, job):
    stage = around.projects.known[job].stages[0].id
    around.work.tasks.append(FakeTask("Design it", HOUR, None, stage))
    made = service.promote(actor, job, PromoteProject(hours=Basis.ACTUAL))
    assert (len(made.tasks), made.tasks[0].planned) == (4, 3 * HOUR)


@pytest.mark.parametrize("scopes", [{"products.read"}, {"products.write"}, set()])
def test_who_may_not_is_refused(service, actor, river_table, job, scopes):
    clerk = msgspec.structs.replace(actor, scopes=frozenset(scopes))
    with pytest.raises(NotAllowed):
        service.promote(clerk, job, PromoteProject())
    if "products.write" not in scopes:
        with pytest.raises(NotAllowed):
            service.archive(clerk, river_table.id)
    if "products.read" not in scopes:
        with pytest.raises(NotAllowed):
            service.one(clerk, river_table.id)


def test_another_shop_sees_nothing(service, river_table):
    rival = Actor.system(new_id(), "products.read", "products.write")
    for ask in (service.one, service.archive, service.variants, service.bom):
        with pytest.raises(NotFound):
            ask(rival, river_table.id)
    with pytest.raises(NotFound):
        service.cost(rival, river_table.id, ONE)


def test_neighbours_are_answered_and_never_refused(answers, actor, river_table):
    shop_id, nobody = actor.shop_id, ProductId(new_id())
    assert answers.has_template(shop_id, river_table.id)
    assert not answers.has_template(shop_id, nobody)
    assert answers.card(shop_id, nobody) is answers.bill(shop_id, nobody) is None
    assert answers.price(shop_id, nobody, ONE) is None
    card = answers.card(shop_id, river_table.id)
    assert (card.name, card.currency, card.unit_price) == ("River Table", "ZAR", 12000)
    assert answers.bill(shop_id, river_table.id).planned_cost == rand("7122.73")


def test_what_cannot_be_counted_is_told(service, actor, around, river_table):
    around.oak.unit = Unit.KILOGRAM
    del around.stock.known[around.finish.id]
    bill = service.cost(actor, river_table.id, ONE)
    assert bill.materials == []
    assert len(bill.issues) == 2
    assert service.one(actor, river_table.id).bom[0].needed is None


def test_quantities_asked_for_make_sense(service, actor, river_table):
    for quantity in ("0", "-1", "1000001", "0.0000001"):
        with pytest.raises(Invalid):
            service.cost(actor, river_table.id, Decimal(quantity))
        with pytest.raises(Invalid):
            service.can_build(actor, river_table.id, Decimal(quantity))


def test_too_much_is_refused_in_words(service, actor, around, create):
    made = create(bom=[line(around.oak, "1000000", waste_factor=Decimal(100))])
    for _ in range(3):
        made = create(bom=[part(made, "1000000", waste_factor=Decimal(100))])
    with pytest.raises(Invalid, match="too large"):
        service.cost(actor, made.id, ONE)


def test_a_template_takes_so_many_lines_and_no_more(service, actor, around, create):
    made = create(bom=[line(around.oak)] * 500)
    with pytest.raises(Refused, match="500 lines"):
        service.add_line(
            actor, made.id, AddBomItem(item_id=StockItemId(around.oak.id), quantity=ONE)
        )
