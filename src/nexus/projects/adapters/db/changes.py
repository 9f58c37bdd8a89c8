"""The repositories: whole aggregates, for changes."""

from collections.abc import Sequence
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from nexus.kernel.ids import CustomerId
from nexus.platform.uow import SqlRepository, SqlUnitOfWork
from nexus.projects.adapters.db.budgets import SqlBudgets, SqlExpenses
from nexus.projects.adapters.db.products import SqlPlans, SqlProductLines
from nexus.projects.adapters.db.tables import note, project
from nexus.projects.domain import Kind, Note, Project


class SqlProjects(SqlRepository[Project]):
    entity: ClassVar[type] = Project

    def remove(self, project: Project) -> None:
        of_it = (note.c.shop_id == self.shop_id) & (note.c.project_id == project.id)
        for written in self.session.scalars(sa.select(Note).where(of_it)):
            self.session.delete(written)
        self.session.flush()
        self.session.delete(project)

    def operations(self) -> Project | None:
        mine = (project.c.shop_id == self.shop_id) & (project.c.kind == Kind.INTERNAL)
        return self.session.scalars(sa.select(Project).where(mine)).unique().one_or_none()

    def of_customer(self, customer_id: CustomerId) -> Sequence[Project]:
        mine = (project.c.shop_id == self.shop_id) & (project.c.customer_id == customer_id)
        return self.session.scalars(sa.select(Project).where(mine)).unique().all()


class SqlNotes(SqlRepository[Note]):
    entity: ClassVar[type] = Note

    def remove(self, note: Note) -> None:
        self.session.delete(note)


class SqlProjectsUnitOfWork(SqlUnitOfWork):
    projects: SqlProjects
    notes: SqlNotes
    budgets: SqlBudgets
    expenses: SqlExpenses
    products: SqlProductLines
    plans: SqlPlans

    def open(self, session: Session) -> None:
        self.projects = SqlProjects(session, self.shop_id)
        self.notes = SqlNotes(session, self.shop_id)
        self.budgets = SqlBudgets(session, self.shop_id)
        self.expenses = SqlExpenses(session, self.shop_id)
        self.products = SqlProductLines(session, self.shop_id)
        self.plans = SqlPlans(session, self.shop_id)
