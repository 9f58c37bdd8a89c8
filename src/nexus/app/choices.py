"""What a form may choose from: the things of a shop by kind, for a select and for the combobox.

Nobody is offered what they may not see: the services ask for the permission.
"""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from nexus.accounts import ListEmployees, ListStations, ListUsers
from nexus.app.container import Nexus
from nexus.customers import ListCustomers
from nexus.inventory import ListEquipment, ListItems, ListLocations, ListSuppliers
from nexus.kernel.actor import Actor
from nexus.kernel.errors import NexusError, NotAllowed, NotFound
from nexus.platform.web.pages import Choice
from nexus.products import ListTemplates
from nexus.projects import ListProjects
from nexus.workflows import ListWorkflows

List = Callable[[Actor, str | None, int], Sequence[Any]]
One = Callable[[Actor, Any], Any]


class Choices:
    """Every kind is listed by one statement, and one thing is named by one."""

    def __init__(self, nexus: Nexus) -> None:
        customers, projects = nexus.customers.service(), nexus.projects.service()
        people, workflows = nexus.accounts.service(), nexus.workflows.service()
        products, stock = nexus.products.service(), nexus.inventory.stock()
        places = nexus.inventory.places()
        suppliers, equipment = nexus.inventory.suppliers(), nexus.inventory.equipment()
        self._kinds: dict[str, tuple[List, One]] = {
            "customer": (_listed(customers.page, ListCustomers), customers.one),
            "project": (_listed(projects.page, ListProjects), projects.one),
            "workflow": (_listed(workflows.page, ListWorkflows), workflows.one),
            "station": (_listed(people.stations, ListStations, is_active=True), people.station),
            "employee": (_listed(people.employees, ListEmployees, is_active=True), people.employee),
            "user": (_listed(people.users, ListUsers, is_active=True), people.user),
            "stock_item": (_listed(stock.page, ListItems), stock.one),
            "product": (_listed(products.page, ListTemplates), products.one),
            "location": (_listed(places.page, ListLocations), places.one),
            "supplier": (_listed(suppliers.page, ListSuppliers), suppliers.one),
            "equipment": (_listed(equipment.page, ListEquipment), equipment.one),
        }
        # What is named where something belongs to it, and chosen nowhere.
        self._named: dict[str, One] = {name: one for name, (_, one) in self._kinds.items()} | {
            "sale": nexus.sales.service().one,
            "quote": nexus.sales.quotes().one,
            "task": nexus.tasks.service().one,
            "purchase_order": nexus.inventory.purchasing().one,
        }

    def of(self, actor: Actor, kind: str, search: str | None, limit: int) -> list[Choice]:
        """Return the first ones that fit; nothing to who may not see them."""
        if kind not in self._kinds:
            raise NotFound("There is no such list.")
        try:
            return [_choice(row) for row in self._kinds[kind][0](actor, search, limit)]
        except NotAllowed:
            return []

    def one(self, actor: Actor, kind: str, id: str) -> Choice | None:
        try:
            return _choice(self._named[kind](actor, UUID(id)))
        except (NexusError, KeyError, ValueError):
            return None


def _listed(page: Callable[[Actor, Any], Any], wish: type[Any], **more: Any) -> List:
    def listed(actor: Actor, search: str | None, limit: int) -> Sequence[Any]:
        rows: Sequence[Any] = page(actor, wish(search=search, limit=limit, **more)).items
        return rows

    return listed


def _choice(row: Any) -> Choice:
    """Name a row: what it is called, its code, and what tells it from its namesakes."""
    name = _first(row, "name", "full_name", "username", "title", "number", "customer_name")
    return Choice(
        id=str(row.id),
        name=name,
        code=_first(row, "code", "sku_code", "number"),
        about=_first(row, "customer_name", "unit"),
    )


def _first(row: Any, *names: str) -> str:
    return next((str(it) for name in names if (it := getattr(row, name, None))), "")
