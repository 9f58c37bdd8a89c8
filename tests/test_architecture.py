"""The contract between modules, as far as imports cannot show it, and the check that they do."""

import ast
from graphlib import TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import Annotated, get_args, get_origin, get_type_hints

import msgspec
import pytest
import sqlalchemy as sa
from dependency_injector import providers
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports
from litestar.handlers import HTTPRouteHandler

import nexus.app.container
from nexus.app.container import Nexus
from nexus.app.http import create_app
from nexus.kernel import sight
from nexus.platform.columns import Utc
from nexus.platform.config import Config
from nexus.platform.db import mapping, metadata

SHARED = {"app", "kernel", "platform"}
SHAPE = {"__init__", "domain", "messages", "ports", "service", "answers", "container", "adapters"}

# Whose rows may a module's rows point to? Always this way, never back. Where two modules know
# each other, the column that would turn the arrow round is a plain id (see docs/modules.md).
POINTS_TO = {
    "accounts": {},
    "settings": {"accounts"},
    "documents": {"accounts"},
    "workflows": {"accounts"},
    "customers": {"accounts"},
    "inventory": {"accounts", "documents"},
    "products": {"accounts", "documents", "inventory", "workflows"},
    "projects": {"accounts", "customers", "documents", "products", "workflows"},
    "tasks": {"accounts", "projects", "settings"},
    "production": {"accounts", "documents", "inventory", "projects", "tasks"},
    "sales": {"accounts", "customers", "documents", "products", "projects"},
    "communications": {"accounts", "customers", "documents", "projects", "sales"},
    "studio": {"accounts", "documents", "inventory", "projects", "tasks"},
    "analytics": {"accounts"},
    "integrations": {"accounts", "documents"},
    "assistants": {"accounts"},
}
TABLES = sorted(metadata.tables.values(), key=lambda table: table.name)
ROOT = Path(nexus.app.container.__file__).parents[1]
SOURCES = sorted(ROOT.rglob("*.py"))


def owner(table):
    return table.name.split("_")[0]


def of_a_shop(table):
    return owner(table) != "platform" and "shared" not in table.info


def handlers():
    app = create_app(Nexus(config=providers.Object(Config())), lambda connection: None)
    found = {}
    for route in app.routes:
        for handler in getattr(route, "route_handlers", ()):
            if isinstance(handler, HTTPRouteHandler) and handler.http_methods != {"OPTIONS"}:
                found[f"{handler.handler_name} {route.path}"] = handler
    return dict(sorted(found.items()))  # in one order, wherever a part of the tests runs


def function(handler):
    return getattr(handler.fn, "func", handler.fn)  # Litestar wraps what runs in a thread


HANDLERS = handlers()
PERMISSIONS = sight.PERMISSIONS | {
    code: sentence
    for module in POINTS_TO
    if (ROOT / module).is_dir()
    for code, sentence in getattr(import_module(f"nexus.{module}"), "PERMISSIONS", {}).items()
}


def calls(name):
    """Find the calls of a function or method by its name, with a literal for first argument."""
    for file in SOURCES:
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.Call) and node.args:
                called = getattr(node.func, "attr", getattr(node.func, "id", None))
                if called == name and isinstance(node.args[0], ast.Constant):
                    yield file.relative_to(ROOT).parts[0], node.args[0].value


def test_imports_keep_the_contract(capsys):
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_every_module_has_the_same_shape():
    for module in ROOT.iterdir():
        if module.is_dir() and module.name not in SHARED | {"__pycache__"}:
            assert module.name in POINTS_TO
            assert {part.stem for part in module.iterdir()} <= SHAPE | {"__pycache__"}


def test_every_mapped_table_lives_in_the_module_it_is_named_after():
    for mapper in mapping.mappers:
        assert mapper.class_.__module__.split(".")[1] == owner(mapper.local_table)


def test_arrows_between_tables_have_no_cycle():
    assert next(TopologicalSorter(POINTS_TO).static_order()) == "accounts"


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_foreign_key_points_along_a_declared_arrow(table):
    for key in table.foreign_keys:
        assert owner(key.column.table) in {owner(table), *POINTS_TO.get(owner(table), ())}


@pytest.mark.parametrize("table", [*filter(of_a_shop, TABLES)], ids=str)
def test_the_shop_is_part_of_every_identity_and_of_every_reference(table):
    assert next(iter(table.primary_key)).name == "shop_id"
    for constraint in table.foreign_key_constraints:
        assert constraint.column_keys[0] == "shop_id"
        assert constraint.elements[0].column.name == "shop_id"


@pytest.mark.parametrize("table", [t for t in TABLES if owner(t) != "platform"], ids=str)
def test_names_say_what_they_hold(table):
    for column in table.columns:
        kind = type(column.type).__name__
        assert kind != "Uuid" or column.name == "id" or column.name.endswith("_id")
        assert kind != "Utc" or column.name.endswith("_at")
        assert kind != "Date" or column.name.endswith("_on")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_instant_is_stored_in_utc(table):
    for column in table.columns:
        assert not isinstance(column.type, sa.DateTime) or isinstance(column.type, Utc)


def test_what_is_looked_at_beside_a_list_lies_along_a_declared_arrow():
    for module, table in calls("beside"):
        assert table in metadata.tables
        assert table.split("_")[0] in {module, *POINTS_TO.get(module, ())}, (module, table)


@pytest.mark.parametrize("handler", list(HANDLERS.values()), ids=list(HANDLERS))
def test_every_operation_names_its_permission_or_is_public(handler):
    """`own` is for who is logged in, whatever they may do: it is about themselves."""
    public, own, permission = (handler.opt.get(key) for key in ("public", "own", "permission"))
    assert public is True or own is True or permission in PERMISSIONS
    assert [public, own, permission].count(None) == 2


@pytest.mark.parametrize("handler", list(HANDLERS.values()), ids=list(HANDLERS))
def test_every_operation_says_in_one_line_what_it_does(handler):
    said = function(handler).__doc__
    assert said
    assert said.strip().splitlines()[0].endswith(".")


def test_operations_have_names_of_their_own():
    names = [handler.handler_name for handler in set(HANDLERS.values())]
    assert sorted(set(names)) == sorted(names)


def test_every_permission_that_is_required_is_in_the_catalogue():
    for module, code in calls("require"):
        assert code in PERMISSIONS, (module, code)


def test_every_permission_is_a_sentence():
    for code, sentence in PERMISSIONS.items():
        assert code.partition(".")[2], code
        assert sentence.endswith("."), code


@pytest.mark.parametrize("handler", list(HANDLERS.values()), ids=list(HANDLERS))
def test_parameters_are_bounded_in_a_way_that_litestar_enforces(handler):
    """It ignores msgspec's Meta outside of a body, without a word."""
    for name, hint in get_type_hints(function(handler), include_extras=True).items():
        assert name in ("data", "return") or not any(map(is_meta, parts(hint)))


def parts(hint):
    if get_origin(hint) is Annotated:
        yield from hint.__metadata__
    for part in get_args(hint):
        yield from parts(part)


def is_meta(part):
    return isinstance(part, msgspec.Meta)
