"""The queries: views straight from the rows, one statement each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from nexus.kernel.errors import NotFound
from nexus.kernel.ids import (
    CustomerId,
    ExpenseId,
    ProjectId,
    StageInstanceId,
    StationId,
)
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.kernel.text import key
from nexus.platform.db import beside
from nexus.platform.listing import page
from nexus.platform.search import Word
from nexus.platform.statements import prepared
from nexus.projects.adapters.db.budgets import budgets_of, expenses_page, one_expense, spent_on
from nexus.projects.adapters.db.jobs import jobs_to_bill
from nexus.projects.adapters.db.products import SqlProductLooks
from nexus.projects.adapters.db.tables import note, project, stage, team_member
from nexus.projects.adapters.db.wanted import customer, holds, open_statuses, wanted
from nexus.projects.domain import Kind, StageStatus
from nexus.projects.domain.project import allowed
from nexus.projects.domain.status import LABELS, LIFE, Lifecycle
from nexus.projects.messages import (
    BudgetView,
    ExpenseView,
    JobToBill,
    ListExpenses,
    ListNotes,
    ListProjects,
    MemberView,
    NoteView,
    ProjectRow,
    ProjectView,
    StageView,
    TeamView,
)

workflow = beside("workflows_workflow", sa.column("name", sa.String))
employee = beside("accounts_employee", sa.column("name", sa.String))

its_customer = (customer.c.shop_id == project.c.shop_id) & (customer.c.id == project.c.customer_id)
its_workflow = (workflow.c.shop_id == project.c.shop_id) & (workflow.c.id == project.c.workflow_id)
its_manager = (employee.c.shop_id == project.c.shop_id) & (employee.c.id == project.c.manager_id)
its_current_stage = (stage.c.shop_id == project.c.shop_id) & (
    stage.c.id == project.c.current_stage_id
)
its_stage = (stage.c.shop_id == project.c.shop_id) & (stage.c.project_id == project.c.id)

in_a_row = [
    project.c[name]
    for name in (
        *("id", "version", "code", "name", "kind", "customer_id", "status", "priority"),
        *("held_from", "manager_id", "due_on", "pop_deadline_on", "created_at", "started_at"),
        *("material_type", "material_thickness", "parts_quantity"),
        *("estimated_price_minor", "estimated_price_currency"),
    )
]
in_a_stage = [
    stage.c[name]
    for name in (
        *("id", "workflow_stage_id", "name", "position", "station_id", "status"),
        *("started_at", "ended_at", "skip_reason"),
    )
]
# Made once: to put a statement together takes longer than to run it.
listed = sa.select(
    *in_a_row,
    customer.c.code.label("customer_code"),
    customer.c.name.label("customer_name"),
    employee.c.name.label("manager_name"),
    stage.c.id.label("stage_id"),
    stage.c.name.label("stage_name"),
).select_from(
    project.outerjoin(customer, its_customer)
    .outerjoin(employee, its_manager)
    .outerjoin(stage, its_current_stage)
)
LISTED = listed.selected_columns.keys()
whole = (
    sa.select(
        project,
        customer.c.code.label("customer_code"),
        customer.c.name.label("customer_name"),
        workflow.c.name.label("workflow_name"),
        employee.c.name.label("manager_name"),
        *(column.label(f"stage_{column.name}") for column in in_a_stage),
    )
    .select_from(
        project.outerjoin(customer, its_customer)
        .outerjoin(workflow, its_workflow)
        .outerjoin(employee, its_manager)
        .outerjoin(stage, its_stage)
    )
    .order_by(stage.c.position)
)
SORTS = {
    "name": project.c.name_key,
    "code": project.c.code_key,
    "due_date": project.c.due_sort_on,
    "created_at": project.c.created_at,
    "status": project.c.status_rank,
    "customer": sa.func.coalesce(customer.c.name_key, ""),
}
# What a project's view takes from its row as it is.
AS_IT_IS = (
    *("id", "version", "code", "name", "description", "kind", "customer_id", "customer_code"),
    *("customer_name", "workflow_id", "workflow_name", "product_template_id", "status"),
    *(
        "current_stage_id",
        "status_reason",
        "held_from",
        "priority",
        "manager_id",
        "manager_name",
        "quote_on",
    ),
    *("approval_on", "due_on", "completion_on", "created_at", "started_at", "material_type"),
    *("material_thickness", "material_quantity_sheets", "parts_quantity", "estimated_cut_time"),
    *("drawing_creation_time", "number_of_bins", "scheduled_cut_on", "pop_received"),
    *("pop_received_on", "pop_deadline_on", "client_notified", "client_notified_on"),
)


def row_of(row: sa.Row[Any]) -> ProjectRow:
    """Take the row as it is listed; there are many, so no name is looked up twice."""
    given = dict(zip(LISTED, row, strict=False))
    status = given["status"]
    minor = given.pop("estimated_price_minor")
    price = Money.of(minor, given.pop("estimated_price_currency")) if minor is not None else None
    given.pop("estimated_price_currency", None)
    return ProjectRow(
        **given, estimated_price=price, status_label=LABELS[status], lifecycle=LIFE[status]
    )


def view_of(rows: Sequence[sa.Row[Any]]) -> ProjectView:
    """Make one view of a project's rows, a row per stage or one without any."""
    row = rows[0]
    stages = [stage_of(row, "stage_") for row in rows if row.stage_id is not None]
    return ProjectView(
        **{name: getattr(row, name) for name in AS_IT_IS},
        status_label=row.status.label,
        lifecycle=row.status.lifecycle,
        allowed=allowed(row.kind, row.status, row.held_from),
        priority_label=row.priority.label,
        estimated_price=_money(row, "estimated_price"),
        estimated_cost=_money(row, "estimated_cost"),
        stages=stages,
    )


