"""The pages of products through the whole application."""

import re
from contextlib import closing
from decimal import Decimal
from html import unescape

import pytest
import sqlalchemy as sa

from nexus.accounts import CreateRole
from nexus.customers import CreateCustomer
from nexus.documents import Kind, Purpose, UploadFile
from nexus.inventory import CreateItem
from nexus.kernel.quantity import Unit
from nexus.platform.uploads import Received
from nexus.products import CreateTemplate
from nexus.projects import CreateProject

from tests.accounts.conftest import (
    PASSWORD,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.documents.samples import dxf

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, **said):
    page = look(web, "/ui").text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    said = {"_csrf": token} | said
    return web.post(path, data=said, headers=PAGE, follow_redirects=False)


def log_in(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/ui", "_csrf": ""}
    assert web.post("/login", data=said, headers=PAGE, follow_redirects=False).status_code == 303
    return web


def version_in(text):
    return re.search(r'name="_version" value="(\d+)"', text)[1]


def stored(nexus, actor, project_id):
    """A drawing that hangs on a project."""
    received = Received()
    received.name = "gate.dxf"
    received.write(dxf())
    wish = UploadFile(purpose=Purpose.DESIGN, kind=Kind.PROJECT, thing_id=project_id)
    documents = nexus.documents.service()
    with closing(received):
        return documents.create(actor, wish, documents.keep(actor, wish, received))


@pytest.fixture
def desk(web, founded):
    return log_in(web, founded.admin)


@pytest.fixture
def oak(nexus, founded):
    wish = CreateItem(name="Oak", unit=Unit.METRE)
    return nexus.inventory.stock().create(founded.founder, wish)


def test_a_product_is_made_filled_in_copied_and_put_away(desk, oak):
    answer = send(desk, "/products/new", name="Table", unit_price="1 250,50", tags="oak, big")
    assert answer.status_code == 303, answer.text
    page = answer.headers["location"].removesuffix("/materials")
    assert "Table" in look(desk, "/products?search=tabl&tag=oak").text

    editor = look(desk, f"{page}/materials").text
    said = {"bom[0].item_id": str(oak.id), "bom[0].quantity": "2,5", "bom[0].waste_factor": "10"}
    said |= {"_version": version_in(editor), "act": "add"}
    assert send(desk, f"{page}/arrange/bom", **said).status_code == 303
    editor = look(desk, f"{page}/materials").text
    assert 'name="bom[0].waste_factor" value="10"' in editor
    line = re.search(r'name="bom\[0\].id" value="([^"]+)"', editor)[1]
    twice = {"bom[0].id": line, "bom[0].item_id": str(oak.id), "bom[0].quantity": "much"}
    twice |= {"bom[1].item_id": str(oak.id), "bom[1].quantity": "1", "bom[1].notes": EVIL}
    wrong = send(desk, f"{page}/arrange/bom", **twice, act="up:1")
    assert wrong.status_code == 422
    assert 'value="much"' in wrong.text
    assert 'id="e-bom[1].quantity"' in wrong.text  # it went down
    assert EVIL in unescape(wrong.text)
    assert "<script>alert" not in wrong.text
    good = send(desk, f"{page}/arrange/bom", **twice | {"bom[0].quantity": "3"}, act="up:1")
    assert good.status_code == 303
    assert send(desk, f"{page}/arrange/bom", **said).status_code == 412  # seen before

    shown = look(desk, f"{page}?quantity=4").text
    for told in ("Oak", "16 m", "short", "250"):
        assert told in unescape(shown).replace("\u00a0", " "), told
    assert send(desk, f"{page}/clone").headers["location"].endswith("/edit")
    assert send(desk, f"{page}/archive").status_code == 303
    assert f'href="{page}"' not in look(desk, "/products").text
    assert f'href="{page}"' in look(desk, "/products?archived=true").text
    code = page.rpartition("/")[2]
    assert send(desk, "/products/bulk", picked=code, act="restore").status_code == 303
    assert f'href="{page}"' in look(desk, "/products").text


def test_work_equipment_and_prices_are_typed_row_by_row(desk):
    page = send(desk, "/products/new", name="Chair").headers["location"].rpartition("/")[0]
    said = {"tasks[0].title": "Saw", "tasks[0].planned": "1:30", "tasks[1].title": "Oil"}
    assert send(desk, f"{page}/arrange/tasks", **said, act="save").status_code == 303
    text = look(desk, f"{page}/work").text
    assert 'value="1:30"' in text
    ids = re.findall(r'name="tasks\[\d\].id" value="([^"]+)"', text)
    moved = said | {"tasks[0].id": ids[0], "tasks[1].id": ids[1]}
    assert send(desk, f"{page}/arrange/tasks", **moved, act="down:0").status_code == 303
    text = look(desk, f"{page}/work").text
    assert text.index('value="Oil"') < text.index('value="Saw"')
    late = send(desk, f"{page}/arrange/tasks", **said | {"tasks[0].planned": "soon"})
    assert (late.status_code, "Write how long" in late.text) == (422, True)
    nobody = send(desk, f"{page}/arrange/equipment", **{"equipment[0].equipment_id": "rubbish"})
    assert nobody.status_code == 422
    breaks = {"price_breaks[0].from_quantity": "10", "price_breaks[0].unit_price": "80"}
    assert send(desk, f"{page}/arrange/price_breaks", **breaks).status_code == 303
    assert 'value="80"' in look(desk, f"{page}/prices").text
    blank = {"price_breaks[1].from_quantity": "", "price_breaks[1].unit_price": ""}
    assert send(desk, f"{page}/arrange/price_breaks", **breaks | blank, act="out:0").is_redirect
    assert 'value="80"' not in look(desk, f"{page}/prices").text
    assert send(desk, f"{page}/arrange/rubbish").status_code == 404
    half = send(desk, f"{page}/arrange/price_breaks", **{"price_breaks[0].from_quantity": "5"})
    assert (half.status_code, "This is needed." in half.text) == (422, True)
    for path in ("", "/work", "/prices", "/materials", "/variants", "/edit"):
        assert look(desk, page + path).status_code == 200


def test_variants_and_what_was_done_become_products(desk, nexus, founded):
    page = send(desk, "/products/new", name="Sign").headers["location"].rpartition("/")[0]
    assert send(desk, f"{page}/variants", family="Signs").status_code == 422
    said = {"family": "Signs", "variants[0].variant": "Large", "variants[0].width": "600"}
    assert send(desk, f"{page}/variants", **said).status_code == 303
    assert "Large" in look(desk, page).text
    customer = nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))
    wish = CreateProject(name="Gate", customer_id=customer.id, workflow_id=None)
    job = nexus.projects.service().create(founded.founder, wish)
    assert str(job.id) in look(desk, f"/products/promote?project_id={job.id}").text
    assert send(desk, "/products/promote", project_id="", name="Gate").status_code == 422
    drawing = stored(nexus, founded.founder, job.id)
    picks = look(desk, f"/files/pick?project_id={job.id}").text
    assert f'value="{drawing.id}" checked' in picks
    assert look(desk, "/files/pick?project_id=").status_code == 200
    said = {"project_id": str(job.id), "quantities": "actual", "file_ids": str(drawing.id)}
    made = send(desk, "/products/promote", **said)
    assert made.status_code == 303, made.text
    shown = look(desk, made.headers["location"]).text
    assert "Gate" in shown
    assert f"/files/{drawing.id}" in shown
    off = re.search(r'action="([^"]+/design/[^"]+/remove)"', shown)[1]
    assert send(desk, off).status_code == 303

    sku = page.rpartition("/")[2]
    product = nexus.products.service().by_sku(founded.founder, sku)
    began = CreateProject(name="Signs", customer_id=customer.id, product_template_id=product.id)
    nexus.projects.service().create(founded.founder, began)
    jobs = f"/projects?product_id={product.id}"
    assert f'href="{jobs}"' in unescape(look(desk, page).text)
    listed = look(desk, jobs).text
    assert ">Signs<" in listed
    assert f"/projects/{job.code}" not in listed


