"""Pages of settings: every group is read, changed, refused at the field, and kept from others."""

import re
from html import unescape

import pytest

from nexus.accounts import CreateStation
from nexus.kernel.ids import new_id
from nexus.settings import Concept, Feature, Series

from tests.accounts.conftest import PASSWORD, elsewhere, founded, nexus, programs, watch, web

__all__ = ["elsewhere", "founded", "nexus", "programs", "watch", "web"]

PAGE = {"accept": "text/html,*/*;q=0.8"}
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
TABS = ("", "/money", "/numbering", "/days", "/words", "/tasks", "/features")


def look(web, path):
    return web.get(path, headers=PAGE, follow_redirects=False)


def send(web, path, csrf=None, **said):
    token = csrf if csrf is not None else token_of(web)
    return web.post(path, data=said | {"_csrf": token}, headers=PAGE, follow_redirects=False)


def token_of(web):
    return re.search(r'name="csrf-token" content="([^"]+)"', look(web, "/settings").text)[1]


def enter(web, person):
    said = {"username": person.username, "password": PASSWORD, "next": "/settings"}
    assert send(web, "/login", "", **said).status_code == 303
    return web


def as_shown(page):
    """Return what a browser would send of the page's form if nothing was touched."""
    form = re.search(r'<form class="stack wide settings".*?</form>', page, re.S)[0]
    said = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _of(tag, "name"), _of(tag, "value")
        if not name or (_of(tag, "type") in ("checkbox", "radio") and " checked" not in tag):
            continue
        said.setdefault(name, []).append(value)
    for name, inner in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        said[name] = [unescape(chosen[1]) if chosen else ""]
    for name, inner in re.findall(
        r'<textarea[^>]* name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S
    ):
        said[name] = [unescape(inner)]
    return said


def _of(tag, attribute):
    found = re.search(rf' {attribute}="([^"]*)"', tag)
    return unescape(found[1]) if found else ""


@pytest.fixture
def desk(web, founded):
    return enter(web, founded.admin)


@pytest.fixture
def shop(nexus, founded):
    """The settings as they are now."""
    return lambda: nexus.settings.service().one(founded.founder)


@pytest.mark.parametrize("tab", [tab for tab in TABS if tab != "/tasks"])
def test_a_page_saved_untouched_changes_nothing(desk, shop, statements, tab):
    before = shop()
    statements.clear()
    page = look(desk, f"/settings{tab}")
    assert page.status_code == 200
    assert len(statements) <= 8
    answer = send(desk, f"/settings{tab}", **as_shown(page.text))
    assert answer.status_code == 303, answer.text
    after = shop()
    names = [it for it in before.__struct_fields__ if it != "version"]
    assert {it: getattr(after, it) for it in names} == {it: getattr(before, it) for it in names}


