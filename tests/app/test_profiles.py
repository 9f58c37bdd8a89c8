"""The trade profiles are data: here is what holds of each, also of one added tomorrow."""

import pytest

from nexus.app.permissions import PERMISSIONS
from nexus.app.profiles import common_roles, countries, merge, profiles
from nexus.kernel.errors import Invalid
from nexus.kernel.text import key
from nexus.settings import Concept
from nexus.settings.adapters.files import PublishedHolidays, PublishedStandards
from nexus.settings.domain.shop import is_zone

CATALOGUE = list(PERMISSIONS)
ALL = sorted(profiles())
ROLES = {
    **{("every shop", role.name): role for role in common_roles()},
    **{(name, role.name): role for name in ALL for role in profiles()[name].roles},
}


@pytest.fixture(params=ALL)
def profile(request):
    return profiles()[request.param]


def test_the_four_trades_are_there():
    assert {"laser", "powder", "maker", "studio"} <= set(ALL)


def test_a_profile_is_named_after_its_file(profile):
    assert profiles()[profile.name] is profile


def test_names_are_given_once(profile):
    for things in (profile.stations, profile.workflows, profile.roles, profile.demo.projects):
        assert len({key(thing.name) for thing in things}) == len(things)


def test_every_station_of_a_stage_exists(profile):
    there = {station.name for station in profile.stations}
    for workflow in profile.workflows:
        assert workflow.stages
        assert {stage.station for stage in workflow.stages} <= there
    for employee in profile.demo.employees:
        assert set(employee.stations) <= there


def test_every_station_has_its_standard_tasks(profile):
    assert all(station.tasks for station in profile.stations)


@pytest.mark.parametrize("role", ROLES.values(), ids=["/".join(name) for name in ROLES])
def test_a_role_has_a_label_and_permissions_that_exist(role):
    assert role.display_name
    assert role.description
    for pattern in role.permissions:
        alone = type(role)(name=role.name, display_name="x", description="x", permissions=[pattern])
        assert alone.codes(CATALOGUE), pattern


def test_the_roles_of_the_rulings_are_there():
    assert [role.name for role in common_roles()] == [
        *("admin", "manager", "operator", "viewer", "customer")
    ]
    assert {role.name for role in profiles()["powder"].roles} == {
        *("front_desk", "prep", "sprayer", "qa")
    }
    assert {role.name for role in profiles()["studio"].roles} == {
        *("producer", "director", "production_manager"),
        *("crew", "vfx", "distribution_manager"),
    }


def test_what_roles_may_do():
    may = {name: set(role.codes(CATALOGUE)) for (_, name), role in ROLES.items()}
    assert may["admin"] == may["producer"] == set(CATALOGUE)
    assert may["customer"] == set()
    assert all(code.endswith(".read") for code in may["viewer"])
    for worker in ("operator", "crew", "sprayer", "prep", "vfx"):
        assert "tasks.work" in may[worker]
        assert not any(code.startswith("sales.") for code in may[worker])
    for name, codes in may.items():
        assert name in {"admin", "producer"} or not codes & {
            *("users.manage", "roles.manage", "settings.manage", "shop.manage", "activity.read")
        }


def test_everybody_of_the_staff_knows_the_words_of_the_shop():
    staff = [role for (_, name), role in ROLES.items() if name != "customer"]
    assert all("settings.read" in role.codes(CATALOGUE) for role in staff)


def test_the_demo_hangs_together(profile):
    demo = profile.demo
    workflows = {workflow.name: workflow for workflow in profile.workflows}
    customers = {customer.name for customer in demo.customers}
    roles = {role.name for role in merge([profile.name]).roles}
    assert {employee.role for employee in demo.employees} - {""} <= roles
    for project in demo.projects:
        assert project.customer in customers
        workflow = workflows[project.workflow or profile.workflows[0].name]
        assert project.stage in {None, "done", *(stage.name for stage in workflow.stages)}
        assert project.sale is None or project.price is not None


def test_two_trades_come_together_and_the_first_has_the_word():
    both = merge(["powder", "laser"])
    assert both.words[Concept.PROJECT].one == "Job"
    assert both.words[Concept.CUSTOMER].one == "Customer"
    names = [station.name for station in both.stations]
    assert names[0] == "Front desk"
    assert "Laser" in names
    assert {"Powder coating", "Laser cutting"} <= {flow.name for flow in both.workflows}
    assert {"admin", "qa"} <= {role.name for role in both.roles}
    assert len(set(both.features)) == len(both.features)


def test_stations_of_two_trades_are_one_if_they_have_one_name():
    names = [station.name for station in merge(["laser", "maker"]).stations]
    assert names.count("Design") == 1


def test_an_unknown_trade_is_refused_by_name():
    with pytest.raises(Invalid, match="'bakery'") as refusal:
        merge(["bakery"])
    assert refusal.value.field == "profiles"


@pytest.mark.parametrize("code", sorted(countries()))
def test_what_a_country_brings_is_known_to_the_world(code):
    country, standards = countries()[code], PublishedStandards()
    assert standards.is_country(code)
    assert standards.is_currency(country.currency)
    assert standards.locale(country.locale) == country.locale
    assert is_zone(country.timezone)
    assert country.tax_rates[0].code == "standard"
    assert PublishedHolidays().of_year(code, "", 2026, country.locale)