def test_what_people_type_is_shown_and_never_run(desk):
    page = send(desk, "/products/new", name=EVIL, description=EVIL, notes=EVIL, tags="x")
    page = page.headers["location"].rpartition("/")[0]
    for path in ("/products", page, f"{page}/edit", f"{page}/materials", f"{page}/work"):
        text = look(desk, path).text
        assert EVIL in unescape(text)
        assert "<img src=x" not in text
    wrong = send(desk, "/products/new", name="", unit_price="a lot", notes="Keep me")
    assert wrong.status_code == 422
    for told in ('id="e-name"', 'id="e-unit_price"', "Keep me", 'value="a lot"'):
        assert told in wrong.text
    assert look(desk, "/products?sort=rubbish").status_code == 400
    assert look(desk, "/products/nothing").status_code == 404
    assert look(desk, f"{page}?quantity=rubbish").status_code == 200


def test_a_role_sees_and_does_what_it_may(web, founded, elsewhere, nexus):
    made = nexus.products.service().create(
        founded.founder, CreateTemplate(name="Table", unit_price=Decimal("777.77"))
    )
    theirs = nexus.products.service().create(
        elsewhere.founder, CreateTemplate(name="Secret", sku_code="SECRET-1")
    )
    role = CreateRole(name="cutter", permissions=["products.read", "settings.read"])
    nexus.accounts.service().create_role(founded.founder, role)
    log_in(web, founded.user("cutter"))
    page = f"/products/{made.sku_code}"
    for path in ("/products", page, f"{page}/materials", f"{page}/work"):
        text = look(web, path).text
        assert "777" not in text, path
        for offered in ("New Product", f'{page}/edit"', 'act" value="save'):
            assert offered not in text
    assert look(web, f"{page}/prices").status_code == 403
    for path in ("/products/new", "/products/promote", f"{page}/edit", f"{page}/arrange/bom"):
        assert send(web, path, name="Mine").status_code == 403, path
    assert look(web, f"/products/{theirs.sku_code}").status_code == 404


def test_a_list_of_products_asks_little_of_the_database(desk, nexus, founded, engine):
    for number in range(30):
        wish = CreateTemplate(name=f"Product {number}", tags=["a"])
        nexus.products.service().create(founded.founder, wish)
    asked = []

    def listen(*it):
        asked.append(it[2])

    sa.event.listen(engine, "before_cursor_execute", listen)
    assert "30 products" in look(desk, "/products").text.lower()
    sa.event.remove(engine, "before_cursor_execute", listen)
    assert len([it for it in asked if it.startswith("SELECT")]) <= 8, asked
