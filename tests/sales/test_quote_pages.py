"""The pages of quotes: in the shop, and for its customer who comes by a link."""

import re
from html import unescape

import pytest

from nexus.customers import CreateCustomer

from tests.accounts.conftest import (
    PASSWORD,
    Web,
    elsewhere,
    founded,
    nexus,
    programs,
    watch,
    web,
)
from tests.app.test_pages import EVIL, PAGE, desk, enclose, look, send
from tests.documents.samples import png

__all__ = ["desk", "elsewhere", "founded", "nexus", "programs", "watch", "web"]

LINES = {
    "lines[0].description": "Brackets",
    "lines[0].quantity": "200",
    "lines[0].unit_price": "67.50",
    "lines[1].description": "Bend flange",
    "lines[1].unit_price": "600",
    "lines[1].is_optional": "on",
    "lines[2].description": "Zinc",
    "lines[2].unit_price": "900",
    "lines[2].group": "Finish",
    "lines[3].description": "Powder",
    "lines[3].unit_price": "1250",
    "lines[3].group": "Finish",
    "lines[4].description": "Spares",
    "lines[4].quantity": "10",
    "lines[4].unit_price": "60",
    "lines[4].is_quantity_open": "on",
    "lines[4].least": "5",
}


@pytest.fixture
def customer(nexus, founded):
    return nexus.customers.service().create(founded.founder, CreateCustomer(name="Anvil"))


@pytest.fixture
def stranger(programs):
    """The browser of somebody without a login."""
    return Web(programs.with_logins)


def version_of(text):
    return re.search(r'name="_version" value="(\d+)"', text)[1]


def written(desk, customer, **more):
    said = {"customer_id": str(customer.id), "act": "send"} | LINES | more
    answer = send(desk, "/quotes/new", **said)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"].removesuffix("/send")


def offered(desk, customer, **more):
    page = written(desk, customer, **more)
    version = version_of(look(desk, f"{page}/send").text)
    answer = send(desk, f"{page}/send", link_days="30", _version=version)
    assert answer.status_code == 200, answer.text
    return page, re.search(r'value="[^"]*(/q/[^"]+)"', answer.text)[1]


def answer(stranger, link, **said):
    return stranger.post(link, data=said, headers=PAGE, follow_redirects=False)


def choices(text):
    options = re.findall(r'name="option" value="([^"]+)"', text)
    finishes = re.findall(r'name="choice-0" value="([^"]+)"', text)
    return options, finishes, re.search(r'name="(quantity-[^"]+)"', text)[1]


# In the shop


def test_a_quote_is_written_changed_copied_and_thrown_away(desk, customer):
    page = written(desk, customer)
    assert page == "/quotes/QU-2026-001"
    text = look(desk, page).text
    for said in ("Brackets", "Choice: Finish", "Optional", "Quantity open", "17\xa0250,00"):
        assert said in text
    form = look(desk, f"{page}/edit").text
    assert 'name="lines[4].least" value="5"' in form
    bad = {"lines[0].unit_price": "much", "_version": version_of(form), "act": "save"}
    assert send(desk, f"{page}/edit", **LINES | bad).status_code == 422
    assert send(desk, f"{page}/edit", act="add", **LINES).text.count("data-line>") == 7
    copied = send(desk, f"{page}/duplicate").headers["location"]
    assert copied == "/quotes/QU-2026-002/edit"
    told = look(desk, "/quotes/QU-2026-002").text
    assert send(desk, "/quotes/QU-2026-002/delete", _version=version_of(told)).status_code == 303
    assert look(desk, "/quotes/QU-2026-002").status_code == 404
    assert "17\xa0250,00" in send(desk, "/quotes/preview", **LINES).text


