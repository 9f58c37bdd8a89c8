"""A shop with one of everything, made over REST, for tests that go through every route."""

from collections.abc import Mapping
from functools import cache
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from litestar.testing import TestClient

from nexus.app.founding import found_shop
from nexus.kernel.ids import ShopId

PROFILES = ("laser", "powder", "maker", "studio")
SECRET = "Canary"  # in every name, so that a leak can be told from an accident


def routes(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Return method, path template and handler of every operation of the API."""
    return sorted(
        (method, route.path_format, handler)
        for route in app.routes
        if isinstance(route, HTTPRoute) and route.path_format.startswith("/api/")
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS"
    )


class Furnished:
    """`ids` holds an id, or a code, for each thing by the segment of the path that names it."""

    def __init__(self, client: TestClient[Any], name: str, shop_id: ShopId) -> None:
        self.client, self.name = client, f"{SECRET} {name}"
        self.ids = {"shops": str(shop_id)}
        self._people()
        self._plans()
        self._work()
        self._money()
        self._quotes()
        self._deliveries()
        self._stock()
        self._buying()
        self._files()
        self._products()
        self._lists()

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.client.post(path, json=body)
        assert answer.status_code in (200, 201), (path, answer.text)
        made: dict[str, Any] = answer.json()
        return made

    def _make(self, segment: str, path: str, **body: Any) -> str:
        self.ids[segment] = self.post(path, **body)["id"]
        return self.ids[segment]

    def _people(self) -> None:
        house = {"address": ["1 Mill Road", "Paarl"], "country": "ZA", "tax_number": "4123456789"}
        told = self.client.patch("/api/settings", json=house)
        assert told.status_code == 200, told.text
        self._make("stations", "/api/stations", name=f"{self.name} saw")
        self._make("employees", "/api/employees", name=f"{self.name} Ann")
        self.ids["operators"] = self.ids["team"] = self.ids["employees"]
        role = f"canary_{uuid4().hex[:12]}"
        self._make("roles", "/api/roles", name=role, display_name=self.name, permissions=[])
        login = f"canary-{uuid4().hex[:12]}"
        password = "a long and winding road 42"
        self._make(
            "users",
            "/api/users",
            username=login,
            email=f"{login}@example.com",
            full_name=self.name,
            password=password,
            roles=["viewer"],
        )
        self._make("invitations", "/api/invitations", email="new@example.com", roles=["viewer"])
        self.ids["sessions"] = str(uuid4())

    def _plans(self) -> None:
        station = self.ids["stations"]
        path = f"/api/stations/{station}/task-templates"
        self._make("task-templates", path, title=f"{self.name} deburr")
        stages = [{"name": f"{self.name} {n}", "station_id": station} for n in (1, 2)]
        self._make("workflows", "/api/workflows", name=self.name, stages=stages)
        customer = self.post("/api/customers", name=self.name, email="buy@example.com")
        self.ids |= {"customers": customer["id"], "customers/by-code": customer["code"]}
        path = f"/api/customers/{customer['id']}"
        self._make("contacts", f"{path}/contacts", name=self.name)
        self._make("addresses", f"{path}/addresses", lines=[self.name], city="Paarl", country="ZA")

    def _work(self) -> None:
        project = self.post(
            "/api/projects",
            name=self.name,
            customer_id=self.ids["customers"],
            workflow_id=self.ids["workflows"],
        )
        self.ids |= {"projects": project["id"], "projects/by-code": project["code"]}
        path = f"/api/projects/{project['id']}"
        self._make("notes", f"{path}/notes", text=self.name)
        self.post(f"{path}/team", employee_id=self.ids["employees"])
        spent = self.post(f"{path}/expenses", description=self.name, amount="12.50")
        self.ids["expenses"] = spent["id"]
        self.ids["export"] = "sales"
        self.ids["shared-files"] = "nothing"  # what a link opens is tried in tests/documents
        line = {"category": "labour", "description": self.name, "unit_cost": "100.00"}
        budget = self.client.put(f"{path}/budget", json={"lines": [line]})
        assert budget.status_code == 200, budget.text
        task = self._make("tasks", f"{path}/tasks", title=self.name)
        self.ids["activities"] = task
        checked = self.post(f"/api/tasks/{task}/checklist", text=self.name)
        self.ids["checklist"] = checked["checklist"][0]["id"]
        path = f"/api/tasks/{task}/log_time"
        self.post(path, duration="PT45M", employee_id=self.ids["employees"])
        logs = self.client.get("/api/time-logs").json()["items"]
        self.ids["time-logs"] = logs[0]["id"]

    def _money(self) -> None:
        lines = [{"description": self.name, "unit_price": "100.00"}] * 2
        customer = self.ids["customers"]
        paid = self.post("/api/sales", customer_id=customer, lines=lines)["id"]
        number = self.post(f"/api/sales/{paid}/issue")["number"]
        payment = self.post(f"/api/sales/{paid}/payments", amount="10.00", method="cash")
        self.ids |= {"payments": payment["payments"][0]["id"], "sales/by-number": number}
        draft = self.post("/api/sales", customer_id=customer, lines=lines)
        self.ids |= {"sales": draft["id"], "lines": draft["lines"][0]["id"]}
        self.paid = paid

    def _quotes(self) -> None:
        lines = [{"description": self.name, "unit_price": "100.00", "is_optional": True}] * 2
        whose = {"customer_id": self.ids["customers"], "project_id": self.ids["projects"]}
        quote = self.post("/api/quotes", **whose, lines=lines)
        self.ids |= {"quotes": quote["id"], "quotes/by-number": quote["number"]}
        self.ids["quotes/lines"] = quote["lines"][0]["id"]

    def _deliveries(self) -> None:
        lines = [{"sale_line_id": self.ids["lines"], "description": self.name}]
        of = {"sale_id": self.ids["sales"], "project_id": self.ids["projects"]}
        made = [self.post("/api/deliveries", **of, lines=lines) for _ in "12"]
        self.ids |= {"deliveries": made[0]["id"], "deliveries/by-number": made[0]["number"]}
        self.leaving = made[1]["id"]
        plan = self.post(
            f"/api/projects/{self.ids['projects']}/milestones",
            total="100.00",
            milestones=[{"name": self.name, "percent": "100"}],
        )
        self.ids["milestones"], self.order = plan["milestones"][0]["id"], plan["order_id"]
        body = {"reason": self.name, "amount": "1.00"}
        self.post(f"/api/sales/{self.paid}/credit-notes", **body)
        lines = [{"description": self.name, "unit_price": "1.00", "tax": "zero"}]
        over = self.post("/api/sales", customer_id=self.ids["customers"], lines=lines)["id"]
        self.post(f"/api/sales/{over}/issue")
        self.post(f"/api/sales/{over}/payments", amount="5.00", method="cash")

    def _stock(self) -> None:
        """An item with a lot in a place, of which some is reserved, an offcut, a stock take."""
        path = "/api/inventory"
        place = self._make("locations", f"{path}/locations", name=self.name)
        item = self.post(
            f"{path}/items", name=self.name, location_id=place, unit="kg", reorder_level="90"
        )
        self.ids |= {"items": item["id"], "items/by-code": item["code"]}
        mine = f"{path}/items/{item['id']}"
        bought = {"kind": "purchase", "quantity": "50", "unit_cost": "7", "lot_number": "L1"}
        moved = self.post(f"{mine}/movements", **bought, reference=self.name)
        self.ids |= {"movements": moved["id"], "lots": moved["lot_id"]}
        held = {"item_id": item["id"], "project_id": self.ids["projects"], "quantity": "1"}
        self._make("reservations", f"{path}/reservations", **held, notes=self.name)
        sized = {"item_id": item["id"], "length": "600", "width": "400"}
        self._make("remnants", f"{path}/remnants", **sized, notes=self.name)
        self._make("stock-takes", f"{path}/stock-takes", name=self.name)

    def _buying(self) -> None:
        path = "/api/inventory"
        if "items" not in self.ids:
            self._make("items", f"{path}/items", name=self.name)
        item = self.ids["items"]
        supplier = self.post(f"{path}/suppliers", name=self.name)
        self.ids |= {"suppliers": supplier["id"], "suppliers/by-code": supplier["code"]}
        self.post(f"{path}/suppliers/{supplier['id']}/items", item_id=item, unit_cost="5.00")
        lines = [{"item_id": item, "quantity": "2", "expected_on": "2026-04-01"}] * 2
        order = self.post(f"{path}/purchase-orders", supplier_id=supplier["id"], lines=lines)
        self.ids["purchase-orders/lines"] = order["lines"][0]["id"]
        self.ids |= {"purchase-orders": order["id"], "purchase-orders/by-number": order["number"]}
        self.ordered = self.post(
            f"{path}/purchase-orders", supplier_id=supplier["id"], lines=lines
        )["id"]
        self.post(f"{path}/purchase-orders/{self.ordered}/order")
        came = self.post(f"{path}/purchase-orders/{self.ordered}/receive")
        self.ids["receipts"] = came["receipts"][0]["id"]
        machine = self.post(f"{path}/equipment", name=self.name)
        self.ids |= {"equipment": machine["id"], "equipment/by-code": machine["code"]}
        mine = f"{path}/equipment/{machine['id']}"
        plan = self._make("plans", f"{mine}/plans", title=self.name, every_days=30)
        self._make("maintenance", f"{mine}/maintenance", plan_id=plan, minutes=20)

    def _files(self) -> None:
        """A photo that hangs on all that has files, and a link to share it by."""
        sent = {"content": picture(), "params": {"name": f"{self.name}.png", "purpose": "photo"}}
        answer = self.client.post("/api/files", **sent)
        assert answer.status_code == 201, answer.text
        file = answer.json()["id"]
        self.ids |= {"files": file, "files/versions": "1"}
        on = {"project": "projects", "customer": "customers", "sale": "sales"}
        for kind, name in on.items():
            self.post(f"/api/files/{file}/things", kind=kind, thing_id=self.ids[name])
        wanted = {"kind": "project", "thing_id": self.ids["projects"], "role": "design"}
        links = self.post(f"/api/files/{file}/things", **wanted)["links"]
        self.ids["files/things"] = links[0]["id"]
        self.ids["files/link"] = self.post(f"/api/files/{file}/link", note=self.name)["id"]

    def _products(self) -> None:
        """A template with one of each part, a job that began with it, and one that has it."""
        path = "/api/products/templates"
        made = self.post(
            path,
            name=self.name,
            workflow_id=self.ids["workflows"],
            unit_price="90.00",
            bom=[{"item_id": self.ids["items"], "quantity": "2"}],
            equipment=[{"equipment_id": self.ids["equipment"]}],
            tasks=[{"title": self.name, "planned": "PT1H"}],
            design_docs=[{"file_id": self.ids["files"]}],
            price_breaks=[{"from_quantity": "10", "unit_price": "80.00"}],
        )
        self.ids |= {"templates": made["id"], "templates/by-code": made["sku_code"]}
        self.ids["templates/bom"] = made["bom"][0]["id"]
        self.ids["templates/design-docs"] = made["design_docs"][0]["id"]
        wish = {"name": self.name, "customer_id": self.ids["customers"]}
        self.begun = self.post(f"{path}/{made['id']}/start-project", **wish)["id"]
        products = f"/api/projects/{self.ids['projects']}/products"
        line = self.post(products, product_template_id=made["id"])
        self.ids["projects/products"] = line["id"]
        self.post(f"/api/projects/{self.ids['projects']}/promote-to-template", name=self.name)
        self.post(path, name=self.name, bom=[{"nested_template_id": made["id"], "quantity": "1"}])
        sold = {"description": self.name, "unit_price": "1", "product_template_id": made["id"]}
        self.post("/api/sales", customer_id=self.ids["customers"], lines=[sold])
        hangs = {"kind": "product", "thing_id": made["id"]}
        self.post(f"/api/files/{self.ids['files']}/things", **hangs)

    def _lists(self) -> None:
        """A list that came in, was tried and not taken yet."""
        content = f"name,phone\n{self.name},1\n".encode()
        sent = self.client.post("/api/imports?thing=suppliers", content=content)
        assert sent.status_code == 201, sent.text
        self.ids |= {"imports": sent.json()["id"], "exports": "suppliers"}
        self.post(f"/api/imports/{self.ids['imports']}/dry-run")
        columns = {"mapping": {"name": "name", "phone": "phone"}}
        mapped = self.client.put(f"/api/imports/{self.ids['imports']}/mapping", json=columns)
        assert mapped.status_code == 200, mapped.text
        (known,) = self.client.get("/api/imports/mappings").json()["items"]
        self.ids["mappings"] = known["id"]
        self.ids["views"] = self.ids["imports"]  # nobody's: only people keep views

    def keep_view(self) -> None:
        """Keep a view, once a person asks."""
        view = {"name": self.name, "path": "/projects", "query": "overdue=true"}
        self.ids["views"] = self.client.post("/api/views", json=view).json()["id"]

    def path(self, template: str) -> str:
        """Fill a path in with ids of this shop; a new kind of thing has to be made above."""
        ids = dict(self.ids)
        if (
            "/use/sales/" in template
            or "/payments/" in template
            or template.endswith(("/credit-notes", "/cii", "/ubl"))
        ):
            ids["sales"] = self.paid
        if template.endswith("/progress"):
            ids["sales"] = self.order
        if template.endswith("/deliver"):
            ids["deliveries"] = self.leaving
        if "/receipts/" in template:
            ids["purchase-orders"] = self.ordered
        if template.endswith("/plan"):
            ids["projects"] = self.begun
        return fill(template, ids)


def fill(template: str, ids: Mapping[str, str]) -> str:
    """A part may be named with its owner: `purchase-orders/lines` are not the `lines` of sales."""
    parts, given = template.split("/"), template.split("/")
    for at, part in enumerate(parts):
        if part.startswith("{"):
            name = parts[at - 1]
            wanted = f"{parts[at - 2]}/{name}" if name.startswith("by-") else name
            if given[at - 2].startswith("{") and f"{given[at - 3]}/{name}" in ids:
                wanted = f"{given[at - 3]}/{name}"
            assert wanted in ids, f"{template}: tests/app/furnished.py makes no '{wanted}'."
            parts[at] = ids[wanted]
    return "/".join(parts)


@cache
def picture() -> bytes:
    from PIL import Image  # noqa: PLC0415 (only who furnishes a shop needs it)

    out = BytesIO()
    Image.new("RGB", (40, 30), "red").save(out, "PNG")
    return out.getvalue()


def nowhere(ids: Mapping[str, str]) -> dict[str, str]:
    """Return ids of nothing, of the same form."""
    return {name: _other(value) for name, value in ids.items()}


def _other(value: str) -> str:
    try:
        UUID(value)
    except ValueError:
        return value[:-1] + "9"
    return str(uuid4())


def found(nexus: Any, name: str) -> Any:
    return found_shop(nexus, name=f"{SECRET} {name}", profiles=PROFILES, country="ZA")
