"""The edges, through the whole application: journey 7 to the cent."""

from decimal import Decimal
from uuid import UUID

import pytest

from nexus.kernel.actor import Actor
from nexus.kernel.ids import new_id

PATH = "/api/products/templates"
NOBODY = "00000000-0000-7000-8000-000000000000"
HOURS = {"Design": "PT2H", "Milling": "PT5H", "Assembly": "PT4H", "Finishing": "PT3H"}


def hours(number):
    """Write a duration as it comes back."""
    return f"PT{round(number * 3600)}S"


def amount(text):
    return {"amount": text, "currency": "ZAR"}


@pytest.fixture
def post(client):
    def post(path, **body):
        response = client.post(path, json=body)
        assert response.status_code in (200, 201), (path, response.text)
        return response.json()

    return post


@pytest.fixture
def get(client):
    def get(path, **params):
        response = client.get(path, params=params)
        assert response.status_code == 200, (path, response.text)
        return response.json()

    return get


@pytest.fixture
def workflow(post, a_shop):
    stages = [{"name": name, "station_id": str(a_shop.station_id)} for name in HOURS]
    return post("/api/workflows", name="Commission", stages=stages)


@pytest.fixture
def item(a_shop):
    def item(name, unit, cost, on_hand="0", kind="material", code="MAT-1"):
        id = a_shop.add(
            "inventory_item",
            name=name,
            code=code,
            unit=unit,
            kind=kind,
            unit_cost=Decimal(cost),
            unit_cost_minor=int(Decimal(cost) * 100),
            unit_cost_currency="ZAR",
            on_hand=Decimal(on_hand),
            reserved=Decimal(0),
        )
        return str(id)

    return item


@pytest.fixture
def oak(item):
    return item("Oak", "bdft", "95", "60")


@pytest.fixture
def finish(item):
    return item("Finish", "l", "320", "1", "consumable", "MAT-2")


@pytest.fixture
def table(post, settings, workflow, oak, finish, a_shop):
    """The river table of journey 7."""
    bandsaw = str(a_shop.add("inventory_equipment", name="Bandsaw", code="EQ-1"))
    stages = {it["name"]: it["id"] for it in workflow["stages"]}
    return post(
        PATH,
        name="River Table",
        material="Oak",
        thickness="40",
        unit_price="12000.00",
        workflow_id=workflow["id"],
        tags=["Tables", "oak"],
        bom=[
            {"item_id": oak, "quantity": "18.5", "unit": "bdft", "waste_factor": "1.15"},
            {"item_id": finish, "quantity": "0.6", "waste_factor": "1.05"},
        ],
        equipment=[{"equipment_id": bandsaw, "is_exclusive": True, "setup": "1/2 inch blade"}],
        tasks=[
            {"title": f"{name} it", "planned": planned, "workflow_stage_id": stages[name]}
            for name, planned in HOURS.items()
        ],
    )


@pytest.fixture
def a_file(a_shop):
    def a_file(name):
        id = a_shop.add("documents_file", name=name, current=1)
        a_shop.add("documents_file_version", file_id=id, number=1)
        return id

    return a_file


@pytest.fixture
def settings(client):
    wish = {"currency": "ZAR", "hourly_rate": amount("350.00"), "timezone": "Africa/Johannesburg"}
    response = client.patch("/api/settings", json=wish)
    assert response.status_code == 200, response.text


@pytest.fixture
def customer(post):
    return post("/api/customers", name="M. Naidoo")["id"]


@pytest.fixture
def start(post, table, customer):
    def start(**wish):
        return post(f"{PATH}/{table['id']}/start-project", customer_id=customer, **wish)

    return start