def test_a_quote_that_was_sent_is_changed_by_a_new_version(desk, customer):
    page, link = offered(desk, customer)
    assert "It waits for an answer." in look(desk, page).text
    said = {"customer_id": str(customer.id), "act": "save"}
    assert send(desk, f"{page}/edit", **said, **LINES).status_code == 409
    new = send(desk, f"{page}/revise", _version=version_of(look(desk, page).text))
    new = new.headers["location"].removesuffix("/edit")
    assert new == f"{page}@2"
    assert "version 2" in look(desk, new).text
    assert "There is a newer version." in look(desk, page).text
    for path in (f"{page}@3", f"{page}@x", "/quotes/@1"):
        assert look(desk, path).status_code == 404
    version = version_of(look(desk, f"{new}/send").text)
    send(desk, f"{new}/send", link_days="30", _version=version)
    shown = desk.get(link, headers=PAGE).text
    assert "Version 2" in shown  # the old link leads on to the newest
    assert "This quote was changed." in shown
    assert "Accept quote" in shown
    gone = send(desk, f"{new}/withdraw", reason="", _version=version_of(look(desk, new).text))
    assert gone.status_code == 422
    gone = send(desk, f"{new}/withdraw", reason="No", _version=version_of(look(desk, new).text))
    assert gone.status_code == 303
    assert "This quote has been withdrawn." in desk.get(link, headers=PAGE).text


def test_what_was_not_seen_is_not_accepted(desk, customer, stranger):
    """A new version is sent while the customer has the one before on the screen."""
    page, link = offered(desk, customer)
    seen = stranger.get(link, headers=PAGE).text
    assert "This quote was changed." not in seen
    total = re.search(r'name="total" value="([^"]+)"', seen)[1]
    revision = re.search(r'name="revision" value="([^"]+)"', seen)[1]
    new = send(desk, f"{page}/revise", _version=version_of(look(desk, page).text))
    new = new.headers["location"].removesuffix("/edit")
    send(desk, f"{new}/send", link_days="30", _version=version_of(look(desk, f"{new}/send").text))

    said = {"name": "L. Dube", "agree": "on", "total": total, "revision": revision}
    for act in ("accept", "preview"):
        told = answer(stranger, link, act=act, **said)
        assert told.status_code == 409, act
        assert "newer revision" in told.text
        assert 'name="revision" value="2"' in told.text
    assert answer(stranger, link, act="accept", **said | {"revision": "9"}).status_code == 409
    assert answer(stranger, link, act="accept", **said | {"revision": "2"}).status_code == 303


def test_an_order_of_the_customer_is_recorded(desk, customer):
    page, _ = offered(desk, customer)
    form = look(desk, f"{page}/accept").text
    options, finishes, quantity = choices(form)
    said = {"shown": "yes", "option": options[0], "choice-0": finishes[1], quantity: "20"}
    said["_version"] = version_of(form)
    assert send(desk, f"{page}/accept", name="", **said).status_code == 422
    few = send(desk, f"{page}/accept", name="L. Dube", **said | {quantity: "1"})
    assert few.status_code == 422
    assert "The least quantity is 5." in few.text
    order = ("order.png", png())
    assert enclose(desk, f"{page}/accept", order, name="L. Dube", **said).status_code == 303
    text = look(desk, page).text
    [file] = re.findall(r'href="(/files/[0-9a-f-]{36})">Show the paper', text)
    assert "order.png" in look(desk, file).text
    assert "19\xa0032,50" in text
    sale = re.search(r'href="(/sales/[0-9a-f-]{36})"', text)[1]
    assert "Powder" in look(desk, sale).text
    assert "Zinc" not in look(desk, sale).text


def test_the_list_of_quotes_asks_little(desk, customer, statements):
    for _ in range(3):
        written(desk, customer)
    statements.clear()
    text = look(desk, "/quotes").text
    assert len(statements) <= 8, statements
    assert "3 Quotes" in text
    ids = re.findall(r'name="picked" value="([^"]+)"', text)
    assert send(desk, "/quotes/bulk", act="delete", picked=ids[0]).status_code == 303
    assert "2 Quotes" in look(desk, "/quotes").text
    assert "Nothing fits" in look(desk, "/quotes?status=accepted").text


# By the link


