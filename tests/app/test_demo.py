"""The demo shops come about by the use cases, once, and look as if people worked there."""

from collections import Counter

import pytest
import sqlalchemy as sa

from nexus.accounts import Login, Origin
from nexus.app.demo import load_demo, new_password
from nexus.app.profiles import merge, profiles
from nexus.app.verify import OF_A_SHOP
from nexus.kernel.actor import Actor
from nexus.platform.checks import snapshot
from nexus.platform.db import metadata
from nexus.platform.outbox import outbox
from nexus.platform.uow import SqlUnitOfWork

pytestmark = pytest.mark.slow


def rows(database, shop_id, table):
    of = metadata.tables[table]
    with SqlUnitOfWork(database, Actor.system(shop_id)) as uow:
        query = sa.select(of).where(of.c.shop_id == shop_id)
        return uow.session.connection().execute(query).all()


@pytest.fixture
def demo(nexus):
    """Load them; they stay, so a second test of the same run finds them there."""
    heard = []
    logins = load_demo(nexus, lambda *said: heard.append(said))
    return logins, heard, {shop.name: shop.id for shop in nexus.accounts.entrance().every_shop()}


def test_demo_shops_are_made_once_and_alive(nexus, database, demo):
    logins, heard, shops = demo
    names = [profile.demo.shop for profile in profiles().values()]
    assert [said[0] for said in heard] == names
    assert [said[1:] for said in heard] == [(n, len(names)) for n in range(1, len(names) + 1)]
    assert load_demo(nexus) == []
    for profile in profiles().values():
        shop_id = shops[profile.demo.shop]
        mine = {login.role for login in logins if login.shop == profile.demo.shop}
        assert mine == {role.name for role in merge([profile.name]).roles}
        check_work(database, shop_id, profile.demo)
        check_promises(database, shop_id)
    check_way_in(nexus, logins)


def check_work(database, shop_id, demo):
    projects = {row.name: row for row in rows(database, shop_id, "projects_project")}
    assert len(projects) == len(demo.projects) + 1  # and the shop's own
    for wanted in demo.projects:
        status = {"done": "completed", None: wanted.status}.get(wanted.stage, "in_progress")
        assert projects[wanted.name].status == status, wanted.name
    sales = Counter(row.status.value for row in rows(database, shop_id, "sales_sale"))
    states = {"paid": "paid", "part_paid": "partially_paid", "issued": "issued"}
    assert sales == Counter(states[p.sale] for p in demo.projects if p.sale)
    assert len(rows(database, shop_id, "tasks_time_log")) > 10
    assert len(rows(database, shop_id, "inventory_supplier")) == len(demo.suppliers) == 2
    assert len(rows(database, shop_id, "inventory_equipment")) == len(demo.machines) == 2
    assert len(rows(database, shop_id, "products_template")) == len(demo.products) > 0
    (order,) = rows(database, shop_id, "inventory_purchase_order")
    assert order.status == "ordered"
    assert len(rows(database, shop_id, "customers_customer")) == len(demo.customers)
    actors = {row.actor for row in rows(database, shop_id, "platform_activity")}
    assert {employee.name for employee in demo.employees} & actors
    told = rows_of_outbox(database)
    assert not told


def check_promises(database, shop_id):
    with snapshot(database.engine, shop_id) as connection:
        for promise in OF_A_SHOP:
            assert list(promise.violations(connection, shop_id)) == [], promise.name


def rows_of_outbox(database):
    with database.looking() as connection:
        return connection.execute(sa.select(outbox)).all()


def check_way_in(nexus, logins):
    admin = logins[0]
    assert admin.role == "admin"
    wish = Login(username=admin.username, password=admin.password)
    entered = nexus.accounts.logins().login(wish, Origin(ip="127.0.0.1", user_agent="test"))
    assert entered.view.user.username == admin.username


def test_passwords_are_new_each_time():
    made = {new_password() for _ in range(100)}
    assert len(made) == 100
    assert all(len(password) == 14 for password in made)