def test_a_template_comes_back_as_it_was_made(get, table, oak, finish):
    found = get(f"{PATH}/{table['id']}")
    assert found == table
    assert (found["sku_code"], found["unit_price"], found["currency"]) == (
        "SKU-0001",
        "12000",
        "ZAR",
    )
    assert (found["version"], found["thickness"], found["planned"]) == (1, "40", hours(14))
    first, second = found["bom"]
    assert (first["name"], first["needed"], first["item_unit"]) == ("Oak", "21.275", "bdft")
    assert (first["unit_cost"], first["cost"]) == ("95", amount("2021.13"))
    assert (second["kind"], second["cost"]) == ("consumable", amount("201.60"))
    assert found["equipment"][0]["equipment_name"] == "Bandsaw"
    assert [it["stage_name"] for it in found["tasks"]] == list(HOURS)
    assert get(f"{PATH}/by-code/sku-1") == found


def test_it_costs_what_journey_7_says(get, table):
    bill = get(f"{PATH}/{table['id']}/cost")
    assert [it["cost"] for it in bill["materials"]] == [amount("2021.13"), amount("201.60")]
    assert bill["labour"] == hours(14)
    assert (bill["labour_cost"], bill["planned_cost"]) == (amount("4900.00"), amount("7122.73"))
    assert (bill["price"], bill["margin_percent"]) == (amount("12000.00"), "40.6")


def test_it_can_be_built_as_often_as_stock_allows(get, table):
    found = get(f"{PATH}/{table['id']}/can-build", quantity=3)
    assert (found["can_build"], found["enough"]) == (1, False)
    assert [it["missing"] for it in found["materials"]] == ["3.825", "0.89"]


def test_a_project_begins_with_a_template_and_copies_it(get, start, table, workflow):
    project = start()
    assert (project["name"], project["product_template_id"]) == ("River Table", table["id"])
    assert [it["name"] for it in project["stages"]] == list(HOURS)
    assert project["workflow_id"] == workflow["id"]
    assert project["estimated_price"] == amount("12000.00")
    assert project["estimated_cost"] == amount("7122.73")
    path = f"/api/projects/{project['id']}"
    plan = get(f"{path}/plan")
    oak, finish = plan["materials"]
    assert (oak["quantity"], oak["unit"], oak["cost"]) == ("21.275", "bdft", amount("2021.13"))
    assert (finish["quantity"], finish["cost"]) == ("0.63", amount("201.60"))
    assert (plan["labour"], plan["labour_cost"]) == (hours(14), amount("4900.00"))
    assert (plan["planned_cost"], plan["margin_percent"]) == (amount("7122.73"), "40.6")
    tasks = get(f"{path}/tasks")["items"]
    assert [it["title"] for it in tasks] == [f"{name} it" for name in HOURS]
    assert [it["planned"] for it in tasks] == [hours(n) for n in (2, 5, 4, 3)]
    assert [it["stage_id"] for it in tasks] == [it["id"] for it in project["stages"]]
    [line] = get(f"{path}/products")["items"]
    assert (line["quantity"], line["unit_price"], line["total_price"]) == (
        "1",
        "12000",
        amount("12000.00"),
    )


def test_what_a_project_copied_stays_when_the_template_changes(client, get, start, table):
    project = start(name="For Naidoo", estimated_price=amount("13000.00"), quantity="2")
    change = {"bom": [], "tasks": [], "unit_price": "1", "name": "Other"}
    assert client.patch(f"{PATH}/{table['id']}", json=change).status_code == 200
    path = f"/api/projects/{project['id']}"
    plan = get(f"{path}/plan")
    assert (plan["name"], plan["quantity"], plan["labour"]) == ("River Table", "2", "P1DT14400S")
    assert plan["materials"][0]["quantity"] == "42.55"
    assert plan["planned_cost"] == amount("14245.45")  # rounded once, not twice 7122.73
    assert plan["price"] == amount("13000.00")
    [line] = get(f"{path}/products")["items"]
    assert (line["name"], line["unit_price"], line["total_price"]) == (
        "River Table",
        "6500",
        amount("13000.00"),
    )