def test_a_customer_chooses_and_accepts_without_a_script(desk, customer, stranger):
    _, link = offered(desk, customer, terms="Goods stay ours until paid.", message="Hello")
    page = stranger.get(link, headers=PAGE)
    assert page.headers["x-robots-tag"] == "noindex, nofollow"
    assert "unsafe" not in page.headers["content-security-policy"]
    options, finishes, quantity = choices(page.text)
    said = {"shown": "yes", "option": options[0], "choice-0": finishes[1], quantity: "20"}
    counted = answer(stranger, link, act="preview", **said)
    assert "19\xa0032,50" in counted.text
    total = re.search(r'name="total" value="([^"]+)"', counted.text)[1]
    nameless = answer(stranger, link, act="accept", name="", **said)
    assert nameless.status_code == 422
    assert 'id="e-name"' in nameless.text
    assert "19\xa0032,50" in nameless.text  # what was chosen stays chosen
    unsure = answer(stranger, link, act="accept", name="Lindiwe Dube", **said)
    assert unsure.status_code == 422
    assert 'id="e-agree"' in unsure.text
    yes = {"act": "accept", "name": "Lindiwe Dube", "agree": "on", "total": total}
    other = answer(stranger, link, **yes | {"shown": "yes", "choice-0": finishes[0]})
    assert other.status_code == 409
    assert "Please look again" in other.text
    assert answer(stranger, link, **yes, **said).headers["location"] == link
    thanks = stranger.get(link, headers=PAGE).text
    assert "Accepted. Thank you, Lindiwe Dube." in thanks
    assert "Accept quote" not in thanks
    assert answer(stranger, link, **yes, **said).status_code == 303  # a second time changes nothing
    assert stranger.get(f"{link}/paper", headers=PAGE).content.startswith(b"%PDF")


def test_a_customer_asks_for_a_change_or_declines(desk, customer, stranger):
    page, link = offered(desk, customer)
    silent = answer(stranger, link, act="change", message="")
    assert silent.status_code == 422
    assert 'id="e-message"' in silent.text
    assert answer(stranger, link, act="change", message="Thinner", name="L").status_code == 303
    assert "You have asked for a change." in stranger.get(link, headers=PAGE).text
    assert "Thinner" in look(desk, page).text
    assert answer(stranger, link, act="reject", reason="Too late").status_code == 303
    assert "This quote has been declined." in stranger.get(link, headers=PAGE).text
    late = answer(stranger, link, act="accept", name="L", agree="on")
    assert late.status_code == 409
    assert answer(stranger, link, act="nonsense").status_code in (303, 409, 422)


def test_a_link_that_is_none_is_told_in_words(desk, customer, stranger, watch):
    _, link = offered(desk, customer)
    for path in ("/q/nonsense", f"{link}x", link[:-3]):
        gone = stranger.get(path, headers=PAGE)
        assert gone.status_code == 404
        assert "This link leads nowhere" in gone.text
    watch.wait(days=31)
    assert "was valid until" in stranger.get(link, headers=PAGE).text
    watch.wait(days=60)
    assert stranger.get(link, headers=PAGE).status_code == 404


def test_what_people_type_on_a_quote_is_shown_and_never_run(desk, nexus, founded, stranger):
    evil = nexus.customers.service().create(founded.founder, CreateCustomer(name=EVIL))
    said = {"lines[0].description": EVIL, "message": EVIL, "terms": EVIL, "reference": EVIL}
    page, link = offered(desk, evil, **said)
    answer(stranger, link, act="change", message=EVIL, name=EVIL)
    for path in (page, f"{page}/accept", "/quotes", link):
        text = look(desk, path).text
        assert EVIL in unescape(text)
        assert "<img src=x" not in text
        assert "<script>alert" not in text


def test_a_viewer_may_look_at_quotes_and_no_more(web, founded, nexus):
    viewer = founded.user("viewer")
    send(web, "/login", "", username=viewer.username, password=PASSWORD, next="/")
    assert "New Quote" not in look(web, "/quotes").text
    for path in ("/quotes/new", "/quotes/QU-1/send", "/quotes/QU-1/accept"):
        assert look(web, path).status_code == 403
