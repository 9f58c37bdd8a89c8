"""Lists that come in and go out, through the whole application."""

import io

import pytest

from tests.conftest import Shop

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