def test_a_project_is_created_with_a_template_as_well(client, post, get, table, customer):
    project = post("/api/projects", name="x", customer_id=customer, product_template_id=table["id"])
    assert get(f"/api/projects/{project['id']}/plan")["labour"] == hours(14)
    wish = {"name": "x", "customer_id": customer}
    for body, status in (
        ({"product_template_id": NOBODY}, 422),
        ({"product_template_id": table["id"], "product_quantity": "0"}, 422),
        ({"product_template_id": table["id"], "product_quantity": "-1"}, 422),
        ({"product_template_id": "x"}, 400),
    ):
        assert client.post("/api/projects", json=wish | body).status_code == status, body
    plain = post("/api/projects", **wish)
    assert client.get(f"/api/projects/{plain['id']}/plan").status_code == 404


def test_standard_tasks_that_the_template_plans_are_not_planned_twice(
    post, get, client, start, a_shop
):
    path = f"/api/stations/{a_shop.station_id}/task-templates"
    post(path, title="design IT")
    post(path, title="Sweep")
    project = start()
    at = f"/api/projects/{project['id']}"
    post(f"{at}/status", status="approved")
    post(f"{at}/start")
    titles = [it["title"] for it in get(f"{at}/tasks")["items"]]
    assert titles.count("Sweep") == 1
    assert "design IT" not in titles
    assert titles[0] == "Design it"


def test_journey_7_comes_out_as_it_says(client, post, get, start, oak, finish, a_shop):
    project = start(name="River table, Naidoo")
    at = f"/api/projects/{project['id']}"
    post(f"{at}/status", status="approved")
    post(f"{at}/start")
    logged = dict(zip(HOURS, ("PT2H", "PT5H30M", "PT4H30M", "PT3H30M"), strict=True))
    for task in get(f"{at}/tasks")["items"]:
        name = task["title"].removesuffix(" it")
        post(f"/api/tasks/{task['id']}/log_time", duration=logged[name])
    use(a_shop, UUID(project["id"]), UUID(oak), "21.275", 202_113)
    use(a_shop, UUID(project["id"]), UUID(finish), "0.63", 20_160)
    before = get(at)
    made = post(
        f"{at}/promote-to-template",
        name="River Table II",
        quantities="actual",
        hours="actual",
    )
    assert (made["source_project_id"], made["sku_code"]) == (project["id"], "SKU-0002")
    assert [(it["quantity"], it["waste_factor"]) for it in made["bom"]] == [
        ("21.275", "1"),
        ("0.63", "1"),
    ]
    assert made["planned"] == hours(15.5)
    assert made["equipment"][0]["setup"] == "1/2 inch blade"
    bill = get(f"{PATH}/{made['id']}/cost")
    assert (bill["planned_cost"], bill["margin_percent"]) == (amount("7647.73"), "36.3")
    assert get(at) == before
    again = post(f"{at}/promote-to-template")
    assert [it["waste_factor"] for it in again["bom"]] == ["1.15", "1.05"]
    assert get(f"{PATH}/{again['id']}/cost")["planned_cost"] == amount("7122.73")
    listed = get(PATH, source_project_id=project["id"])["items"]
    assert {it["id"] for it in listed} == {made["id"], again["id"]}


def use(shop, project_id, item_id, quantity, minor):
    shop.add(
        "inventory_movement",
        item_id=item_id,
        kind="usage",
        quantity=-Decimal(quantity),
        value_minor=-minor,
        value_currency="ZAR",
        project_id=project_id,
    )


def test_a_job_is_promoted_with_the_documents_chosen(client, post, start, a_shop, a_file):
    project = start()
    files = [a_file(f"top{n}.dxf") for n in range(2)]
    for file in files:
        a_shop.add("documents_link", file_id=file, kind="project", thing_id=UUID(project["id"]))
    path = f"/api/projects/{project['id']}/promote-to-template"
    made = post(path, file_ids=[str(files[1])])
    [doc] = client.get(f"{PATH}/{made['id']}/design-docs").json()["items"]
    assert (doc["file_id"], doc["file_name"]) == (str(files[1]), "top1.dxf")
    assert doc["source_project_id"] == project["id"]
    stray = str(a_file("other.dxf"))
    assert client.post(path, json={"file_ids": [stray]}).status_code == 422


