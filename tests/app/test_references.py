"""What points to another shop's things points to nothing.

Each id in each body, and each id that a list is filtered by, is found by its type; another shop's
is sent there, in a request that is otherwise good. It must be answered as an id of nothing is.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints
from uuid import UUID, uuid4

import msgspec
import pytest
from litestar.params import QueryParameter

from nexus.kernel import ids as kinds

from tests.app.furnished import Furnished
from tests.app.test_rights import Matrix, matrix, sample, told, value  # noqa: F401

THINGS: dict[Any, str] = {
    kinds.UserId: "users",
    kinds.EmployeeId: "employees",
    kinds.StationId: "stations",
    kinds.CustomerId: "customers",
    kinds.WorkflowId: "workflows",
    kinds.ProjectId: "projects",
    kinds.StageId: "workflow-stages",
    kinds.StageInstanceId: "stages",
    kinds.TaskId: "more tasks",
    kinds.TaskTemplateId: "task-templates",
    kinds.CheckItemId: "checklist",
    kinds.FileId: "files",
    kinds.ProductId: "templates",
    kinds.SaleId: "sales",
    kinds.SaleLineId: "lines",
    kinds.DeliveryId: "deliveries",
    kinds.MilestoneId: "milestones",
    kinds.StockItemId: "items",
    kinds.LotId: "lots",
    kinds.LocationId: "locations",
    kinds.SupplierId: "suppliers",
    kinds.EquipmentId: "equipment",
    kinds.MaintenancePlanId: "plans",
    UUID: "projects",  # of any kind
}


class Place(NamedTuple):
    """Where an id stands: its type, and the way to it; 0 is the first of a list."""

    kind: Any
    way: tuple[str | int, ...]
    parent: Any = None  # the struct that it is a field of


def places(kind: Any, way: tuple[str | int, ...] = (), parent: Any = None) -> Iterator[Place]:
    if kind in THINGS:
        yield Place(kind, way, parent)
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        for field in msgspec.structs.fields(kind):
            hint = get_type_hints(kind, include_extras=True)[field.name]
            yield from places(hint, (*way, field.encode_name), kind)
    elif get_origin(kind) in (list, tuple, frozenset, set):
        yield from places(get_args(kind)[0], (*way, 0), parent)
    else:
        for part in get_args(kind):
            yield from places(part, way, parent)


def body_with(handler: Any, place: Place, ids: dict[str, str], said: str) -> dict[str, Any]:
    """Return a good body with this id in this place."""
    good: dict[str, Any] = BODIES.get(handler.handler_name, sample(handler, ids))
    good = good | {
        name: f"canary-{uuid4()}" for name in ("name", "username", "group") if name in good
    }
    if handler.handler_name in FOR_A_CUSTOMER:
        good = good | {"customer_id": ids["customers"]}
    if handler.handler_name in OF_AN_ITEM:
        good = good | {"item_id": ids["items"]}
    if handler.handler_name in OF_A_SUPPLIER:
        good = good | {"supplier_id": ids["suppliers"]}
    first, *rest = place.way
    if not rest:
        return good | {first: said}
    if rest == [0]:
        return good | {first: [said]}
    one = required(place.parent, ids) | {str(rest[-1]): said}
    return good | {first: [one] if rest[0] == 0 else one}


def required(kind: Any, ids: dict[str, str]) -> dict[str, Any]:
    return {
        it.encode_name: ids["items"]
        if it.encode_name == "item_id"
        else value(it.encode_name, it.type, ids)
        for it in msgspec.structs.fields(kind)
        if it.required
    }


@pytest.fixture
def shops(matrix: Matrix) -> Matrix:  # noqa: F811
    """Two furnished shops in which all that may point to something does."""
    for name, shop in (("one", matrix.mine), ("two", matrix.other)):
        matrix.client.headers["x-actor"] = f"{name} admin"
        set_to_work(shop)
    return matrix


def set_to_work(shop: Furnished) -> None:
    ids, client = shop.ids, shop.client
    customer, project, employee = ids["customers"], ids["projects"], ids["employees"]
    at = {"station_id": ids["stations"]}
    for segment, into in (("workflows", "workflow-stages"), ("projects", "stages")):
        stages = client.get(f"/api/{segment}/{ids[segment]}").json()["stages"]
        ids[into] = stages[-1]["id"]
    path = f"/api/employees/{employee}/stations"
    assert client.put(path, json={"station_ids": [ids["stations"]]}).status_code == 200
    path = f"/api/projects/{project}"
    assert client.patch(path, json={"manager_id": employee}).status_code == 200
    shop.post(f"{path}/status", status="approved")
    shop.post(f"{path}/start")
    for assignee in (at, {"employee_id": employee}):
        more = {"stage_id": ids["stages"], "assignee": assignee}
        ids["more tasks"] = shop.post(f"{path}/tasks", title="Sand", **more)["id"]
    path = f"/api/tasks/{ids['more tasks']}"
    shop.post(f"{path}/log_time", duration="PT5M", employee_id=employee, **at)
    shop.post(f"{path}/timer/start", employee_id=employee, **at)
    shop.post("/api/sales", customer_id=customer, project_id=project)


# Good for the shop's own ids, beyond what tests/app/test_rights.py needs.
BODIES: dict[str, Any] = {
    "move_project_stage": {},
    "consume_reservation": {"quantity": "0.01"},
    "weigh_powder": {"before": "2", "after": "1.99"},
}
FOR_A_CUSTOMER = {"create_delivery", "create_quote", "create_sale"}
OF_AN_ITEM = {"keep_remnant", "move_stock", "reserve_stock"}
OF_A_SUPPLIER = {"create_purchase_order"}
# Here no id would do, whoever's it is: a new workflow has no stage yet, and the stages of the
# other one have been replaced by then (where they are, in `arrange_workflow_stages`, it is tried).
NONE_DOES = {
    ("create_workflow", "id"),
    # Without a workflow no stage will do.
    ("create_product_template", "workflow_stage_id"),
    ("arrange_product_tasks", "workflow_stage_id"),
    ("change_product_template", "workflow_stage_id"),
    ("change_workflow", "id"),
    # The line is not of the sale that is asked for.
    ("create_delivery", "sale_line_id"),
    ("change_delivery", "sale_line_id"),
    ("credit_sale", "line_id"),
    ("preview_credit_note", "line_id"),
    ("draw_invoice", "line_id"),
    # The order is a draft; places of goods are tried in tests/inventory/test_purchasing_http.py.
    ("receive_goods", "location_id"),
    # A usage goes nowhere; transfers are tried in tests/inventory/test_stock_ledger.py.
    *(
        (name, f"to_{what}_id")
        for name in ("move_stock", "move_stock_item")
        for what in ("lot", "location")
    ),
    # The line is not of the stock take that is asked for.
    ("count_stock", "id"),
    ("count_stock", "lot_id"),  # a lot without its item
}


def test_an_id_of_another_shop_in_a_body_is_no_id(shops, record_property):
    tried = 0
    parts_first = sorted(shops.routes, key=lambda it: it[1], reverse=True)  # or they are replaced
    for method, template, handler in parts_first:
        field = handler.parsed_data_field
        for place in places(field.annotation) if field else ():
            tried += 1

            def answer(id, method=method, template=template, handler=handler, place=place):
                body = msgspec.json.encode(body_with(handler, place, shops.mine.ids, id))
                path = shops.mine.path(template)
                return shops.send("one admin", method, path, handler, body)

            segment = THINGS[place.kind]
            theirs, nobodys = answer(shops.other.ids[segment]), answer(str(uuid4()))
            what = (method, template, place.way)
            assert theirs.status_code in (404, 409, 422), (what, theirs.text)
            assert told(theirs) == told(nobodys), (what, theirs.text, nobodys.text)
            if (handler.handler_name, place.way[-1]) not in NONE_DOES:
                ours = answer(shops.mine.ids[segment])
                assert told(ours) != told(theirs), (what, "proves nothing", theirs.text)
    record_property("foreign references tried in bodies", tried)


def test_a_filter_by_an_id_of_another_shop_finds_nothing(shops, record_property):
    tried, found = 0, 0
    for method, template, handler in shops.routes:
        for name, field in handler.parsed_fn_signature.parameters.items():
            if not isinstance(field.kwarg_definition, QueryParameter):
                continue
            for place in places(field.raw):
                tried += 1

                def answer(id, method=method, template=template, handler=handler, name=name):
                    path = f"{shops.mine.path(template)}?{name}={id}"
                    return shops.send("one admin", method, path, handler, None)

                segment = THINGS[place.kind]
                theirs, nobodys = answer(shops.other.ids[segment]), answer(uuid4())
                what = (template, name, theirs.text)
                assert theirs.text.count(shops.other.ids[segment]) == 0, what
                assert theirs.status_code in (200, 404), what
                assert said(theirs) == said(nobodys), (what, nobodys.text)
                found += said(answer(shops.mine.ids[segment])) != said(theirs)
    assert found > tried / 2  # or else it proves nothing
    record_property("foreign references tried in filters", tried)


def said(answer: Any) -> Any:
    """Return what is said, in whatever form, but for the request's own id."""
    is_json = answer.headers["content-type"].endswith("json")
    return told(answer) if is_json else (answer.status_code, answer.text)