def stage_of(row: sa.Row[Any], prefix: str = "") -> StageView:
    given = {column.name: getattr(row, prefix + column.name) for column in in_a_stage}
    return StageView(**given, status_label=given["status"].label)


def note_of(row: sa.Row[Any]) -> NoteView:
    return NoteView(
        id=row.id,
        version=row.version,
        project_id=row.project_id,
        text=row.text,
        is_internal=row.is_internal,
        author_id=row.author_id,
        author=row.author,
        created_at=row.created_at,
        edited_at=row.edited_at,
    )


def _money(row: sa.Row[Any], name: str) -> Money | None:
    minor, currency = getattr(row, f"{name}_minor"), getattr(row, f"{name}_currency")
    return None if minor is None else Money.of(minor, currency)


@prepared
def by_id(shop_id: Any, id: Any) -> sa.Select[Any]:
    return whole.where(project.c.shop_id == shop_id, project.c.id == id)


@prepared
def a_known_one(shop_id: Any, id: Any) -> sa.Select[Any]:
    """What neighbours ask about, one thing after the other."""
    mine = (project.c.shop_id == shop_id) & (project.c.id == id)
    return sa.select(project.c.status, project.c.customer_id).where(mine)


BY_VALUE = (
    *("status", "customer_id", "workflow_id", "manager_id", "product_id"),
    *("due_before", "due_after"),
)


@lru_cache(maxsize=500)
def listed_by(
    names: tuple[str, ...],
    words: tuple[Word, ...],
    kind: Kind,
    lifecycle: Lifecycle | None,
    on_hold: bool | None,
) -> sa.Select[Any]:
    """Build the list by these values once: with parameters in their place."""
    of_shop: Any = sa.bindparam("of_shop")
    given: Any = {name: sa.bindparam(name) for name in names if name != "status"}
    wish = ListProjects(**given, kind=kind, lifecycle=lifecycle, on_hold=on_hold)
    conditions = [project.c.shop_id == of_shop, *wanted(wish, None, of_shop)]
    if "status" in names:
        conditions.append(project.c.status.in_(sa.bindparam("status", expanding=True)))
    return listed.where(*conditions, *(holds(word, of_shop) for word in words))