def test_promoting_twice_with_one_key_makes_one_template(client, start):
    path = f"/api/projects/{start()['id']}/promote-to-template"
    headers = {"Idempotency-Key": str(new_id())}
    first, second = (client.post(path, json={}, headers=headers) for _ in range(2))
    assert first.status_code == second.status_code == 201
    assert first.json() == second.json()
    assert len(client.get(PATH).json()["items"]) == 2


def test_parts_are_listed_set_and_changed(client, get, table, oak):
    path = f"{PATH}/{table['id']}"
    assert get(f"{path}/bom")["items"] == table["bom"]
    assert get(f"{path}/equipment")["items"] == table["equipment"]
    assert get(f"{path}/tasks")["items"] == table["tasks"]
    one = client.post(f"{path}/bom", json={"item_id": oak, "quantity": "2"})
    assert (one.status_code, one.json()["version"]) == (201, 2)
    line = one.json()["bom"][-1]
    changed = client.patch(
        f"{path}/bom/{line['id']}", json={"quantity": "3"}, headers={"If-Match": '"2"'}
    )
    assert changed.json()["bom"][-1]["quantity"] == "3"
    stale = client.patch(
        f"{path}/bom/{line['id']}", json={"quantity": "4"}, headers={"If-Match": '"2"'}
    )
    assert stale.status_code == 412
    assert client.delete(f"{path}/bom/{line['id']}").status_code == 204
    kept = [{name: table["bom"][1][name] for name in ("id", "item_id", "quantity")}]
    found = client.put(f"{path}/bom", json={"bom": kept}).json()
    assert [it["id"] for it in found["bom"]] == [kept[0]["id"]]
    breaks = [{"from_quantity": "10", "unit_price": "11000"}]
    client.put(f"{path}/price-breaks", json={"price_breaks": breaks})
    assert get(f"{path}/price", quantity=12)["total_price"] == amount("132000.00")
    assert get(f"{path}/price-breaks")["items"][0]["unit_price"] == "11000"
    assert client.put(f"{path}/tasks", json={"tasks": []}).json()["planned"] == "P0D"
    assert client.put(f"{path}/equipment", json={"equipment": []}).json()["equipment"] == []


def test_files_are_attached_and_taken_off(client, get, post, table, a_file):
    path, file = f"{PATH}/{table['id']}/design-docs", a_file("a.dxf")
    made = post(path, file_id=str(file), kind="cutting_file", notes="Top")
    [doc] = made["design_docs"]
    assert (doc["file_name"], doc["kind"]) == ("a.dxf", "cutting_file")
    assert get(path)["items"] == [doc]
    assert client.delete(f"{path}/{doc['id']}").status_code == 204
    assert get(path)["items"] == []
    put = client.put(path, json={"design_docs": [{"file_id": str(file)}]})
    assert len(put.json()["design_docs"]) == 1


def test_a_circle_is_refused_in_words(client, post, table):
    top = post(PATH, name="Set", bom=[{"nested_template_id": table["id"], "quantity": "2"}])
    answer = client.post(
        f"{PATH}/{table['id']}/bom", json={"nested_template_id": top["id"], "quantity": "1"}
    )
    assert answer.status_code == 422
    assert "River Table → Set → River Table" in answer.json()["detail"]
    itself = {"bom": [{"nested_template_id": table["id"], "quantity": "1"}]}
    assert client.put(f"{PATH}/{table['id']}/bom", json=itself).status_code == 422


def test_clones_variants_and_archive(client, post, get, table):
    path = f"{PATH}/{table['id']}"
    twin = post(f"{path}/clone", name="Coffee table", sku_code="CT-1")
    assert (twin["sku_code"], len(twin["bom"]), twin["cloned_from_id"]) == ("CT-1", 2, table["id"])
    made = post(f"{path}/variants", variants=[{"variant": "Small", "unit_price": "9000"}])
    assert [it["unit_price"] for it in made["items"]] == ["9000"]
    assert [it["name"] for it in get(f"{path}/variants")["items"]] == ["River Table, Small"]
    assert [it["name"] for it in get(PATH, family="river table")["items"]] == [
        "River Table",
        "River Table, Small",
    ]
    assert post(f"{path}/archive")["archived_at"]
    start = {"customer_id": NOBODY}
    assert client.post(f"{path}/start-project", json=start).status_code == 409
    assert [it["name"] for it in get(PATH, archived=True)["items"]] == ["River Table"]
    assert post(f"{path}/restore")["archived_at"] is None


