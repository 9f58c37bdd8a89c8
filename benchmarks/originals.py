"""What data sets are cast from: jobs, stock and bills, each made once through the program."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from benchmarks.operations import LINES, World

WOODS = [
    *("ash", "beech", "birch", "cedar", "cherry", "elm", "fir", "hickory", "larch", "lime"),
    *("maple", "oak", "olive", "pear", "pine", "plane", "poplar", "rowan", "spruce", "teak"),
    *("walnut", "willow", "yew", "zebrano", "aluminium", "brass", "bronze", "copper", "iron"),
    *("steel", "acrylic", "felt", "glass", "leather", "linen", "marble", "slate", "wool"),
]
THINGS = [
    *("bench", "bed", "board", "bowl", "box", "bracket", "cabinet", "chair", "chest", "clock"),
    *("crate", "desk", "door", "drawer", "frame", "hook", "lamp", "ledge", "mirror", "panel"),
    *("rack", "screen", "shelf", "sign", "stand", "stool", "table", "tray", "wardrobe"),
]
SLOT = timedelta(minutes=10)  # how long each bulk time log is
TASKS, LOGS = 5, 5  # of a project, of a task
MOVES = 6  # of a stock item
BOARD = 500
EMPLOYEES = 25
CUSTOMER = {
    "name": "Mould & Daughters",
    "contacts": [{"name": "Zoe Mould", "email": "zoe@example.com", "phone": "+27 21 555 0100"}],
}
NAME = "Mould of all"
BUDGET = [
    {"category": "labour", "description": "Making", "unit_cost": "350", "quantity": "5"},
    {"category": "material", "description": "Sheets", "unit_cost": "95", "quantity": "8"},
    {"category": "outside", "description": "Coating", "unit_cost": "400"},
]


class Originals:
    """`at` is when nobody else logs time."""

    def __init__(self, post: Any, put: Any, world: World, at: datetime) -> None:
        self._post, self._put, self._world = post, put, world
        self._times = (at + SLOT * n for n in itertools.count())

    # Jobs

    def drafted(self, tasks: int = TASKS) -> tuple[str, list[str]]:
        wish = {
            "name": NAME,
            "customer_id": self._world["mould_customer"],
            "workflow_id": self._world["workflow"],
            "due_date": "2030-06-30",
            "material_type": "Mild steel",
            "parts_quantity": 12,
            "material_quantity_sheets": 2,
            "estimated_price": {"amount": "4200", "currency": self._world["currency"]},
        }
        id = self._post("/api/projects", wish)["id"]
        made = [self._task(id, n) for n in range(tasks)]
        return id, made

    def begun(self, logs: int) -> str:
        id, tasks = self.drafted()
        self._post(f"/api/projects/{id}/start")
        for task in tasks:
            for _ in range(logs):
                wish = {"started_at": next(self._times).isoformat(), "duration": "PT10M"}
                wish["employee_id"] = self._world["employees"][0]
                self._post(f"/api/tasks/{task}/log_time", wish)
        self._world.setdefault("tasks", tasks)
        return id

    def budgeted(self, logs: int) -> str:
        id = self.begun(logs)
        self._put(f"/api/projects/{id}/budget", {"lines": BUDGET})
        for name, status in (("Courier", "spent"), ("Coating", "committed")):
            wish = {"description": name, "amount": "150.75", "status": status}
            self._post(f"/api/projects/{id}/expenses", wish)
        return id

    def completed(self, logs: int) -> str:
        id = self.begun(logs)
        tasks = self._world.pop("tasks")
        for task in tasks:
            self._post(f"/api/tasks/{task}/complete")
        self._post(f"/api/projects/{id}/complete", {"skip_reason": "Made in one go"})
        self.billed("all", project_id=id)
        return id

    def board(self) -> str:
        id, _ = self.drafted(BOARD)
        return id

    def _task(self, project_id: str, n: int) -> str:
        assignee = {"employee_id": self._world["employees"][n % EMPLOYEES]}
        wish = {"title": f"{THINGS[n % len(THINGS)]} {n}".capitalize(), "assignee": assignee}
        path = f"/api/projects/{project_id}/tasks"
        task_id: str = self._post(path, wish | {"planned": "PT45M"})["id"]
        return task_id

    # Bills, quotes and stock

    def billed(self, paid: str, **more: str) -> str:
        """Issue a sale of which `paid` is paid: all, part or nothing."""
        bill = {"customer_id": self._world["mould_customer"], "lines": LINES}
        sale = self._post("/api/sales", bill | more)
        id: str = sale["id"]
        self._post(f"/api/sales/{id}/issue", {})
        if paid != "nothing":
            part = {"amount": "100", "currency": sale["total"]["currency"]}
            pay = {"amount": sale["total"] if paid == "all" else part, "method": "cash"}
            self._post(f"/api/sales/{id}/payments", pay)
        return id

    def quoted(self) -> str:
        wish = {"customer_id": self._world["mould_customer"], "lines": LINES}
        id: str = self._post("/api/quotes", wish)["id"]
        self._post(f"/api/quotes/{id}/send", {})
        return id

    def stocked(self, moves: int, project_id: str, *, low: bool = False) -> str:
        """Buy much of an item, and use a little of it for a job again and again."""
        level = "1000" if low else "5"
        wish = {"name": NAME, "kind": "material", "category": "Sheet", "unit": "sheet"}
        made = self._post("/api/inventory/items", wish | {"reorder_level": level})
        path = f"/api/inventory/items/{made['id']}/movements"
        bought = {"kind": "purchase", "quantity": "500", "unit_cost": "80.50"}
        self._post(path, bought | {"reference": "PO 1"})
        for _ in range(moves - 1):
            self._post(path, {"kind": "usage", "quantity": "2", "project_id": project_id})
        id: str = made["id"]
        return id
