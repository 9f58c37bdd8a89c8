"""What a shop does all day, as calls: each function is one operation of the load client.

`world` tells what is there: ids and words of the data set. `n` is another at each time.
"""

from collections.abc import Generator
from datetime import datetime, timedelta
from typing import Any

from benchmarks.load import Answer, Request

World = dict[str, Any]
Steps = Generator[Request, Answer, None]

MINUTE = timedelta(minutes=1)
LINES = [
    {"description": "Cutting", "quantity": "3", "unit_price": "120.50"},
    {"description": "Finishing", "quantity": "1.5", "unit_price": "95"},
    {"description": "Delivery", "unit_price": "60", "tax": "zero"},
]
OF_NOW = ("workload", "receivables")  # reports without a period


def list_projects(world: World, n: int) -> Steps:
    """50 projects with their customers, of one status, by due date."""
    status = ("in_progress", "completed")[n % 2]
    yield Request("GET", f"/api/projects?status={status}&sort=due_date&limit=50")


def search_projects(world: World, n: int) -> Steps:
    yield Request("GET", f"/api/projects?search={_pick(world['words'], n)}&limit=50")


def show_project(world: World, n: int) -> Steps:
    yield Request("GET", f"/api/projects/{_pick(world['projects'], n)}")


def show_board(world: World, n: int) -> Steps:
    yield Request("GET", f"/api/projects/{world['board']}/board")


def show_hours(world: World, n: int) -> Steps:
    yield Request("GET", f"/api/time-totals/monthly?from={world['first']}&to={world['last']}")


def show_overview(world: World, n: int) -> Steps:
    yield Request("GET", "/api/analytics/overview")


class Report:
    """The operation that asks for a report, by turns of a month, a year and all there is."""

    def __init__(self, path: str) -> None:
        self.__name__ = f"report_{path.replace('/', '_')}"  # as a function would have
        self._path = path

    def __call__(self, world: World, n: int) -> Steps:
        period = "" if self._path in OF_NOW else _pick(world["periods"], n)
        yield Request("GET", f"/api/analytics/{self._path}{period}")


def show_forecast(world: World, n: int) -> Steps:
    yield Request("GET", "/api/budget/forecast")


def show_costing(world: World, n: int) -> Steps:
    yield Request("GET", f"/api/projects/{_pick(world['completed'], n)}/costing")


def create_customer(world: World, n: int) -> Steps:
    yield _customer(n)


def create_task(world: World, n: int) -> Steps:
    yield _task(_pick(world["projects"], n), f"Cut part {n}", world, n)


def log_time(world: World, n: int) -> Steps:
    yield _time(_pick(world["tasks"], n), world, n)


def move_stock(world: World, n: int) -> Steps:
    wish = {"kind": "usage", "quantity": "0.01", "project_id": _pick(world["projects"], n)}
    yield _post(f"/api/inventory/items/{_pick(world['items'], n)}/movements", wish)


def issue_invoice(world: World, n: int) -> Steps:
    """A draft, its number, and its paper as PDF, which is made and kept at the first look."""
    bill = {"customer_id": world["mould_customer"], "lines": LINES}
    sale = (yield _post("/api/sales", bill)).json()
    yield _post(f"/api/sales/{sale['id']}/issue", {})
    yield Request("GET", f"/api/sales/{sale['id']}/pdf")


def lifecycle(world: World, n: int) -> Steps:
    """From the customer to the payment, in 16 calls."""
    customer = (yield _customer(n)).json()
    wish = {"name": f"Cabinet {n}", "customer_id": customer["id"]}
    project = (yield _post("/api/projects", wish | {"workflow_id": world["workflow"]})).json()
    here = f"/api/projects/{project['id']}"
    tasks = []
    for title in ("Cut", "Bend", "Finish"):
        tasks.append((yield _task(project["id"], title, world, n)).json()["id"])
    yield _post(f"{here}/start")
    for task in tasks:
        yield _time(task, world, n, tasks.index(task))
    for task in tasks:
        yield _post(f"/api/tasks/{task}/complete")
    yield _post(f"{here}/complete", {"skip_reason": "Made in one go"})
    bill = {"customer_id": customer["id"], "project_id": project["id"], "lines": LINES}
    sale = (yield _post("/api/sales", bill)).json()
    yield _post(f"/api/sales/{sale['id']}/issue", {})
    pay = {"amount": sale["total"], "method": "cash"}
    yield _post(f"/api/sales/{sale['id']}/payments", pay)


def _customer(n: int) -> Request:
    contact = {"name": "Ann Fox", "email": f"ann{n}@example.com", "phone": "+27 21 555 0123"}
    return _post("/api/customers", {"name": f"Fox & Sons {n}", "contacts": [contact]})


def _task(project_id: str, title: str, world: World, n: int) -> Request:
    assignee = {"employee_id": _pick(world["employees"], n)}
    return _post(f"/api/projects/{project_id}/tasks", {"title": title, "assignee": assignee})


def _time(task_id: str, world: World, n: int, part: int = 0) -> Request:
    """Log a quarter of a minute of a minute that nobody else has."""
    employees = world["employees"]
    start = datetime.fromisoformat(world["past"]) + MINUTE * (n // len(employees))
    wish = {
        "started_at": (start + MINUTE / 4 * part).isoformat(),
        "duration": "PT15S",
        "employee_id": _pick(employees, n),
    }
    return _post(f"/api/tasks/{task_id}/log_time", wish)


def _post(path: str, body: Any = None) -> Request:
    return Request("POST", path, body)


def _pick(things: list[str], n: int) -> str:
    return things[n % len(things)]