def test_lists_filter_sort_and_search(get, post, table, oak):
    post(PATH, name="Ähre", unit_price="5", tags=["tables"])
    post(PATH, name="Bench", material="oak")
    assert [it["name"] for it in get(PATH)["items"]] == ["Ähre", "Bench", "River Table"]
    assert [it["name"] for it in get(PATH, search="ahre")["items"]] == ["Ähre"]
    assert [it["name"] for it in get(PATH, search="oak sku")["items"]] == ["Bench", "River Table"]
    assert get(PATH, tag="tables", total=True)["total"] == 2
    assert [it["name"] for it in get(PATH, material="OAK")["items"]] == ["Bench", "River Table"]
    assert [it["name"] for it in get(PATH, item_id=oak)["items"]] == ["River Table"]
    assert get(PATH, sort="-unit_price")["items"][0]["name"] == "River Table"
    assert get(f"{PATH}/tags")["items"] == [
        {"tag": "oak", "count": 1},
        {"tag": "Tables", "count": 2},
    ]


def test_products_are_put_on_projects_at_the_price_of_the_day(client, post, get, table, customer):
    project = post("/api/projects", name="Two tables", customer_id=customer)
    path = f"/api/projects/{project['id']}/products"
    line = post(path, product_template_id=table["id"], quantity="2")
    assert (line["unit_price"], line["total_price"]) == ("12000", amount("24000.00"))
    client.patch(f"{PATH}/{table['id']}", json={"unit_price": "1"})
    found = get(f"{path}/{line['id']}")
    assert found == line
    changed = client.patch(f"{path}/{line['id']}", json={"quantity": "3"}).json()
    assert (changed["unit_price"], changed["version"]) == ("12000", 2)
    stale = {"If-Match": '"1"'}
    assert client.patch(f"{path}/{line['id']}", json={}, headers=stale).status_code == 412
    for bad in ({"quantity": "0"}, {"unit_price": "-1"}, {"quantity": "0.0000001"}):
        assert client.patch(f"{path}/{line['id']}", json=bad).status_code == 422
    assert client.post(path, json={"product_template_id": NOBODY}).status_code == 422
    assert client.delete(f"{path}/{line['id']}").status_code == 204
    assert get(path)["items"] == []
    assert client.get(f"/api/projects/{NOBODY}/products").status_code == 404


def test_a_draft_with_products_goes_as_a_whole(client, post, table, customer):
    project = post("/api/projects", name="x", customer_id=customer)
    path = f"/api/projects/{project['id']}"
    post(f"{path}/products", product_template_id=table["id"])
    assert client.delete(path).status_code == 204


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"name": ""}, 400),
        ({"name": "x" * 201}, 400),
        ({"name": "a\x00b"}, 400),
        ({"name": "x", "colour": "red"}, 400),
        ({"name": "x", "unit_price": True}, 400),
        ({"name": "x", "unit_price": "NaN"}, 400),
        ({"name": "x", "unit_price": "-1"}, 422),
        ({"name": "x", "unit_price": "0.0000001"}, 422),
        ({"name": "x", "unit_price": "999999999999999999"}, 422),
        ({"name": "x", "thickness": "-1"}, 422),
        ({"name": "x", "thickness": "0.0001"}, 422),
        ({"name": "x", "workflow_id": NOBODY}, 422),
        ({"name": "x", "sku_code": "y" * 61}, 400),
        ({"name": "x", "tags": ["y" * 61]}, 422),
        ({"name": "x", "bom": [{"item_id": NOBODY, "quantity": "1"}]}, 422),
        ({"name": "x", "bom": [{"nested_template_id": NOBODY, "quantity": "1"}]}, 422),
        ({"name": "x", "bom": [{"quantity": "1"}]}, 422),
        ({"name": "x", "bom": [{"item_id": NOBODY, "quantity": "1", "unit": "ell"}]}, 400),
        ({"name": "x", "bom": None}, 400),
        ({"name": "x", "equipment": [{"equipment_id": NOBODY}]}, 422),
        ({"name": "x", "tasks": [{"title": "t", "planned": "-PT1H"}]}, 422),
        ({"name": "x", "tasks": [{"title": "t", "workflow_stage_id": NOBODY}]}, 422),
        ({"name": "x", "design_docs": [{"file_id": NOBODY}]}, 422),
        ({"name": "x", "price_breaks": [{"from_quantity": "0", "unit_price": "1"}]}, 422),
    ],
)
def test_bad_input_is_refused_in_words_and_leaves_nothing(client, body, status):
    answer = client.post(PATH, json=body)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert client.get(PATH).json()["items"] == []


