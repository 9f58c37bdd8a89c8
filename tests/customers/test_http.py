"""The edges, through the whole application."""

import pytest

NOBODY = "00000000-0000-7000-8000-000000000000"


@pytest.fixture
def create(client):
    def create(**body):
        response = client.post("/api/customers", json={"name": "Chairs & Co"} | body)
        assert response.status_code == 201, response.text
        return response.json()

    return create


def test_a_customer_is_made_shown_changed_and_found(client, create):
    made = create(email="Info@Chairs.co.za ", phone="082 555 1234", tags=["VIP"])
    assert (made["code"], made["email"], made["version"]) == ("CL-0001", "Info@Chairs.co.za", 1)
    shown = client.get(f"/api/customers/{made['id']}")
    assert (shown.json(), shown.headers["etag"]) == (made, '"1"')
    changed = client.patch(
        f"/api/customers/{made['id']}", json={"name": "Tables"}, headers={"If-Match": '"1"'}
    )
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    assert changed.json() == made | {"name": "Tables", "version": 2}
    [listed] = client.get("/api/customers", params={"search": "0825551234"}).json()["items"]
    assert (listed["id"], listed["name"]) == (made["id"], "Tables")
