"""How many statements a call may ask: each is a round to the database and time of ours."""

import pytest

LINES = [{"description": "Cutting", "quantity": "3", "unit_price": "120.50"}]
CONTACT = {"name": "Ann Fox", "email": "ann@example.com", "phone": "+27 21 555 0123"}
OUR_OWN_CHAIN = 2  # PostgreSQL appends to the activity log by itself; elsewhere it takes two more


@pytest.fixture
def ask(client, statements, engine):
    """Make a call, which may ask so many statements of PostgreSQL."""

    def post(path, body, budget=None):
        statements.clear()
        answer = client.post(path, json=body)
        assert answer.is_success, answer.text
        if budget is not None:
            more = 0 if engine.dialect.name == "postgresql" else OUR_OWN_CHAIN
            assert len(statements) <= budget + more, "\n".join(
                [path, *(s[:110] for s in statements)]
            )
        return answer.json()

    return post


def test_a_job_from_customer_to_payment_keeps_to_its_statements(client, ask, statements):
    employee = ask("/api/employees", {"name": "Bea"})["id"]
    stages = [{"name": name} for name in ("Design", "Cutting")]
    workflow = ask("/api/workflows", {"name": "Plain", "stages": stages})["id"]

    customer = ask("/api/customers", {"name": "Fox & Sons", "contacts": [CONTACT]}, 7)["id"]
    job = {"name": "Cabinet", "customer_id": customer, "workflow_id": workflow}
    project = ask("/api/projects", job, 11)["id"]
    task = {"title": "Cut", "assignee": {"employee_id": employee}}
    task_id = ask(f"/api/projects/{project}/tasks", task, 5)["id"]
    ask(f"/api/projects/{project}/start", {}, 8)
    work = {"started_at": "2026-03-02T08:00:00Z", "duration": "PT1H", "employee_id": employee}
    ask(f"/api/tasks/{task_id}/log_time", work, 7)
    ask(f"/api/tasks/{task_id}/complete", {}, 6)
    ask(f"/api/projects/{project}/complete", {"skip_reason": "Made in one go"}, 10)
    bill = {"customer_id": customer, "project_id": project, "lines": LINES}
    sale = ask("/api/sales", bill, 7)
    ask(f"/api/sales/{sale['id']}/issue", {}, 9)
    ask(f"/api/sales/{sale['id']}/payments", {"amount": sale["total"], "method": "cash"}, 8)

    for path, budget in ((f"/api/projects/{project}", 2), (f"/api/customers/{customer}", 3)):
        statements.clear()
        assert client.get(path).is_success
        assert len(statements) <= budget, statements
