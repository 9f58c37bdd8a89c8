"""What is on no invoice, through the whole application (J11.1)."""

from datetime import timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from nexus.platform.db import metadata
from nexus.platform.uow import SqlUnitOfWork

from tests.conftest import NOW
from tests.sales.test_concurrency import breaches

NOBODY = "00000000-0000-7000-8000-000000000000"


def zar(amount):
    return {"amount": amount, "currency": "ZAR"}


@pytest.fixture
def post(client):
    def post(path, code=(200, 201), **body):
        answer = client.post(path, json=body)
        wanted = code if isinstance(code, tuple) else (code,)
        assert answer.status_code in wanted, (path, answer.status_code, answer.text)
        return answer.json()

    return post


@pytest.fixture
def job(post, customer_id):
    def job(name, **more):
        return post("/api/projects", name=name, customer_id=str(customer_id), **more)["id"]

    return job


def work(post, a_shop, project, hours):
    task = post(f"/api/projects/{project}/tasks", title="Sand")["id"]
    who = str(a_shop.employee_id)
    post(f"/api/tasks/{task}/log_time", duration=f"PT{hours}H", employee_id=who)


def complete(post, project):
    post(f"/api/projects/{project}/status", status="approved")
    post(f"/api/projects/{project}/start")
    post(f"/api/projects/{project}/complete", skip_reason="Done")


def unbilled(client, path="/api/sales/unbilled", **params):
    answer = client.get(path, params=params)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_leaks_are_listed_and_invoicing_them_empties_the_list(
    client, post, job, a_shop, database, actor
):
    shop = client.patch("/api/settings", json={"hourly_rate": zar("350.00")})
    assert shop.status_code == 200, shop.text
    ordered, finished, reworked, fine = (
        job("Ordered"),
        job("Finished", estimated_price=zar("900")),
        job("Reworked"),
        job("Fine"),
    )
    line = {"description": "Cut", "quantity": "100", "unit_price": "10"}
    order = post("/api/sales", project_id=ordered, lines=[line])
    part = [{"line_id": order["lines"][0]["id"], "quantity": "40"}]
    first = post(f"/api/sales/{order['id']}/progress", lines=part)
    post(f"/api/sales/{first['id']}/issue")
    work(post, a_shop, ordered, 5)  # the order has a price of its own
    complete(post, finished)
    for project in (reworked, fine):
        sale = post("/api/sales", project_id=project, lines=[line])
        post(f"/api/sales/{sale['id']}/issue")
    at_issue(a_shop)
    work(post, a_shop, reworked, 3)
    seen = unbilled(client)
    told = {
        it["project_name"]: [(part["kind"], part["amount"]["amount"]) for part in it["parts"]]
        for it in seen["projects"]
    }
    assert told == {
        "Ordered": [("order", "600.00")],
        "Finished": [("never_invoiced", "900.00")],
        "Reworked": [("time", "1050.00")],
    }
    total = sum(Decimal(it["amounts"][0]["amount"]) for it in seen["projects"])
    assert Decimal(seen["amounts"][0]["amount"]) == total
    assert "last invoice" in seen["rule"]
    for project in (ordered, finished, reworked):
        body = {"hourly_price": "500"} if project == reworked else {}
        draft = post(f"/api/projects/{project}/invoice-unbilled", **body)
        if project == reworked:
            [its] = draft["lines"]
            assert (its["quantity"], its["unit"], draft["subtotal"]) == ("3", "h", zar("1500.00"))
            post(f"/api/projects/{project}/invoice-unbilled", code=409)
        post(f"/api/sales/{draft['id']}/issue")
        assert unbilled(client, f"/api/projects/{project}/unbilled")["projects"] == []
    assert unbilled(client)["projects"] == []
    assert breaches(database, actor.shop_id) == []


def at_issue(a_shop):
    """The clock of the tests stands: let what was issued be a moment ago."""
    sale = metadata.tables["sales_sale"]
    with SqlUnitOfWork(a_shop.database, a_shop.actor) as uow:
        moved = sa.update(sale).values(issued_at=NOW - timedelta(minutes=1))
        uow.session.execute(moved.where(sale.c.issued_at.is_not(None)))


def test_work_in_progress_is_shown_if_asked_for(client, post, job, a_shop):
    client.patch("/api/settings", json={"hourly_rate": zar("350.00")})
    project = job("Begun")
    work(post, a_shop, project, 2)
    assert unbilled(client)["projects"] == []
    [seen] = unbilled(client, in_progress="true")["projects"]
    assert [(it["kind"], it["quantity"]) for it in seen["parts"]] == [("time", "2")]
    draft = post(f"/api/projects/{project}/invoice-unbilled", labour_markup_percent="100")
    assert Decimal(draft["subtotal"]["amount"]) == 2 * Decimal(seen["amounts"][0]["amount"])
    [seen] = unbilled(client)["projects"]
    assert [it["kind"] for it in seen["parts"]] == ["draft"]
    assert client.delete(f"/api/sales/{draft['id']}").status_code == 204
    assert len(unbilled(client, in_progress="true")["projects"][0]["parts"]) == 1


def test_nothing_is_invoiced_of_what_is_not_there(client, post, job, another_shop):
    post(f"/api/projects/{job('Empty')}/invoice-unbilled", code=409)
    for id in (NOBODY, another_shop.project_id):
        assert client.get(f"/api/projects/{id}/unbilled").status_code == 404
        assert client.post(f"/api/projects/{id}/invoice-unbilled", json={}).status_code == 404
    for body, code in (
        ({"labour_markup_percent": "-1"}, 422),
        ({"material_markup_percent": "1001"}, 422),
        ({"hourly_price": "-1"}, 422),
        ({"hourly_price": "x"}, 400),
        ({"x": 1}, 400),
    ):
        path = f"/api/projects/{NOBODY}/invoice-unbilled"
        assert client.post(path, json=body).status_code == code, body
