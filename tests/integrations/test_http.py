"""Lists that come in and go out, through the whole application."""

import io
import zipfile
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from dependency_injector import providers

from nexus.integrations.adapters.files import FileSheets
from nexus.kernel.errors import Invalid

CSV = {"content-type": "text/csv"}
SUPPLIERS = "Code,Name,E-mail,Payment terms\nSU-7,Steel & Sons,ann@steel.example,30\n,Bolt Ltd,,x\n"


def send(client, thing, text, name="list.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    return client.post(f"/api/imports?thing={thing}&name={name}", content=content, headers=CSV)


def received(client, thing, text, name="list.csv"):
    answer = send(client, thing, text, name)
    assert answer.status_code == 201, answer.text
    return answer.json()


def step(client, job, name):
    answer = client.post(f"/api/imports/{job['id']}/{name}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def counts(job):
    return tuple(job[name] for name in ("new", "updated", "unchanged", "errors"))


def applied(client, thing, text):
    return step(client, received(client, thing, text), "apply")


def test_suppliers_come_in_by_steps(client):
    job = received(client, "suppliers", SUPPLIERS)
    assert [it["field"] for it in job["columns"]] == ["code", "name", "email", "terms_days"]
    assert job["preview"][0] == ["SU-7", "Steel & Sons", "ann@steel.example", "30"]
    rehearsed = step(client, job, "dry-run")
    assert counts(rehearsed) == (1, 0, 0, 1)
    problem = rehearsed["outcomes"][1]["problems"][0]
    assert problem == {"column": "Payment terms", "value": "x", "reason": "This is no number."}
    assert client.get("/api/inventory/suppliers").json()["items"] == []
    done = step(client, job, "apply")
    assert counts(done) == (1, 0, 0, 1)
    assert [it["name"] for it in client.get("/api/inventory/suppliers").json()["items"]] == [
        "Steel & Sons"
    ]
    assert counts(step(client, job, "apply")) == (1, 0, 0, 1)
    assert counts(applied(client, "suppliers", SUPPLIERS)) == (0, 0, 1, 1)
    undone = step(client, job, "undo")
    assert (undone["status"], undone["left"]) == ("undone", 0)
    assert client.get("/api/inventory/suppliers").json()["items"] == []


def customers(rows):
    """Return a list in which 7 rows are wrong, and 3 are there twice by e-mail."""
    lines = ["Customer,E-mail,Phone,Tags"]
    for n in range(1, rows + 1):
        name, email = f"Customer {n}", f"c{n}@example.com"
        if n <= 7:
            name, email = ("", email) if n % 2 else (name, "not an address")
        elif n > rows - 3:
            name, email = f"Customer {n - 50} Ltd", f"c{n - 50}@example.com"
        lines.append(f"{name},{email},,steel;urgent".replace(";", " | "))
    return "\n".join(lines)


def test_a_shop_brings_its_customers_on_day_one(client, engine):
    """J12.2; a fifth of it on the database that is slower to start."""
    rows = 500 if engine.dialect.name == "sqlite" else 100
    new = rows - 10
    job = received(client, "customers", customers(rows))
    assert counts(step(client, job, "dry-run")) == (new, 3, 0, 7)
    assert client.get("/api/customers?total=true").json()["total"] == 0
    assert counts(step(client, job, "apply")) == (new, 3, 0, 7)
    assert client.get("/api/customers?total=true").json()["total"] == new
    again = applied(client, "customers", customers(rows))
    assert counts(again) == (0, 0, new + 3, 7)
    faults = client.get(f"/api/imports/{job['id']}/errors.csv").text.splitlines()
    assert len(faults) == 8
    assert faults[1].endswith("2,Customer,The name is missing.")
    assert "E-mail" in faults[2]
    busy = client.get("/api/customers?search=c77@example.com").json()["items"][0]
    body = {"name": "Gate", "customer_id": busy["id"], "workflow_id": None}
    assert client.post("/api/projects", json=body).status_code == 201
    undone = step(client, job, "undo")
    assert undone["left"] == 1
    left = client.get(f"/api/imports/{job['id']}/rows?left=true").json()["items"]
    assert [it["name"] for it in left] == ["Customer 77"]
    assert client.get("/api/customers?total=true").json()["total"] == 1


ADDRESSED = """code,name,Contact,Contact's e-mail,Street,City,Postal code,Country
CL-1,Forge,Ann,ann@example.com,"12 Mill Road, Unit 4",George,6530,ZA
CL-2,Anvil,,bob@example.com,,,,
CL-3,Smelter,,ann,,,,
CL-4,Kiln,,,Mill Road,,,South Africa
"""


def test_a_customer_comes_in_with_a_contact_and_an_address_and_goes_out_so(client):
    job = applied(client, "customers", ADDRESSED)
    assert counts(job) == (2, 0, 0, 2)
    faults = client.get(f"/api/imports/{job['id']}/errors.csv").text
    assert "4,Contact's e-mail" in faults
    assert "5,Country" in faults
    found = client.get("/api/customers?sort=code").json()["items"]
    forge, anvil = (client.get(f"/api/customers/{it['id']}").json() for it in found)
    [contact], [address] = forge["contacts"], forge["addresses"]
    assert (contact["name"], contact["email"], contact["is_primary"]) == (
        *("Ann", "ann@example.com"),
        True,
    )
    assert (address["lines"], address["city"]) == (["12 Mill Road", "Unit 4"], "George")
    assert [it["name"] for it in anvil["contacts"]] == ["Anvil"]
    out = client.get("/api/exports/customers?sort=code").text.lstrip("\N{BYTE ORDER MARK}")
    assert '"12 Mill Road, Unit 4",George,,6530,ZA' in out
    client.delete(f"/api/customers/{forge['id']}", headers={"if-match": "*"})
    again = counts(applied(client, "customers", out))
    assert again in ((1, 0, 1, 0), (0, 0, 2, 0))


def test_an_undo_sets_back_what_was_changed_and_leaves_what_was_changed_since(client):
    applied(client, "suppliers", "code,name,phone\nSU-1,Steel,1\nSU-2,Bolts,2\n")
    job = received(client, "suppliers", "code,name,phone\nSU-1,Steel,11\nSU-2,Bolts,22\n")
    assert counts(step(client, job, "apply")) == (0, 2, 0, 0)
    second = client.get("/api/inventory/suppliers?search=bolts").json()["items"][0]
    client.patch(f"/api/inventory/suppliers/{second['id']}", json={"phone": "222"})
    assert step(client, job, "undo")["left"] == 1
    found = client.get("/api/inventory/suppliers").json()["items"]
    assert {it["code"]: it["phone"] for it in found} == {"SU-1": "1", "SU-2": "222"}
    rows = client.get(f"/api/imports/{job['id']}/rows?left=true").json()["items"]
    assert [it["left"] for it in rows] == ["It was changed or used since."]
    assert client.post(f"/api/imports/{job['id']}/undo").status_code == 409
    assert client.post(f"/api/imports/{job['id']}/apply").status_code == 409


def test_what_an_import_does_stands_in_the_activity_log(client):
    applied(client, "suppliers", SUPPLIERS)
    entries = client.get("/api/activity-log").json()["items"]
    doors = {(it["entity_type"], it["door"]) for it in entries}
    assert {("supplier", "import"), ("import_job", "import")} <= doors


def test_a_mapping_is_remembered_for_the_same_header(client):
    text = "A,B\nSteel,1\n"
    job = received(client, "suppliers", text)
    assert job["missing"] == ["name"]
    refused = client.post(f"/api/imports/{job['id']}/apply")
    assert (refused.status_code, refused.json()["missing"]) == (409, ["name"])
    body = {"mapping": {"A": "name", "B": "phone"}}
    mapped = client.put(f"/api/imports/{job['id']}/mapping", json=body)
    assert mapped.json()["missing"] == []
    later = received(client, "suppliers", text)
    assert [it["field"] for it in later["columns"]] == ["name", "phone"]
    assert counts(step(client, later, "apply")) == (1, 0, 0, 0)


def test_what_is_remembered_is_named_chosen_for_another_list_and_forgotten(client, house, engine):
    job = received(client, "suppliers", "A,B\nSteel,1\n")
    body = {"mapping": {"A": "name", "B": "phone"}}
    client.put(f"/api/imports/{job['id']}/mapping", json=body)
    path = "/api/imports/mappings"
    (known,) = client.get(path, params={"thing": "suppliers", "search": "list"}).json()["items"]
    assert [(it["column"], it["field"]) for it in known["columns"]] == [
        ("A", "name"),
        ("B", "phone"),
    ]
    assert client.get(path, params={"thing": "customers"}).json()["items"] == []
    one = client.get(f"{path}/{known['id']}")
    assert one.json() == known
    named = client.patch(
        f"{path}/{known['id']}",
        json={"name": " From  Bolt "},
        headers={"if-match": one.headers["etag"]},
    )
    assert named.json()["name"] == "From Bolt"
    stale = client.delete(f"{path}/{known['id']}", headers={"if-match": one.headers["etag"]})
    assert stale.status_code == 412
    assert client.patch(f"{path}/{known['id']}", json={"name": " "}).status_code == 400

    other = received(client, "suppliers", "b,Town,E-mail,A\n1,x,y,Steel\n")
    use = {"mapping_id": known["id"]}
    used = client.post(f"/api/imports/{other['id']}/use-mapping", json=use).json()
    assert [it["field"] for it in used["columns"]] == ["phone", None, "email", "name"]
    firms = received(client, "customers", "A,B\nAnvil,1\n")
    assert client.post(f"/api/imports/{firms['id']}/use-mapping", json=use).status_code == 409
    wish = {"mapping_id": str(uuid4())}
    assert client.post(f"/api/imports/{other['id']}/use-mapping", json=wish).status_code == 404

    assert client.delete(f"{path}/{known['id']}").status_code == 204
    assert client.get(f"{path}/{known['id']}").status_code == 404
    again = received(client, "suppliers", "A,B\nSteel,1\n")
    assert [it["field"] for it in again["columns"]] == [None, None]


def test_rows_at_fault_are_corrected_and_sent_again(client):
    job = received(client, "suppliers", "A,B\nSteel,30\nBolts,x\n")
    body = {"mapping": {"A": "name", "B": "terms_days"}}
    client.put(f"/api/imports/{job['id']}/mapping", json=body)
    assert counts(step(client, job, "apply")) == (1, 0, 0, 1)
    faults = client.get(f"/api/imports/{job['id']}/errors.csv").text
    assert faults.splitlines()[1:] == ["Bolts,x,3,B,This is no number."]
    assert counts(applied(client, "suppliers", faults.replace(",x,", ",60,"))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({"C": "name"}, "no column"),
        ({"A": "colour"}, "no field"),
        ({"A": "name", "B": "name"}, "Two columns"),
    ],
)
def test_a_mapping_names_what_is_there(client, mapping, said):
    job = received(client, "suppliers", "A,B\nSteel,1\n")
    answer = client.put(f"/api/imports/{job['id']}/mapping", json={"mapping": mapping})
    assert answer.status_code == 422
    assert said in answer.json()["detail"]


LISTS = {
    "customers": "code,name,email,tags\nCL-0007,Forge,a@example.com,steel\n",
    "stock-items": (
        "code,name,kind,unit,cost,on hand,thickness\n"
        'S-1,Plate,material,sheet,"1 250,50",12,3\nS-2,Powder,powder,kg,4.5,,\n'
    ),
    "products": "sku,name,price,tags\nP-1,Bracket,12.50,laser\n",
    "projects": "name,customer,due,priority\nGate,Forge,31.12.2026,high\n",
    "employees": "name,email,rate\nBen,ben@example.com,250\n",
}


@pytest.mark.parametrize("thing", LISTS)
def test_all_main_things_come_in_go_out_and_come_in_again_unchanged(client, thing):
    if thing == "projects":
        applied(client, "customers", LISTS["customers"])
    done = applied(client, thing, LISTS[thing])
    assert done["errors"] == 0, done["outcomes"]
    assert done["new"] == done["rows"]
    for format in ("csv", "xlsx"):
        out = client.get(f"/api/exports/{thing}?format={format}")
        assert out.status_code == 200, out.text
        again = applied(client, thing, out.content)
        assert counts(again)[:2] == (0, 0), again["outcomes"]
        assert again["errors"] == 0, again["outcomes"]
    back = step(client, done, "undo")
    assert back["left"] == 0, back["outcomes"]


def test_stock_comes_in_with_what_is_on_the_shelf(client):
    applied(client, "stock-items", LISTS["stock-items"])
    found = client.get("/api/inventory/items?search=plate").json()["items"][0]
    assert (found["on_hand"], found["unit_cost"], found["thickness"]) == ("12", "1250.50", "3")


def zipped(**parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


BOOK = {"xl__workbook_xml": "<workbook/>"}
HOSTILE = {
    "nothing": b"",
    "a NUL": b"name\nSt\0eel\n",
    "a program": b"MZ\x90\x00" + b"\x00" * 500,
    "a picture": b"\x89PNG\r\n" + b"\x00" * 50,
    "noise": bytes(range(256)) * 20,
    "a cell of a megabyte": b"name\n" + b"x" * 1_000_000,
    "an archive": zipped(a_txt="x"),
    "a damaged archive": zipped(**BOOK)[:60],
    "no real workbook": zipped(**BOOK),
    "a bomb": zipped(**BOOK, xl__worksheets__sheet1_xml="0" * 80_000_000),
    "a far cell": zipped(**BOOK, xl__worksheets__sheet1_xml='<row><c r="XFD1048576"/></row>'),
    "many columns": b"name" + b",x" * 300 + b"\nSteel\n",
    "many rows": b"name\n" + b"x\n" * 5001,
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_list_is_refused_in_words(client, what):
    answer = send(client, "suppliers", HOSTILE[what])
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"].keys() == {"file"}
    assert client.get("/api/imports").json()["items"] == []


def test_a_bomb_that_lies_of_its_size_is_refused():
    honest = zipped(**BOOK, xl__worksheets__sheet1_xml="0" * 80_000_000)
    size = (80_000_000).to_bytes(4, "little")
    with pytest.raises(Invalid, match="too large"):
        FileSheets().read(honest.replace(size, (10).to_bytes(4, "little")))


CELLS = {
    "a formula": b"name\n\"=cmd|' /C calc'!A0\"\n",
    "latin": "name\nM\xfcller & S\xf6hne\n".encode("cp1252"),
    "utf-16": "name;phone\nM\xfcller;1\n".encode("utf-16"),
    "tabs": b"name\tphone\nSteel\t1\n",
    "too long": b"name\n" + b"x" * 201 + b"\n",
    "other lines": b"\r\n\r\nOur suppliers\r\n\r\nname,phone\r\nSteel,1\r\n\r\n",
}


@pytest.mark.parametrize("what", CELLS)
def test_odd_cells_are_taken_or_told_of(client, what):
    done = applied(client, "suppliers", CELLS[what])
    found = [it["name"] for it in client.get("/api/inventory/suppliers").json()["items"]]
    if what == "too long":
        assert (counts(done), found) == ((0, 0, 0, 1), [])
        return
    assert counts(done) == (1, 0, 0, 0)
    expected = {
        "a formula": "=cmd|' /C calc'!A0",
        "latin": "M\xfcller & S\xf6hne",
        "utf-16": "M\xfcller",
    }
    assert found == [expected.get(what, "Steel")]
    out = client.get("/api/exports/suppliers").text
    assert "'=cmd" in out or "cmd" not in out
    assert counts(applied(client, "suppliers", out)) == (0, 0, 1, 0)


def test_a_form_brings_a_file_too(client):
    files = {"file": ("suppliers.csv", SUPPLIERS)}
    answer = client.post("/api/imports?thing=suppliers", files=files)
    assert (answer.status_code, answer.json()["file_name"]) == (201, "suppliers.csv")


def test_the_same_wish_twice_is_one_import(client):
    headers = CSV | {"idempotency-key": "one"}
    first, second = (
        client.post("/api/imports?thing=suppliers", content=SUPPLIERS, headers=headers)
        for _ in range(2)
    )
    assert first.json()["id"] == second.json()["id"]
    assert len(client.get("/api/imports").json()["items"]) == 1


def test_another_version_is_stale(client):
    job = received(client, "suppliers", SUPPLIERS)
    step(client, job, "dry-run")
    for name in ("dry-run", "apply", "undo"):
        stale = client.post(f"/api/imports/{job['id']}/{name}", headers={"if-match": '"1"'})
        assert stale.status_code == 412


def test_nobody_sees_the_imports_of_another_shop(client, house, another_shop):
    job = received(client, "suppliers", SUPPLIERS)
    other = house.client(another_shop.actor)
    assert other.get("/api/imports").json()["items"] == []
    for name in ("", "/errors.csv", "/rows"):
        assert other.get(f"/api/imports/{job['id']}{name}").status_code == 404
    for name in ("dry-run", "apply", "undo"):
        assert other.post(f"/api/imports/{job['id']}/{name}").status_code == 404
    applied(other, "suppliers", SUPPLIERS)
    assert "Steel" not in client.get("/api/exports/suppliers").text


def limited(house, actor, *scopes):
    return house.client(msgspec.structs.replace(actor, scopes=frozenset(scopes)))


WRITE = ("inventory.read", "inventory.write", "inventory.move")


def test_an_import_needs_the_rights_of_what_it_does(house, actor, a_shop):
    client = limited(house, actor, "data.import", "inventory.read")
    refused = send(client, "suppliers", SUPPLIERS)
    assert (refused.status_code, "inventory.write" in refused.text) == (403, True)
    client = limited(house, actor, "data.import", *WRITE)
    assert counts(applied(client, "suppliers", SUPPLIERS)) == (1, 0, 0, 1)
    job = received(client, "stock-items", LISTS["stock-items"])
    refused = client.post(f"/api/imports/{job['id']}/dry-run")
    assert (refused.status_code, "costs.read" in refused.text) == (403, True)
    client = limited(house, actor, "inventory.read", "inventory.write")
    assert send(client, "suppliers", SUPPLIERS).status_code == 403
    assert client.get("/api/exports/suppliers").status_code == 403


def test_hidden_costs_are_no_columns(client, house, actor):
    applied(client, "stock-items", LISTS["stock-items"])
    assert "unit_cost" in client.get("/api/exports/stock-items").text
    other = limited(house, actor, "data.export", "inventory.read")
    out = other.get("/api/exports/stock-items")
    assert (out.status_code, "cost" in out.text, "value" in out.text) == (200, False, False)
    assert other.get("/api/exports/stock-items?sort=unit_cost").status_code == 403


EXPORTS = (
    *("customers", "employees", "expenses", "movements", "payments", "products", "projects"),
    *("quotes", "sales", "stock-items", "suppliers", "tasks", "time-logs"),
)


@pytest.mark.parametrize("name", EXPORTS)
def test_every_list_goes_out_in_both_formats(client, name):
    out = client.get(f"/api/exports/{name}")
    assert out.status_code == 200, out.text
    assert out.text.startswith("\N{BYTE ORDER MARK}id,")
    assert out.headers["content-disposition"] == f'attachment; filename="{name}.csv"'
    assert client.get(f"/api/exports/{name}?format=xlsx").content.startswith(b"PK")


def test_an_export_takes_the_filters_of_its_list_and_all_its_pages(client):
    rows = "".join(f"Supplier {n},{n}\n" for n in range(450))
    applied(client, "suppliers", f"name,phone\n{rows}")
    assert client.get("/api/exports/suppliers").text.count("\r\n") == 451
    assert client.get("/api/exports/suppliers?search=449").text.count("\r\n") == 3
    assert client.get("/api/exports/suppliers?archived=true").text.count("\r\n") == 1


@pytest.mark.parametrize("filter", ["status=x", "sort=colour", "archived=maybe"])
def test_an_export_refuses_filters_that_its_list_has_not(client, filter):
    answer = client.get(f"/api/exports/suppliers?{filter}")
    assert answer.status_code == 422
    assert filter.partition("=")[0] in answer.json()["errors"]


def test_there_are_lists_and_things_of_no_other_name(client):
    assert client.get("/api/exports/activity").status_code == 404
    assert send(client, "sales", SUPPLIERS).status_code == 422
    names = [it["name"] for it in client.get("/api/imports/things").json()["items"]]
    assert names == ["customers", "suppliers", "stock-items", "products", "projects", "employees"]


def test_payments_go_out_with_their_invoices(client):
    applied(client, "customers", LISTS["customers"])
    customer = client.get("/api/customers").json()["items"][0]["id"]
    lines = [{"description": "Gate", "unit_price": "100.00"}]
    sale = client.post("/api/sales", json={"customer_id": customer, "lines": lines}).json()
    client.post(f"/api/sales/{sale['id']}/issue")
    money = {"amount": "40.00", "method": "eft"}
    paid = client.post(f"/api/sales/{sale['id']}/payments", json=money)
    assert paid.status_code == 201, paid.text
    titles, row, *_ = client.get("/api/exports/payments").text.splitlines()
    said = dict(zip(titles.split(","), row.split(","), strict=True))
    assert (said["customer_name"], said["amount"]) == ("Forge", "40.00")


def test_an_import_that_breaks_off_leaves_nothing(client, nexus, a_shop):
    """What is no refusal goes up untouched, and all of the list is as if it had not come."""
    imports, actor = nexus.integrations.imports(), a_shop.actor
    job = received(client, "suppliers", "name\n" + "".join(f"S{n}\n" for n in range(120)))

    def break_off(done, all):
        if done >= 100:
            raise RuntimeError("The light went out.")

    with pytest.raises(RuntimeError, match="light"):
        imports.apply(actor, UUID(job["id"]), None, break_off)
    assert client.get("/api/inventory/suppliers").json()["items"] == []
    assert client.get(f"/api/imports/{job['id']}").json()["status"] == "received"
    assert counts(step(client, job, "apply")) == (120, 0, 0, 0)


@pytest.fixture
def later(nexus):
    """The application of a month from now, since files bear the day when they were stored."""
    at = datetime.now(UTC) + timedelta(days=31)
    nexus.clock.override(providers.Object(lambda: at))


def test_a_list_of_a_month_ago_is_no_longer_kept(nexus, later, client):
    job = received(client, "suppliers", SUPPLIERS)
    nexus.housekeeping().sweep_imports()
    gone = client.post(f"/api/imports/{job['id']}/apply")
    assert (gone.status_code, "send it again" in gone.text) == (409, True)
