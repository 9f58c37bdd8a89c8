"""Journey 6, steps 3 to 5: a customer looks at a quote by its link, chooses, agrees, and pays half.

The deposit is paid at the bank and recorded by the shop: paying on the page comes with the
customers' portal, and managers hear of it by themselves once there are notices.
"""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, expect

from nexus.customers import CreateCustomer
from nexus.sales import CreateQuote, SendQuote, WriteQuoteLine

from tests.browser.acting import Hand, figure, somebody
from tests.browser.looking import PHONE
from tests.browser.trades import Trades, today

pytestmark = pytest.mark.slow

TERMS = "Half before we begin. Delivery is ex works."
LINES = [
    {"description": "Gate", "unit_price": "12000.00"},
    {"description": "Bend", "unit_price": "600.00", "is_optional": True},
]
WITHOUT, WITH = figure("13800.00"), figure("14490.00")
AGAIN = ("409",)  # what the browser says of an answer that came too late


@pytest.fixture
def rest(trades: Trades) -> Iterator[httpx.Client]:
    with trades.rest("gates") as rest:
        yield rest


def made(rest: httpx.Client, path: str, **said: Any) -> dict[str, Any]:
    answer: dict[str, Any] = rest.post(path, json=said).raise_for_status().json()
    return answer


def offered(rest: httpx.Client, customer: str, **more: Any) -> tuple[str, str, str]:
    """Send a quote for a gate; return its number, its job's code and where its link leads."""
    customer_id = made(rest, "/api/customers", name=customer)["id"]
    job = made(rest, "/api/projects", name="Gate", customer_id=customer_id)
    wish = {"terms": TERMS, "deposit_percent": "50", "lines": LINES} | more
    quote = made(rest, "/api/quotes", project_id=job["id"], **wish)
    token = made(rest, f"/api/quotes/{quote['id']}/send", link_days=30)["token"]
    return quote["number"], job["code"], f"/q/{token}"


def test_a_customer_chooses_agrees_and_pays_the_deposit(
    trades: Trades, chromium: Browser, rest: httpx.Client
) -> None:
    number, job, link = offered(rest, "ABC Manufacturing")
    with (
        somebody(chromium, trades.url, PHONE) as buyer,
        somebody(chromium, trades.url, PHONE) as colleague,
        somebody(chromium, trades.url) as manager,
    ):
        colleague.go(link)
        the_buyer_chooses_and_agrees(buyer, link)
        the_same_link_tells_that_it_is_accepted(buyer, colleague, link)
        the_manager_sees_what_was_agreed(manager, number, job)
        the_deposit_is_paid(manager, number)


def the_buyer_chooses_and_agrees(buyer: Hand, link: str) -> None:
    """J6.3."""
    buyer.go(link)
    expect(buyer.fact("Total, tax included")).to_contain_text(WITHOUT)
    expect(buyer.fact("Deposit to start")).to_contain_text(figure("6900.00"))
    bend = buyer.page.get_by_role("checkbox", name="Bend")
    expect(bend).not_to_be_checked()
    bend.check()
    expect(buyer.fact("Total, tax included")).to_contain_text(WITH)
    expect(buyer.fact("Deposit to start")).to_contain_text(figure("7245.00"))
    accept = buyer.page.get_by_role("button", name="Accept for")
    expect(accept).to_have_text(WITH)

    with buyer.page.expect_download() as paper:
        buyer.page.get_by_role("link", name="PDF").click()
    assert paper.value.path().read_bytes().startswith(b"%PDF")
    terms = buyer.page.get_by_text(TERMS)
    expect(terms).to_be_hidden()
    buyer.open("Terms of sale")
    expect(terms).to_be_visible()

    buyer.write("Your full name", "Lindiwe Dube")
    buyer.tick("I agree to what this quote says, and to its terms")
    accept.click()
    buyer.is_told("Accepted. Thank you, Lindiwe Dube.")


def the_same_link_tells_that_it_is_accepted(buyer: Hand, colleague: Hand, link: str) -> None:
    """J6.5: whoever comes again, and who had it open all the time."""
    buyer.go(link)
    buyer.is_told("Accepted. Thank you, Lindiwe Dube.")
    expect(buyer.page.get_by_role("button", name="Accept")).to_have_count(0)

    colleague.write("Your full name", "Somebody Else")
    colleague.tick("I agree")
    colleague.press("Accept for")
    colleague.is_told("Accepted. Thank you, Lindiwe Dube.")


