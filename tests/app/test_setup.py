"""The first run: while there is nobody, and only by who started the server."""

import re
import shutil
from datetime import UTC, datetime
from html import unescape

import msgspec
import pytest

from nexus.app.http import create_app
from nexus.platform.db import make_engine
from nexus.platform.migrating import upgrade

from tests.accounts.conftest import SECRET, Web, furnished

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def unused(tmp_path_factory):
    """A database in which nobody is."""
    file = tmp_path_factory.mktemp("setup") / "nexus.db"
    engine = make_engine(f"sqlite:///{file}", pool_size=1)
    upgrade(engine)
    engine.dispose()
    return file


def opened(file):
    return furnished(make_engine(f"sqlite:///{file}", pool_size=2), lambda: datetime.now(UTC))


@pytest.fixture(scope="module")
def nobody(unused):
    """The program over it, for what changes nothing."""
    nexus = opened(unused)
    with Web(create_app(nexus)) as web:
        yield nexus, web
    nexus.engine().dispose()


@pytest.fixture
def begun(unused, tmp_path):
    """The program over one of its own."""
    nexus = opened(shutil.copy(unused, tmp_path / "nexus.db"))
    with Web(create_app(nexus)) as web:
        yield nexus, web
    nexus.engine().dispose()


@pytest.fixture
def said(nobody):
    return {
        "code": nobody[0].config().setup_code,
        "name": "Anvil & Sons",
        "profiles": ["laser", "powder"],
        "country": "ZA",
        "currency": "",
        "timezone": "",
        "full_name": "Ann Gray",
        "email": "ann@anvil.example",
        "username": "ann",
        "password": "odd horses paint fences",
    }


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, said):
    return web.post("/setup", data=said, headers=PAGE, follow_redirects=False)


def test_who_comes_first_is_led_to_the_setup(nobody):
    nexus, web = nobody
    assert look(web, "/").headers["location"] == "/login"
    assert look(web, "/login").headers["location"] == "/setup"
    page = look(web, f"/setup?code={nexus.config().setup_code}").text
    assert f'value="{nexus.config().setup_code}"' in page
    for trade in ("Laser cutting", "Powder coating", "Furniture", "Film and visual effects"):
        assert trade in page


def test_a_shop_is_open_once_and_its_admin_is_in(begun, said):
    nexus, web = begun
    answer = send(web, said | {"country": "FI"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/"), answer.text
    hub = look(web, "/").text
    assert "Anvil &amp; Sons" in hub
    assert "Ann Gray" in look(web, "/profile").text
    shop = nexus.accounts.entrance().every_shop()
    assert [it.name for it in shop] == ["Anvil & Sons"]
    house = nexus.settings.answers().house(shop[0].id)
    assert (house.currency, house.timezone) == ("EUR", "Europe/Helsinki")

    assert look(web, "/setup").headers["location"] == "/login"
    again = send(web, said | {"username": "eve", "email": "eve@anvil.example"})
    assert again.headers["location"] == "/login"
    assert len(nexus.accounts.entrance().every_shop()) == 1


@pytest.mark.parametrize("code", ["", "aaaa-aaaa-aaaa-aaaa", "\N{SNOWMAN}"])
def test_who_did_not_start_the_server_does_not_take_it(nobody, said, code):
    nexus, web = nobody
    answer = send(web, said | {"code": code})
    assert answer.status_code == 422
    assert 'id="e-code"' in answer.text
    assert nexus.config().setup_code not in answer.text
    assert not nexus.accounts.entrance().has_shop()


@pytest.mark.parametrize(
    ("field", "value", "at"),
    [
        ("name", "", "name"),
        ("profiles", [], "profiles"),
        ("profiles", ["nothing"], "profiles"),
        ("country", "XX", "country"),
        ("country", "CL", "timezone"),  # which has several
        ("currency", "XYZ", "currency"),
        ("timezone", "Mars/North", "timezone"),
        ("email", "nobody", "email"),
        ("username", "a b", "username"),
        ("password", "short", "password"),
        ("password", "password1", "password"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(nobody, said, field, value, at):
    nexus, web = nobody
    answer = send(web, said | {"full_name": EVIL, field: value})
    assert answer.status_code == 422, answer.text
    assert f'id="e-{at}"' in answer.text
    assert EVIL in unescape(answer.text)
    assert "<img" not in answer.text
    assert "odd horses" not in answer.text
    assert not nexus.accounts.entrance().has_shop()


def test_an_example_stands_beside_ones_own(begun, said):
    nexus, web = begun
    assert send(web, said | {"example": "on"}).status_code == 303
    assert len(nexus.accounts.entrance().every_shop()) == 2
    page = look(web, "/profile").text
    assert "Anvil &amp; Sons" in page
    other = re.search(r'action="(/enter/[^"]+)"', page)[1]
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    web.post(other, data={"_csrf": token}, headers=PAGE, follow_redirects=False)
    assert look(web, "/projects").text.count("JB-") > 3
    assert look(web, "/users/invite").status_code == 200


def test_the_code_is_of_the_key_and_of_no_other(nobody):
    config = nobody[0].config()
    assert config.secret_key == SECRET
    assert config.setup_code == msgspec.structs.replace(config, home="elsewhere").setup_code
    other = msgspec.structs.replace(config, secret_key="x" * 40)
    assert config.setup_code != other.setup_code
    assert re.fullmatch(r"[a-z2-7]{4}(-[a-z2-7]{4}){3}", config.setup_code)
