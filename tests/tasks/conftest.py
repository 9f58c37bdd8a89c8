"""The tasks module on a database and among its neighbours."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from dependency_injector import providers

from nexus.kernel.ids import (
    EmployeeId,
)
from nexus.tasks import (
    CreateTask,
    LogTime,
)
from nexus.tasks.adapters.db import CHECKS, SqlTasksReading
from nexus.tasks.adapters.db.tables import hours

from tests.conftest import NOW
from tests.tasks.fakes import FakeTerms

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
MARCH = date(2026, 3, 1)


class Rules:
    """The shop's settings, changed by hand."""

    def __init__(self) -> None:
        self.terms_, self.standard = FakeTerms(), []

    def terms(self, shop_id):
        return self.terms_

    def standard_tasks(self, shop_id, station_id):
        return self.standard


@pytest.fixture
def rules():
    return Rules()


@pytest.fixture
def clock():
    return [NOW]


@pytest.fixture
def service(nexus, rules, clock, a_shop):
    """The service on the database and among its neighbours, with hands on rules and clock."""
    nexus.tasks.settings.override(providers.Object(rules))
    nexus.tasks.clock.override(providers.Object(lambda: clock[0]))
    return nexus.tasks.service()


@pytest.fixture
def ben(a_shop):
    return EmployeeId(a_shop.add("accounts_employee", name="Ben"))


@pytest.fixture
def made(service, actor, a_shop):
    return service.create(actor, a_shop.project_id, CreateTask(title="Cut"))


@pytest.fixture
def second(service, actor, a_shop, made):
    return service.create(actor, a_shop.project_id, CreateTask(title="Sand"))


@pytest.fixture
def broken(database, a_shop):
    """Tell what `nexus verify` would."""

    def ask():
        with SqlTasksReading(database, a_shop.id) as look:
            return [b for check in CHECKS for b in check.violations(look.connection, a_shop.id)]

    return ask


def hours_ago(ago, hours=1.0, **more):
    return LogTime(started_at=NOW - ago * HOUR, duration=hours * HOUR, **more)


def kept(database, shop):
    with SqlTasksReading(database, shop.id) as look:
        query = sa.select(hours.c.employee_id, hours.c.month_on, sa.func.sum(hours.c.time_spent))
        mine = query.where(hours.c.shop_id == shop.id).group_by(*query.selected_columns[:2])
        found = look.connection.execute(mine)
        return {(id, month): timedelta(seconds=int(sum)) for id, month, sum in found if sum}


@pytest.fixture
def tasks_path(a_shop):
    return f"/api/projects/{a_shop.project_id}/tasks"


@pytest.fixture
def task(client, tasks_path):
    response = client.post(f"{tasks_path}/", json={"title": "Cut"})
    assert (response.status_code, response.headers["etag"]) == (201, '"1"')
    return response.json()


@pytest.fixture
def path(task):
    return f"/api/tasks/{task['id']}"


@pytest.fixture
def logged(client, path):
    body = {"started_at": "2026-03-02T12:00:00Z", "duration": "PT1H30M", "note": "Left side"}
    response = client.post(f"{path}/log_time/", json=body)
    assert response.status_code == 201
    return response.json()


def faults(response):
    return {**response.json().get("errors", {})}.keys()
