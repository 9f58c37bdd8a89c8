"""The command line is quick to help, and knows its own commands."""

import subprocess
import sys
import time

import click
import pytest

from nexus.app.cli import COMMANDS
from nexus.app.cli import nexus as program
from nexus.app.cli.export import LISTS, _rows, _write_csv

from tests.app import servers

# Nothing of these is needed to print help.
HEAVY = {"alembic", "granian", "jinja2", "litestar", "msgspec", "rich", "sqlalchemy", "structlog"}


def test_help_imports_nothing_heavy():
    command = [sys.executable, "-X", "importtime", "-m", "nexus", "--help"]
    told = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in told.stderr.split("\n")
    }
    assert not imported & HEAVY
    assert {"click", "nexus"} <= imported


def test_help_comes_at_once(tmp_path):
    took = []
    for _ in range(3):
        began = time.perf_counter()
        servers.nexus(tmp_path, "--help")
        took.append(time.perf_counter() - began)
    assert min(took) <= 0.3


def test_every_command_is_told_with_its_help():
    context = click.Context(program)
    for name, told in COMMANDS.items():
        command = program.get_command(context, name)
        assert command is not None
        assert (command.help or "").strip(), name
        assert told.endswith("."), name


def test_an_unknown_command_is_a_misunderstanding(tmp_path):
    assert servers.nexus(tmp_path, "nope", check=False).returncode == 2


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("what", list(LISTS))
def test_every_list_can_be_exported(nexus, a_shop, what, tmp_path):
    with (tmp_path / "list.csv").open("w") as out:
        _write_csv(_rows(LISTS[what](nexus), a_shop.actor), out)
