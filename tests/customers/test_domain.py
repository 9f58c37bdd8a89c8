"""The rules of customers, their contacts and addresses, and of merging them."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from nexus.customers.domain import (
    MOST_PARTS,
    AddressFacts,
    AddressKind,
    ContactFacts,
    Customer,
    CustomerFacts,
    CustomersMerged,
    Email,
    Kind,
    Phone,
    digits_of,
    search_text,
    tag_text,
)
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import ContactId, ShopId, new_id

from tests.conftest import NOW

SHOP = ShopId(new_id())
LATER = NOW + timedelta(hours=1)
PHONE = Phone("082 555 1234", "+27825551234")


def a_customer(code="CL-0001", shop_id=SHOP, **facts):
    return Customer.new(shop_id, code, NOW, CustomerFacts(**{"name": "Chairs & Co"} | facts))


def a_contact(name="Ann", **facts):
    return ContactFacts(name=name, **facts)


def test_a_new_customer_is_tidied_and_counts_no_change_yet():
    made = a_customer(
        name="  Chairs   &\tCo ", notes="\r\n a\r\nb \n", kind=Kind.PERSON, tags=["VIP ", "vip"]
    )
    assert (made.name, made.notes, made.tags) == ("Chairs & Co", "a\nb", ("VIP",))
    assert (made.kind, made.created_at, made.version) == (Kind.PERSON, NOW, 1)


def test_a_change_counts_and_what_is_the_same_is_no_change():
    made = a_customer()
    made.change(CustomerFacts(name="Chairs & Co ", tags=[]))
    assert made.version == 1
    made.change(CustomerFacts(name="Tables", email=Email("A@b.example", "a@b.example")))
    assert (made.version, made.name) == (2, "Tables")
    assert (made.email, made.email_key) == ("A@b.example", "a@b.example")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"tags": [str(n) for n in range(21)]}, "tags"),
        ({"tags": ["x" * 41]}, "tags"),
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ask me"}, "website"),
        ({"website": "http://user@example.com"}, "website"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(facts, field):
    with pytest.raises(Invalid) as refusal:
        a_customer(**facts)
    assert refusal.value.field == field


@pytest.mark.parametrize("site", ["", "www.example.com", "HTTPS://example.com/a?b=c", "bücher.de"])
def test_a_website_is_what_a_browser_can_be_sent_to(site):
    assert a_customer(website=site).website == site


def test_archiving_twice_is_archiving_once_and_restoring_undoes_it():
    made = a_customer()
    made.archive(NOW)
    made.archive(LATER)
    assert (made.archived_at, made.version) == (NOW, 2)
    made.restore()
    made.restore()
    assert (made.is_archived, made.version) == (False, 3)


def test_an_address_says_where():
    made = a_customer()
    with pytest.raises(Invalid, match="street"):
        made.add_address(AddressFacts(kind=AddressKind.DELIVERY, country="ZA", lines=[" "]))
    home = made.add_address(AddressFacts(lines=[" 1 Long  Street ", ""], city="Cape Town"))
    assert (home.lines, home.kind) == (("1 Long Street",), AddressKind.BILLING)
    with pytest.raises(Invalid, match="street"):
        made.change_address(home.id, AddressFacts(lines=[], city=""))


def test_an_unknown_part_is_not_found():
    with pytest.raises(NotFound, match="no such contact"):
        a_customer().change_contact(ContactId(new_id()), a_contact())


def test_the_primary_contact_gives_way_to_another_one_only():
    made = a_customer()
    ann = made.add_contact(a_contact())
    with pytest.raises(Refused, match="another contact"):
        made.change_contact(ann.id, a_contact(), is_primary=False)
    bob = made.add_contact(a_contact("Bob"))
    made.change_contact(bob.id, ContactFacts(), is_primary=True)
    assert (ann.is_primary, bob.is_primary) == (False, True)


def test_a_customer_has_room_for_fifty_contacts():
    made = a_customer()
    for _ in range(MOST_PARTS):
        made.add_contact(a_contact())
    with pytest.raises(Refused, match="at most 50 contacts"):
        made.add_contact(a_contact())


class Contacts(RuleBasedStateMachine):
    """Whatever is added, changed and removed: of any contacts exactly one is the primary one."""

    def __init__(self):
        super().__init__()
        self.customer = a_customer()

    @rule(is_primary=st.booleans())
    @precondition(lambda self: len(self.customer.contacts) < 6)
    def add(self, is_primary):
        self.customer.add_contact(a_contact(), is_primary=is_primary)

    @rule(data=st.data())
    @precondition(lambda self: self.customer.contacts)
    def remove(self, data):
        self.customer.remove_contact(data.draw(st.sampled_from(self.customer.contacts)).id)

    @rule(data=st.data())
    @precondition(lambda self: self.customer.contacts)
    def prefer(self, data):
        chosen = data.draw(st.sampled_from(self.customer.contacts))
        self.customer.change_contact(chosen.id, ContactFacts(), is_primary=True)
        assert chosen.is_primary

    @invariant()
    def one_is_primary(self):
        primaries = sum(contact.is_primary for contact in self.customer.contacts)
        assert primaries == bool(self.customer.contacts)


TestContacts = Contacts.TestCase


def test_merging_loses_nothing():
    stays = a_customer(email=Email("a@x.example", "a@x.example"), tags=["VIP"], notes="Old.")
    goes = a_customer(
        "CL-0002",
        name="Chairs",
        email=Email("b@x.example", "b@x.example"),
        phone=PHONE,
        tax_number="47",
        tags=["vip", "toys"],
        notes="New.",
    )
    bob = goes.add_contact(a_contact("Bob"))
    goes.add_address(AddressFacts(city="Paarl"))
    event = stays.absorb(goes, LATER)
    assert (event.source_id, event.target_id, type(event)) == (goes.id, stays.id, CustomersMerged)
    assert (stays.email, stays.phone_e164, stays.tax_number) == (
        "a@x.example",
        "+27825551234",
        "47",
    )
    assert (stays.tags, stays.notes) == (("VIP", "toys"), "Old.\n\nNew.")
    assert [(it.name, it.email) for it in stays.contacts] == [
        ("Bob", ""),
        ("Chairs", "b@x.example"),
    ]
    assert bob.is_primary
    assert [it.city for it in stays.addresses] == ["Paarl"]
    assert (goes.archived_at, goes.merged_into_id) == (LATER, stays.id)
    assert goes.contacts == goes.addresses == []


def test_merging_adds_nobody_twice():
    stays, goes = a_customer(), a_customer("CL-0002")
    for customer in (stays, goes):
        customer.add_contact(a_contact("Ann", role="Buyer"))
        customer.add_address(AddressFacts(city="Paarl"))
    goes.add_contact(a_contact("Bob"), is_primary=True)
    stays.absorb(goes, LATER)
    assert [(it.name, it.is_primary) for it in stays.contacts] == [("Ann", True), ("Bob", False)]
    assert len(stays.addresses) == 1
    assert [(it.name, it.is_primary) for it in goes.contacts] == [("Ann", True)]


def test_a_customer_merges_into_a_living_other_one_once():
    one, two, three = a_customer(), a_customer("CL-0002"), a_customer("CL-0003")
    with pytest.raises(Invalid, match="another one"):
        one.absorb(one, NOW)
    one.absorb(two, NOW)
    with pytest.raises(Refused, match="already"):
        three.absorb(two, NOW)
    with pytest.raises(Refused, match="archived"):
        two.absorb(three, NOW)
    with pytest.raises(Refused, match="stays archived"):
        two.restore()


def test_merging_refuses_too_much_before_it_changes_anything():
    one = a_customer(tags=[f"a{n}" for n in range(15)])
    two = a_customer("CL-0002", tags=[f"b{n}" for n in range(15)])
    with pytest.raises(Invalid, match="at most 20 tags"):
        one.absorb(two, NOW)
    assert (len(one.tags), two.is_archived, one.version) == (15, False, 1)


@pytest.mark.parametrize(
    ("search", "digits"),
    [
        ("082 555 1234", "825551234"),
        ("+27 (0)82 555-1234", "27825551234"),
        ("0027.82/555.1234", "27825551234"),
        ("555", "555"),
        ("0012", None),
        ("cl-555", None),
        ("", None),
        ("+", None),
    ],
)
def test_a_search_reads_like_a_phone_or_does_not(search, digits):
    assert digits_of(search) == digits


def test_a_customer_is_found_by_what_it_is_known_by():
    made = a_customer(email=Email("Jörg@Müller.example", "jörg@müller.example"), phone=PHONE)
    made.add_contact(a_contact("Zoë", phone=Phone("+49 30 5550124", "+49305550124")))
    text = search_text(made)
    for word in ("chairs", "cl-0001", "cl1", "jorg@muller", "0825551234", "+27825551234", "zoe"):
        assert word in text, word
    assert "4930" in text


@given(st.lists(st.text(max_size=40).filter(str.strip), max_size=20))
def test_each_tag_is_between_line_ends(tags):
    made = a_customer(tags=tags)
    assert tag_text(made).count("\n") == (len(made.tags) + 1 if made.tags else 0)