def test_the_company_is_changed_and_what_is_wrong_stands_at_its_field(desk, shop):
    said = as_shown(look(desk, "/settings").text)
    said |= {"company_name": EVIL, "address_lines": "Anvil Road 14, rear\r\n\r\nBoksburg"}
    wrong = send(desk, "/settings", **said | {"iban": "nonsense", "website": "ftp://x"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.text
    assert EVIL in unescape(wrong.text)
    long = send(desk, "/settings", **said | {"address_lines": "\n".join("abcdefghi")})
    assert long.status_code == 422
    assert 'id="e-address_lines"' in long.text
    assert send(desk, "/settings", **said).status_code == 303
    text = look(desk, "/settings").text
    assert EVIL in unescape(text)
    assert "<img" not in text
    assert shop().address == ("Anvil Road 14, rear", "Boksburg")
    stale = send(desk, "/settings", **said)
    assert stale.status_code == 412
    emptied = as_shown(look(desk, "/settings").text) | {"address_lines": ""}
    assert send(desk, "/settings", **emptied).status_code == 303
    assert shop().address == ()


def test_tax_rates_are_added_changed_and_removed(desk, shop):
    said = as_shown(look(desk, "/settings/money").text)
    added = {"tax_rates[2].name": "Reduced", "tax_rates[2].percent": "7,5"}
    wrong = send(desk, "/settings/money", **said | added)
    assert wrong.status_code == 422
    assert 'id="e-tax_rates[2].code"' in wrong.text
    wrong = send(desk, "/settings/money", **said | {"tax_rates[0].percent": "much"})
    assert wrong.status_code == 422
    right = said | added | {"tax_rates[2].code": "reduced", "gone": "tax_rates[1]"}
    answer = send(desk, "/settings/money", **right | {"prices_include_tax": ["", "on"]})
    assert answer.status_code == 303, answer.text
    assert [str(it.percent) for it in shop().tax_rates] == ["15", "7.5"]
    assert shop().prices_include_tax
    none = as_shown(look(desk, "/settings/money").text) | {"default_tax": "nothing"}
    assert send(desk, "/settings/money", **none).status_code == 422


def test_the_currency_changes_together_with_the_hourly_rate(desk, shop):
    said = as_shown(look(desk, "/settings/money").text)
    answer = send(desk, "/settings/money", **said | {"currency": "EUR", "hourly_rate": "80"})
    assert answer.status_code == 303, answer.text
    assert (shop().hourly_rate.currency, str(shop().hourly_rate.amount)) == ("EUR", "80.00")


def test_numbers_are_previewed_and_changed(desk, shop):
    page = look(desk, "/settings/numbering").text
    assert "CL-0001" in page
    path = "/settings/numbering/invoice/next?numbering.invoice="
    assert "R-0001" in look(desk, path + "R-{n:4}").text
    assert "error" in look(desk, path + "R-{m}").text
    assert "error" in look(desk, path + EVIL).text
    assert "INV-" in look(desk, path).text
    assert look(desk, "/settings/numbering/nothing/next").status_code in (400, 404)
    said = as_shown(page)
    twice = send(desk, "/settings/numbering", **said | {"numbering.quote": "CL-{n:4}"})
    assert twice.status_code == 422
    assert 'id="e-numbering.quote"' in twice.text
    changed = said | {"numbering.invoice": "R-{n:4}", "numbering.quote": ""}
    assert send(desk, "/settings/numbering", **changed).status_code == 303
    assert shop().numbering[Series.INVOICE] == "R-{n:4}"
    assert shop().numbering[Series.QUOTE] == "QU-{year}-{n:3}"


def test_days_are_closed_and_shown(desk, shop):
    said = as_shown(look(desk, "/settings/days").text)
    none = send(desk, "/settings/days", **said | {"working_days": [""]})
    assert none.status_code == 422
    assert "Choose one at least." in none.text
    half = send(desk, "/settings/days", **said | {"closing_days[0].name": "Stock take"})
    assert half.status_code == 422
    closing = {"closing_days[0].closed_on": "2030-05-31", "closing_days[0].name": "Stock take"}
    answer = send(desk, "/settings/days", **said | closing | {"cut_off": "14:30"})
    assert answer.status_code == 303, answer.text
    assert shop().cut_off == "14:30"
    assert [it.name for it in shop().closing_days] == ["Stock take"]
    emptied = {"closing_days[0].closed_on": "", "closing_days[0].name": ""}
    said = as_shown(look(desk, "/settings/days").text)
    assert send(desk, "/settings/days", **said | emptied).status_code == 303
    assert shop().closing_days == ()


def test_words_are_those_of_the_shop_everywhere(desk, shop):
    said = as_shown(look(desk, "/settings/words").text)
    half = {"words.project.one": "Commission", "words.project.many": ""}
    wrong = send(desk, "/settings/words", **said | half)
    assert wrong.status_code == 422
    assert 'id="e-words.project.many"' in wrong.text
    whole = said | {"words.project.one": EVIL[:40], "words.project.many": "Commissions"}
    assert send(desk, "/settings/words", **whole).status_code == 303
    text = look(desk, "/settings/words").text
    assert "Commissions" in re.search(r'<nav class="sidebar".*?</nav>', text, re.S)[0]
    assert EVIL[:40] in unescape(text)
    assert "<script>alert" not in text
    back = as_shown(text) | {"words.project.one": "", "words.project.many": ""}
    assert send(desk, "/settings/words", **back).status_code == 303
    assert shop().words[Concept.PROJECT].many == "Projects"


def test_features_are_switched(desk, shop):
    said = as_shown(look(desk, "/settings/features").text)
    said |= {"features.batches": ["false", "on"], "time_overlap": "split"}
    assert send(desk, "/settings/features", **said).status_code == 303
    assert shop().features[Feature.BATCHES]
    assert shop().time_overlap.value == "split"
    wrong = send(desk, "/settings/features", **said | {"time_overlap": "rubbish"})
    assert wrong.status_code in (412, 422)


def test_standard_tasks_are_added_moved_changed_and_taken_away(desk, founded, elsewhere):
    assert "No station yet" in look(desk, "/settings/tasks").text
    station = founded.accounts.create_station(founded.founder, CreateStation(name="Bench"))
    page = f"/settings/tasks?station={station.id}"
    add = f"/settings/tasks/of/{station.id}"
    wrong = send(desk, add, title="Saw", planned="soon")
    assert wrong.status_code == 422
    assert 'value="Saw"' in wrong.text
    for title in ("Saw", EVIL):
        assert send(desk, add, title=title, planned="1:30").status_code == 303
    text = look(desk, page).text
    assert EVIL in unescape(text)
    assert "<img" not in text
    assert "1:30" in text
    first, second = re.findall(r'action="(/settings/tasks/[^/"]+)/move"', text)
    assert send(desk, f"{second}/move", to="up").status_code == 303
    assert re.findall(r'action="(/settings/tasks/[^/"]+)/move"', look(desk, page).text)[0] == second
    version = _of(re.search(r'<input[^>]*"_version"[^>]*>', look(desk, first).text)[0], "value")
    said = {"title": "Saw straight", "is_active": "", "planned": "", "_version": version}
    assert send(desk, first, **said).status_code == 303
    assert send(desk, first, **said).status_code == 412
    assert "Saw straight" in look(desk, page).text
    assert send(desk, f"{second}/delete").status_code == 303
    assert look(desk, second).status_code == 404
    theirs = elsewhere.accounts.create_station(elsewhere.founder, CreateStation(name="Bench"))
    assert look(desk, f"/settings/tasks?station={theirs.id}").status_code == 404
    assert send(desk, f"/settings/tasks/of/{theirs.id}", title="Mine").status_code == 404
    assert look(desk, f"/settings/tasks?station={new_id()}").status_code == 404


def test_who_may_only_look_is_offered_nothing_and_refused(web, founded):
    enter(web, founded.user("viewer"))
    for tab in TABS:
        text = look(web, f"/settings{tab}").text
        assert "Save settings" not in text
        assert "Add task" not in text
    for tab in TABS[:-2]:
        assert send(web, f"/settings{tab}").status_code == 403


def test_who_may_not_look_sees_nothing(web, founded):
    operator = founded.user("operator")
    said = {"username": operator.username, "password": PASSWORD, "next": "/profile"}
    send(web, "/login", "", **said)
    for tab in TABS:
        assert look(web, f"/settings{tab}").status_code == 403