class SqlProjectsReading(SqlProductLooks):
    def one(self, id: ProjectId) -> ProjectView:
        return self._view(self.connection.execute(by_id, {"shop_id": self.shop_id, "id": id}).all())

    def by_code(self, code: str) -> ProjectView:
        mine = (project.c.shop_id == self.shop_id) & (project.c.code == code)
        return self._view(self.connection.execute(whole.where(mine)).all())

    def page(self, wish: ListProjects, today: date | None) -> Page[ProjectRow]:
        query, values = self._listed(wish, today)
        return page(
            self.connection,
            query,
            row_of,
            values=values,
            sorts=SORTS,
            id=project.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def _listed(
        self, wish: ListProjects, today: date | None
    ) -> tuple[sa.Select[Any], dict[str, Any] | None]:
        """Return a query that is kept, and its values, unless it goes by the day."""
        if today is not None:
            mine = project.c.shop_id == self.shop_id
            return listed.where(mine, *wanted(wish, today, self.shop_id)), None
        given = {name: value for name in BY_VALUE if (value := getattr(wish, name))}
        said = key(wish.search or "").split()
        words = tuple(Word.of(f"word_{n}", word) for n, word in enumerate(said))
        query = listed_by(tuple(given), words, wish.kind, wish.lifecycle, wish.on_hold)
        for word, text in zip(words, said, strict=True):
            given |= word.values(text)
        return query, given | {"of_shop": self.shop_id}

    def stages(self, id: ProjectId) -> Sequence[StageView]:
        mine = (stage.c.shop_id == self.shop_id) & (stage.c.project_id == id)
        query = sa.select(*in_a_stage).where(mine).order_by(stage.c.position)
        return [stage_of(row) for row in self.connection.execute(query)]

    def notes(self, id: ProjectId, wish: ListNotes) -> Page[NoteView]:
        query = sa.select(note).where(note.c.shop_id == self.shop_id, note.c.project_id == id)
        if wish.is_internal is not None:
            query = query.where(note.c.is_internal == wish.is_internal)
        return page(
            self.connection,
            query,
            note_of,
            sorts={"created_at": note.c.created_at},
            id=note.c.id,
            sort=wish.sort,
            limit=wish.limit,
            cursor=wish.cursor,
            total=wish.total,
        )

    def team(self, id: ProjectId) -> TeamView:
        member, person = team_member, employee
        its_member = (member.c.shop_id == project.c.shop_id) & (member.c.project_id == project.c.id)
        who = (person.c.shop_id == member.c.shop_id) & (person.c.id == member.c.employee_id)
        query = (
            sa.select(project.c.version, member.c.employee_id, person.c.name, member.c.role)
            .select_from(project.outerjoin(member, its_member).outerjoin(person, who))
            .where(self._is(id))
            .order_by(member.c.id)
        )
        if not (rows := self.connection.execute(query).all()):
            raise NotFound("There is no such project.")
        return TeamView(
            project_id=id,
            version=rows[0].version,
            items=[
                MemberView(employee_id=row.employee_id, name=row.name, role=row.role)
                for row in rows
                if row.employee_id is not None
            ],
        )

    def budget(self, id: ProjectId) -> BudgetView:
        if not (revisions := self.budgets(id)):
            raise NotFound("This project has no budget.")
        return revisions[0]

    def budgets(self, id: ProjectId) -> Sequence[BudgetView]:
        return budgets_of(self.connection, self.shop_id, id)

    def expense(self, id: ExpenseId) -> ExpenseView:
        return one_expense(self.connection, self.shop_id, id)

    def spent(self, id: ProjectId) -> Mapping[str, Money]:
        return spent_on(self.connection, self.shop_id, id)

    def expenses(self, wish: ListExpenses) -> Page[ExpenseView]:
        return expenses_page(self.connection, self.shop_id, wish)

    def jobs(self, ids: Collection[ProjectId], *, completed: bool) -> Sequence[JobToBill]:
        return jobs_to_bill(self.connection, self.shop_id, ids, completed=completed)

    def has(self, id: ProjectId) -> bool:
        return bool(self.told(a_known_one, shop_id=self.shop_id, id=id))

    def is_open(self, id: ProjectId) -> bool:
        known = self.told(a_known_one, shop_id=self.shop_id, id=id)
        return any(row.status in open_statuses for row in known)

    def customer_of(self, id: ProjectId) -> CustomerId | None:
        known = self.told(a_known_one, shop_id=self.shop_id, id=id)
        return next((row.customer_id for row in known), None)

    def has_stage(self, id: ProjectId, stage_id: StageInstanceId) -> bool:
        mine = self._is_stage(id) & (stage.c.id == stage_id)
        return bool(self.connection.scalar(sa.select(sa.exists().where(mine))))

    def stage_station(self, id: ProjectId, stage_id: StageInstanceId) -> StationId | None:
        mine = self._is_stage(id) & (stage.c.id == stage_id)
        return self.connection.scalar(sa.select(stage.c.station_id).where(mine))

    def current_stage(self, id: ProjectId) -> StageInstanceId | None:
        return self.connection.scalar(sa.select(project.c.current_stage_id).where(self._is(id)))

    def operations(self) -> ProjectId | None:
        mine = (project.c.shop_id == self.shop_id) & (project.c.kind == Kind.INTERNAL)
        return self.connection.scalar(sa.select(project.c.id).where(mine))

    def codes_of_customer(self, customer_id: CustomerId, limit: int) -> Sequence[str]:
        mine = (project.c.shop_id == self.shop_id) & (project.c.customer_id == customer_id)
        query = sa.select(project.c.code).where(mine).order_by(project.c.created_at).limit(limit)
        return self.connection.scalars(query).all()

    def count_at_station(self, id: StationId) -> int:
        there = sa.select(stage.c.project_id).where(
            stage.c.shop_id == self.shop_id,
            stage.c.station_id == id,
            stage.c.status.in_((StageStatus.PENDING, StageStatus.IN_PROGRESS)),
        )
        mine = (project.c.shop_id == self.shop_id) & project.c.status.in_(open_statuses)
        query = sa.select(sa.func.count()).where(mine, project.c.id.in_(there))
        return self.connection.scalar(query) or 0

    def _view(self, rows: Sequence[sa.Row[Any]]) -> ProjectView:
        if not rows:
            raise NotFound("There is no such project.")
        return view_of(rows)

    def _is(self, id: ProjectId) -> sa.ColumnElement[bool]:
        return (project.c.shop_id == self.shop_id) & (project.c.id == id)

    def _is_stage(self, id: ProjectId) -> sa.ColumnElement[bool]:
        return (stage.c.shop_id == self.shop_id) & (stage.c.project_id == id)
