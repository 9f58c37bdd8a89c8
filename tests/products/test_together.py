"""Many at once, against both databases."""

import threading
from concurrent.futures import ThreadPoolExecutor

from nexus.kernel.ids import new_id

PATH = "/api/products/templates"


def together(*deeds):
    """Do all at the same moment, and return what came of each."""
    barrier = threading.Barrier(len(deeds))

    def do(deed):
        barrier.wait()
        return deed()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def make(client, name, **facts):
    response = client.post(PATH, json={"name": name} | facts)
    assert response.status_code == 201, response.text
    return response.json()["id"]


def nest(client, into, part):
    wish = {"nested_template_id": part, "quantity": "1"}
    return lambda: client.post(f"{PATH}/{into}/bom", json=wish).status_code


def test_two_changes_that_make_a_circle_together_do_not_both_come_through(client):
    for _ in range(10):
        left, right = make(client, "Left"), make(client, "Right")
        found = together(nest(client, left, right), nest(client, right, left))
        assert sorted(found) in ([201, 422], [201, 409]), found
        assert client.get(f"{PATH}/{left}/cost").status_code == 200
        assert client.get(f"{PATH}/{right}/cost").status_code == 200


def test_many_changes_leave_no_circle(client):
    ids = [make(client, str(n)) for n in range(6)]
    ring = [nest(client, one, other) for one, other in zip(ids, ids[1:] + ids[:1], strict=True)]
    found = together(*ring)
    assert found.count(201) < len(ids), found
    assert set(found) <= {201, 409, 422}
    for id in ids:
        assert client.get(f"{PATH}/{id}/cost").status_code == 200


def test_two_edits_of_one_template_do_not_overwrite_each_other(client):
    id = make(client, "Table")
    path, tag = f"{PATH}/{id}", {"If-Match": '"1"'}
    found = together(
        *(lambda n=n: client.patch(path, json={"notes": str(n)}, headers=tag) for n in range(4))
    )
    codes = sorted(it.status_code for it in found)
    assert codes.count(200) == 1
    assert set(codes[1:]) <= {409, 412}
    assert client.get(path).json()["version"] == 2


def test_skus_given_at_once_are_all_different(client):
    found = together(*(lambda n=n: make(client, f"Table {n}") for n in range(6)))
    codes = {client.get(f"{PATH}/{id}").json()["sku_code"] for id in found}
    assert len(codes) == 6


def test_one_sku_brought_by_many_is_given_once(client):
    wish = {"name": "x", "sku_code": "TABLE-1"}
    found = together(*(lambda: client.post(PATH, json=wish).status_code for _ in range(4)))
    assert sorted(found) == [201, 409, 409, 409]


def test_one_key_makes_one_template_however_many_send_it(client):
    headers = {"Idempotency-Key": str(new_id())}
    wish = {"name": "Only one"}
    found = together(*(lambda: client.post(PATH, json=wish, headers=headers) for _ in range(4)))
    assert {it.status_code for it in found} <= {201, 409}
    assert len(client.get(PATH).json()["items"]) == 1
