"""A shop is founded whole or not at all, on both databases."""

import pytest
import sqlalchemy as sa

from nexus.accounts import CreateUser
from nexus.accounts.messages import ListStations
from nexus.app.founding import found_shop, founder_of
from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import merge
from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import new_id
from nexus.platform.activity import entries
from nexus.platform.db import metadata
from nexus.platform.uow import SqlUnitOfWork
from nexus.settings import Concept
from nexus.workflows.messages import ListWorkflows

PASSWORD = "brackets walk over nine hills"


def an_admin(**changes):
    return CreateUser(
        username=f"owner-{str(new_id())[-12:]}", password=PASSWORD, roles=["viewer"], **changes
    )


def found(nexus, **changes):
    given = dict(name="Kestrel & Co", profiles=["laser"], admin=an_admin())
    return found_shop(nexus, **given | changes)


def test_a_founded_shop_can_begin_to_work(nexus):
    shop_id = found(nexus)
    founder = founder_of(shop_id)
    accounts, trade = nexus.accounts.service(), merge(["laser"])
    assert accounts.shop(founder).name == "Kestrel & Co"
    stations = accounts.stations(founder, ListStations()).items
    assert [station.name for station in stations] == [station.name for station in trade.stations]
    assert {role.name for role in accounts.roles(founder).items} == {
        role.name for role in trade.roles
    }
    [default] = [
        workflow
        for workflow in nexus.workflows.service().page(founder, ListWorkflows()).items
        if workflow.is_default
    ]
    stages = nexus.workflows.service().stages(founder, default.id).items
    assert (default.name, [stage.name for stage in stages]) == (
        "Laser cutting",
        ["Design", "Programming", "Cutting", "Deburring", "QA", "Dispatch"],
    )
    tasks = nexus.settings.answers().standard_tasks(shop_id, stages[2].station_id)
    assert tasks[0].title == "Load the sheet"
    assert nexus.projects.answers().operations(shop_id) is not None


def test_a_founded_shop_speaks_its_trade_and_lives_in_its_country(nexus):
    shop_id = found(nexus, profiles=["powder", "laser"], country="GB")
    terms = nexus.settings.answers().terms(shop_id)
    assert (terms.currency, terms.timezone) == ("GBP", "Europe/London")
    assert terms.tax_rates["reduced"] == 5
    words = nexus.settings.service().words(founder_of(shop_id))
    assert words[Concept.PROJECT].one == "Job"


def test_the_admin_may_do_all_and_the_customer_nothing(nexus):
    shop_id = found(nexus)
    roles = {role.name: role for role in nexus.accounts.service().roles(founder_of(shop_id)).items}
    assert set(roles["admin"].permissions) == set(PERMISSIONS)
    assert roles["customer"].permissions == []
    assert all(role.is_preset for role in roles.values())


def test_what_is_given_goes_before_what_the_country_brings(nexus):
    more = {"pop_days": 14, "hourly_rate": {"amount": "55", "currency": "EUR"}}
    shop_id = found(nexus, currency="EUR", timezone="Africa/Nairobi", settings=more)
    terms = nexus.settings.answers().terms(shop_id)
    assert (terms.currency, terms.timezone, terms.pop_days) == ("EUR", "Africa/Nairobi", 14)
    assert str(terms.hourly_rate.amount) == "55.00"


def test_a_country_without_a_table_is_told_what_is_missing(nexus):
    with pytest.raises(Invalid, match="currency must be given"):
        found(nexus, country="JP")
    shop_id = found(nexus, country="JP", currency="JPY", timezone="Asia/Tokyo")
    assert nexus.settings.answers().terms(shop_id).tax_rates == {"standard": 0}


@pytest.mark.parametrize(
    "changes",
    [
        {"profiles": []},
        {"profiles": ["bakery"]},
        {"country": "ZZ", "currency": "ZAR", "timezone": "Africa/Johannesburg"},
        {"timezone": "Mars/Olympus"},
        {"currency": "DEM"},
        {"settings": {"pop_days": -1}},
        {"settings": {"colour": "red"}},
        {"name": " "},
        {"admin": CreateUser(username="weak", password="password")},
    ],
)
def test_what_makes_no_sense_founds_nothing(nexus, database, changes):
    before = shops(database)
    with pytest.raises(Invalid):
        found(nexus, **changes)
    assert shops(database) == before


def test_a_name_that_is_taken_founds_nothing(nexus, database):
    admin = an_admin()
    found(nexus, admin=admin)
    before = shops(database)
    with pytest.raises(Refused):
        found(nexus, name="Another", admin=admin)
    assert shops(database) == before


def test_terms_of_a_founded_shop_are_one_statement(nexus, statements):
    shop_id = found(nexus)
    nexus.settings.answers().terms(shop_id)
    statements.clear()
    nexus.settings.answers().terms(shop_id)
    assert len(statements) == 1


def test_founding_is_written_down_under_its_name(nexus, database):
    shop_id = found(nexus)
    assert who_did(database, shop_id) == {"System (Founding)"}


def shops(database):
    with database.looking() as connection:
        return len(connection.execute(metadata.tables["accounts_shop"].select()).all())


def who_did(database, shop_id):
    with SqlUnitOfWork(database, founder_of(shop_id)) as uow:
        mine = entries.c.shop_id == shop_id
        return set(uow.session.connection().scalars(sa.select(entries.c.actor).where(mine)))
