"""Mapping and queries, on both databases."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from nexus.accounts import CreateEmployee, CreateStation, CreateUser, Login, Origin
from nexus.accounts.adapters.db import CHECKS, SqlAccountsReading
from nexus.accounts.messages import ListEmployees, UpdateEmployee
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, StationId, UserId, new_id
from nexus.kernel.money import Money
from nexus.platform.db import metadata

from tests.accounts.conftest import PASSWORD

HERE = Origin(ip="192.0.2.1", user_agent="test")


@pytest.fixture
def answers(nexus):
    return nexus.accounts.answers()


@pytest.fixture
def station(founded):
    return founded.accounts.create_station(founded.founder, CreateStation(name="Laser"))


@pytest.fixture
def hire(founded):
    def hire(name, **more):
        wish = CreateEmployee(name=name, **more)
        return founded.accounts.create_employee(founded.founder, wish)

    return hire


def test_an_employee_comes_back_as_it_went_in(founded, station, hire):
    rate = Money.of(35_050, "ZAR")
    made = hire("Zoë", hourly_rate=rate, notes="a\nb", station_ids=[station.id])
    assert founded.accounts.employee(founded.founder, made.id) == made
    cleared = founded.accounts.update_employee(
        founded.founder, made.id, UpdateEmployee(hourly_rate=None, station_ids=[])
    )
    assert (cleared.hourly_rate, cleared.stations, cleared.version) == (None, [], 3)
    assert founded.accounts.employee(founded.founder, made.id) == cleared


def test_neighbours_hear_what_is_so(founded, elsewhere, station, hire, answers):
    ann = hire("Ann", hourly_rate=Money.of(5, "ZAR"), station_ids=[station.id])
    bob = hire("Bob")
    shop, other = founded.id, elsewhere.id
    assert answers.has_station(shop, station.id)
    assert answers.has_employee(shop, ann.id)
    assert answers.has_user(shop, founded.admin.id)
    assert answers.stations_of(shop, ann.id) == {station.id}
    assert answers.stations_of(shop, bob.id) == frozenset()
    assert answers.hourly_rate(shop, ann.id) == Money.of(5, "ZAR")
    assert answers.hourly_rate(shop, bob.id) is None
    assert not answers.has_station(other, station.id)
    assert not answers.has_employee(other, ann.id)
    assert not answers.has_user(other, founded.admin.id)
    assert answers.stations_of(other, ann.id) == frozenset()
    assert answers.hourly_rate(other, ann.id) is None


def test_what_is_put_aside_is_no_longer_there_for_neighbours(founded, station, hire, answers):
    ann, bob = hire("Ann"), founded.user("viewer")
    founded.accounts.archive_station(founded.founder, station.id)
    founded.accounts.archive_employee(founded.founder, ann.id)
    founded.accounts.deactivate_user(founded.founder, bob.id)
    assert not answers.has_station(founded.id, station.id)
    assert not answers.has_employee(founded.id, ann.id)
    assert not answers.has_user(founded.id, bob.id)


def test_an_unknown_id_is_no_error_to_an_answer(founded, answers):
    nobody = new_id()
    assert not answers.has_station(founded.id, StationId(nobody))
    assert not answers.has_employee(founded.id, EmployeeId(nobody))
    assert not answers.has_user(founded.id, UserId(nobody))
    assert answers.hourly_rate(founded.id, EmployeeId(nobody)) is None


def test_employees_are_sorted_without_regard_to_case_and_marks(founded, hire):
    for name in ("Émile", "bob", "Ann", "Zed", "émil"):
        hire(name)
    with SqlAccountsReading(founded.nexus.database(), founded.id) as look:
        page = look.employees(ListEmployees(sort="name", limit=3, total=True))
        rest = look.employees(ListEmployees(sort="name", cursor=page.next))
    names = [employee.name for employee in page.items + rest.items]
    assert names == ["Ann", "bob", "émil", "Émile", "Zed"]
    assert page.total == 5


def test_a_user_who_is_an_employee_is_one_employee(founded, hire):
    bob = founded.user("operator")
    made = hire("Bob", user_id=bob.id)
    assert founded.accounts.user(founded.founder, bob.id).employee_id == made.id
    other = hire("Other")
    moved = UpdateEmployee(user_id=None)
    founded.accounts.update_employee(founded.founder, made.id, moved)
    founded.accounts.update_employee(founded.founder, other.id, UpdateEmployee(user_id=bob.id))
    assert founded.accounts.user(founded.founder, bob.id).employee_id == other.id


def test_the_check_finds_a_login_that_works_as_somebody_else(founded, hire, engine):
    bob = founded.user("operator")
    hire("Bob", user_id=bob.id)
    [check] = CHECKS
    with SqlAccountsReading(founded.nexus.database(), founded.id) as look:
        assert list(check.violations(look.connection, founded.id)) == []
    member = metadata.tables["accounts_membership"]
    with engine.begin() as connection:
        wrong = sa.update(member).where(member.c.user_id == bob.id)
        connection.execute(wrong.values(employee_id=new_id()))
    with SqlAccountsReading(founded.nexus.database(), founded.id) as look:
        [told] = check.violations(look.connection, founded.id)
    assert str(bob.id) in told


def test_the_database_itself_keeps_a_name_from_being_given_twice(founded, hire, engine):
    ann = hire("Ann")
    table = metadata.tables["accounts_employee"]
    with founded.nexus.database().engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT set_config('nexus.shop', '{founded.id}', true)")
        row = connection.execute(sa.select(table).where(table.c.id == ann.id)).mappings().one()
        with pytest.raises(IntegrityError):
            connection.execute(sa.insert(table), dict(row) | {"id": new_id()})


def test_a_login_is_known_in_one_statement_and_seen_once_a_minute(
    founded, nexus, watch, statements
):
    entered = nexus.accounts.logins().login(
        Login(username=founded.admin.username, password=PASSWORD), HERE
    )
    claims = nexus.accounts.tokens().read(entered.view.access_token)
    entrance = nexus.accounts.entrance()

    def asked():
        statements.clear()
        found = entrance.identity(watch(), session_id=claims.session_id)
        assert found.user_id == founded.admin.id
        return len(statements)

    assert asked() == 1
    watch.wait(seconds=59)
    assert asked() == 1
    watch.wait(seconds=1)
    assert asked() == 2  # and a note that it was seen
    assert asked() == 1


def test_a_superuser_may_do_all_in_the_shops_they_are_of(founded, elsewhere, nexus):
    wish = {"username": f"root-{founded.id.hex[-8:]}", "password": PASSWORD, "roles": []}
    root = founded.accounts.create_user(founded.founder, CreateUser(**wish), superuser=True)
    view = nexus.accounts.logins().login(Login(username=root.username, password=PASSWORD), HERE)
    assert "shop.manage" in view.view.permissions
    with pytest.raises(NotFound):
        nexus.accounts.logins().login(
            Login(username=root.username, password=PASSWORD, shop_id=elsewhere.id), HERE
        )