def the_manager_sees_what_was_agreed(manager: Hand, number: str, job: str) -> None:
    manager.log_in("gates-manager")
    manager.menu("Quotes")
    manager.follow(number)
    manager.sees("Accepted", "by link")
    expect(manager.fact("By")).to_have_text("Lindiwe Dube")
    expect(manager.fact("When")).to_have_text(re.compile(r"\d\d?:\d\d"))
    expect(manager.fact("From")).to_have_text("127.0.0.1")
    expect(manager.fact("For")).to_have_text(WITH)
    manager.sees("Chosen", within=manager.row("Bend"))
    manager.follow("Go to the Invoice")
    manager.sees("Draft")
    expect(manager.fact("Total").first).to_have_text(WITH)
    manager.go(f"/projects/{job}")
    approved = manager.fact("Approved on").get_by_role("time")
    expect(approved).to_have_attribute("datetime", str(today()))


def the_deposit_is_paid(manager: Hand, number: str) -> None:
    """J6.4."""
    manager.go(f"/quotes/{number}")
    manager.follow("Go to the Invoice")
    deposits = manager.part("Deposits")
    expect(deposits).to_contain_text(figure("7245.00"))
    manager.follow("Draft", within=deposits)
    manager.is_at("Deposit for ABC Manufacturing")
    manager.follow("Check and issue")
    manager.press("Issue for")
    manager.sees(re.compile(r"DEP-\d{4}-001"))
    manager.follow("Record payment")
    manager.press("Record it", within=manager.dialog)
    manager.sees("Paid")
    expect(manager.fact("Open")).to_have_text(figure("0.00"))

    manager.go(f"/quotes/{number}")
    manager.follow("Go to the Invoice")
    expect(deposits).to_contain_text("Paid")
    expect(deposits).to_contain_text(re.compile(figure("7245.00").pattern + " will be deducted"))


def test_an_expired_quote_is_not_accepted(trades: Trades, chromium: Browser) -> None:
    """J6.5."""
    with trades.ago("gates", days=40) as (nexus, founder):
        customer = nexus.customers.service().create(founder, CreateCustomer(name="Late & Sons"))
        line = WriteQuoteLine(description="Gate", unit_price=Decimal(12000))
        quotes = nexus.sales.quotes()
        quote = quotes.create(founder, CreateQuote(customer_id=customer.id, lines=[line]))
        token = quotes.send(founder, quote.id, SendQuote(link_days=30)).token
    with somebody(chromium, trades.url, PHONE) as buyer:
        buyer.go(f"/q/{token}")
        buyer.sees("Expired", WITHOUT)
        buyer.is_told(re.compile(r"This quote was valid until \w{3} \d{1,2} \w{3}"))
        expect(buyer.page.get_by_role("button", name="Accept")).to_have_count(0)
        expect(buyer.page.get_by_role("textbox")).to_have_count(0)


def test_the_link_of_a_quote_that_was_changed_says_so(
    trades: Trades, chromium: Browser, rest: httpx.Client
) -> None:
    """J6.5."""
    number, _, link = offered(rest, "Change & Co")
    with (
        somebody(chromium, trades.url, PHONE, errors=AGAIN) as buyer,
        somebody(chromium, trades.url) as manager,
    ):
        buyer.go(link)
        manager.log_in("gates-manager")
        manager.go(f"/quotes/{number}")
        manager.press("New version")
        first = manager.page.get_by_role("group", name="Line 1")
        manager.write("Price each", "13000", within=first)
        manager.press("Check and send")
        manager.press("Send for")

        buyer.write("Your full name", "Lindiwe Dube")
        buyer.tick("I agree")
        buyer.press("Accept for")
        expect(buyer.page.get_by_role("alert")).to_contain_text("newer revision")
        buyer.go(link)
        buyer.is_told("This quote was changed. You see version 2.")
        expect(buyer.fact("Total, tax included")).to_contain_text(figure("14950.00"))
        expect(buyer.page.get_by_role("button", name="Accept for")).to_have_text(figure("14950.00"))