def test_another_shops_things_are_no_things(client, house, post, table, another_shop, customer):
    theirs = house.client(another_shop.actor)
    assert theirs.get(f"{PATH}/{table['id']}").status_code == 404
    wish = {"name": "x", "bom": [{"nested_template_id": table["id"], "quantity": "1"}]}
    assert theirs.post(PATH, json=wish).status_code == 422
    item = {"item_id": table["bom"][0]["item_id"], "quantity": "1"}
    assert theirs.post(PATH, json={"name": "x", "bom": [item]}).status_code == 422
    assert theirs.get(PATH).json()["items"] == []


def test_who_may_not_see_costs_and_prices_does_not(house, table, a_shop, start):
    project = start()
    scopes = frozenset({"products.read", "projects.read"})
    clerk = house.client(Actor(shop_id=a_shop.id, scopes=scopes))
    for path in (
        *(PATH, f"{PATH}/{table['id']}", f"{PATH}/{table['id']}/cost", f"{PATH}/{table['id']}/bom"),
        *(f"/api/projects/{project['id']}/plan", f"/api/projects/{project['id']}/products"),
    ):
        answer = clerk.get(path)
        assert answer.status_code == 200, answer.text
        for hidden in ("price", "cost", "margin", "rate", "total"):
            assert f'{hidden}":{{' not in answer.text, (path, hidden)
            assert f'{hidden}":"' not in answer.text, (path, hidden)
    assert clerk.get(f"{PATH}/{table['id']}/price").json() == {"quantity": "1"}
    assert clerk.get(PATH, params={"sort": "unit_price"}).status_code == 403
    assert clerk.post(PATH, json={"name": "x"}).status_code == 403


def test_sales_with_a_line_of_a_product_are_listed(client, post, get, table, customer):
    path = f"{PATH}/{table['id']}/sales"
    assert get(path)["items"] == []
    line = {"description": "River Table", "unit_price": "12000", "product_template_id": table["id"]}
    sale = post("/api/sales", customer_id=customer, lines=[line, line])
    post("/api/sales", customer_id=customer, lines=[{"description": "x", "unit_price": "1"}])
    assert [it["id"] for it in get(path, total=True)["items"]] == [sale["id"]]
    assert client.get(f"{PATH}/{NOBODY}/sales").status_code == 404


def test_nothing_is_sold_of_a_product_that_is_not_offered(client, post, table, customer):
    line = {"description": "x", "unit_price": "1"}
    lines = [line | {"product_template_id": NOBODY}]
    answer = client.post("/api/sales", json={"customer_id": customer, "lines": lines})
    assert (answer.status_code, list(answer.json()["errors"])) == (
        422,
        ["lines[0].product_template_id"],
    )
    post(f"{PATH}/{table['id']}/archive")
    lines = [line | {"product_template_id": table["id"]}]
    for path in ("/api/sales", "/api/quotes", "/api/deliveries"):
        answer = client.post(path, json={"customer_id": customer, "lines": lines})
        assert answer.status_code in (400, 422), (path, answer.text)
    sale = post("/api/sales", customer_id=customer, lines=[line])
    at = f"/api/sales/{sale['id']}/lines/{sale['lines'][0]['id']}"
    assert client.patch(at, json={"product_template_id": table["id"]}).status_code == 422
