"""What is secret, and who somebody is, is in no log, no figure and no refusal."""

import httpx
import pytest

from tests.app.servers import nexus, serving

CANARY = "c4n4ry"
PASSWORD = f"{CANARY}-password-long-enough"

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path):
    home = tmp_path / "data"
    made = ("shop", "create", "Bench & Co", "--profile", "laser", "--admin", "boss")
    nexus(home, *made, "--password-stdin", stdin=PASSWORD)
    with serving(home, secret_key=f"{CANARY}-{'k' * 40}", log_level="debug") as server:
        yield server


def test_canaries_are_heard_of_nowhere(served):
    with httpx.Client(base_url=f"{served.url}/api") as client:
        for password in (f"{CANARY}-wrong", PASSWORD):
            wish = {"username": "boss", "password": password}
            answer = client.post("/auth/login", json=wish)
            assert CANARY not in answer.text
        told = answer.json()
        client.post("/auth/login", json={"username": f"{CANARY}-user", "password": CANARY})
        client.get("/customers", headers={"Authorization": f"Bearer {CANARY}.x.y"})
        client.get("/customers", headers={"Cookie": f"nexus={CANARY}"})
        mine = {"Authorization": f"Bearer {told['access_token']}", "X-Secret": CANARY}
        client.headers.update(mine)
        client.get(f"/customers?search={CANARY}")
        client.get(f"/customers/{CANARY}")
        client.get(f"/{CANARY}")
        client.post("/customers", json={"name": CANARY, "email": f"{CANARY}@example.com"})
        client.post("/customers", content=f'{{"name": "{CANARY}')
        client.post("/auth/refresh", json={"refresh_token": told["refresh_token"]})
        figures = httpx.get(f"{served.url}/metrics").text
    for secret in (CANARY, told["access_token"], told["refresh_token"]):
        assert secret not in figures
        assert secret not in served.said
    assert '"route":"/api/customers"' in served.said
