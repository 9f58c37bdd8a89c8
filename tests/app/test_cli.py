"""The command line: useful to people and to programs, clear about failure."""

import csv
import io
import json
import re
import subprocess
import sys

import pytest

from nexus.app.cli import COMMANDS

from tests.app.servers import PASSWORD, environment, nexus

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A data folder with one shop and its admin."""
    home = tmp_path_factory.mktemp("cli") / "data"
    made = ("shop", "create", "Bench & Co", "--profile", "laser", "--profile", "powder")
    nexus(home, *made, "--admin", "boss", "--password-stdin", stdin=PASSWORD)
    return home


def test_a_shop_is_made_and_listed(home):
    [shop] = json.loads(nexus(home, "shop", "list", "--json").stdout)
    assert shop["name"] == "Bench & Co"
    assert shop["id"] in nexus(home, "shop", "list").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["shop", "create", "X", "--profile", "moon"], "moon"),
        (["user", "create", "boss", "--password-stdin"], "taken"),
        (["user", "create", "anna", "--shop", "Nowhere", "--password-stdin"], "Nowhere"),
        (["outbox", "retry", "5"], "5"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(home, words, says):
    done = nexus(home, *words, stdin="another long walk there", check=False)
    assert done.returncode == 1
    assert done.stderr.startswith("Error: ")
    assert says in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["PORT=x", "LOG_LEVEL=loud"])
def test_a_setting_that_makes_no_sense_is_named(tmp_path, name):
    setting, _, value = name.partition("=")
    done = nexus(tmp_path, "migrate", check=False, **{setting: value})
    assert done.returncode == 1
    assert f"NEXUS_{setting}" in done.stderr


def test_users_are_made_and_get_new_passwords(home):
    made = nexus(home, "user", "create", "anna", "--role", "operator", "--name", "Anna Botha",
                 "--password-stdin", "--json", stdin="another long walk there")  # fmt: skip
    assert json.loads(made.stdout)["username"] == "anna"
    changed = nexus(home, "user", "reset-password", "anna", "--password-stdin", stdin=PASSWORD)
    assert changed.stdout == "anna has a new password.\n"


LIST = "Name;E-mail\nAxel Möller;axel@example.com\nBroken;not an address\n".encode("cp1252")


def test_customers_come_in_once_and_a_rehearsal_changes_nothing(home, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    rehearsal = nexus(home, "import", "customers", file, "--dry-run", "--json", check=False)
    assert json.loads(rehearsal.stdout)["new"] == 1
    for counted in ("1 new, 0 updated, 0 unchanged", "0 new, 0 updated, 1 unchanged"):
        done = nexus(home, "import", "customers", file, check=False)
        assert done.returncode == 1  # a row was left out
        assert counted in done.stdout
        assert "Row 3, E-mail" in done.stdout
    rows = csv.DictReader(io.StringIO(nexus(home, "export", "customers").stdout.lstrip("\ufeff")))
    assert [row["name"] for row in rows] == ["Axel Möller"]
    [line] = nexus(home, "export", "customers", "--json").stdout.splitlines()
    assert json.loads(line)["email"] == "axel@example.com"


def test_other_things_come_in_too(home, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("Name;Terms\nSteel & Sons;30\nBolts;x\n")
    wanted = nexus(home, "import", "suppliers", file, "--dry-run", "--json", check=False)
    assert json.loads(wanted.stdout)["new"] == 1
    for counted in ("1 new, 0 updated, 0 unchanged", "0 new, 0 updated, 1 unchanged"):
        done = nexus(home, "import", "suppliers", file, check=False)
        assert done.returncode == 1
        assert counted in done.stdout
        assert "Row 3, Terms: This is no number." in done.stdout


def test_a_list_is_written_to_a_file(home, tmp_path):
    file = tmp_path / "list.csv"
    nexus(home, "export", "stations", "--output", file)
    assert file.read_text("utf-8-sig").startswith("id,version,name")


def test_a_mapping_that_is_none_is_a_misunderstanding(home, tmp_path):
    file = tmp_path / "list.csv"
    file.write_bytes(LIST)
    done = nexus(home, "import", "customers", file, "--mapping", "{", check=False)
    assert done.returncode == 2


def test_with_several_shops_one_must_be_named(tmp_path):
    for name in ("One", "Two"):
        nexus(tmp_path, "shop", "create", name, "--profile", "laser")
    done = nexus(tmp_path, "export", "customers", check=False)
    assert (done.returncode, "One, Two" in done.stderr) == (2, True)
    assert nexus(tmp_path, "export", "stations", "--shop", "two").stdout


def test_the_doctor_finds_nothing_bad_and_says_it_to_programs_too(home):
    assert nexus(home, "doctor").returncode == 0
    found = json.loads(nexus(home, "doctor", "--json", "--deep").stdout)
    assert {finding["about"] for finding in found} >= {"versions", "database", "key", "integrity"}


def test_verify_finds_every_promise_kept(home):
    assert nexus(home, "verify").stdout.endswith("all kept.\n")
    assert json.loads(nexus(home, "verify", "--json").stdout)["violations"] == []


def test_verify_needs_a_database_and_makes_none(tmp_path):
    done = nexus(tmp_path, "verify", check=False)
    assert done.returncode == 1
    assert "nexus serve" in done.stderr
    assert not (tmp_path / "nexus.db").exists()


def test_the_contract_is_printed(tmp_path):
    assert json.loads(nexus(tmp_path, "openapi").stdout)["openapi"] == "3.1.0"


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_shells_can_complete(tmp_path, shell):
    assert "_NEXUS_COMPLETE" in nexus(tmp_path, "completion", shell).stdout


def test_completion_offers_the_commands(tmp_path):
    asked = {"_NEXUS_COMPLETE": "bash_complete", "COMP_WORDS": "nexus ", "COMP_CWORD": "1"}
    done = subprocess.run(
        [sys.executable, "-c", "from nexus.app.cli import main; main()"],
        env=environment(tmp_path) | asked, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert {line.partition(",")[2] for line in done.stdout.splitlines()} == set(COMMANDS)


def test_nothing_is_coloured_where_nobody_watches(home):
    for words in (["doctor"], ["verify"], ["--help"]):
        assert not re.search(r"\x1b\[", nexus(home, *words).stdout)
