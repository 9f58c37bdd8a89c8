"""Mapping and queries of the customers module, against both databases."""

import pytest
import sqlalchemy as sa

from nexus.customers import (
    AddAddress,
    AddContact,
    ChangeCustomer,
    CreateCustomer,
    CustomerAnswers,
    Kind,
    ListCustomers,
)
from nexus.customers.adapters.db import (
    SqlCustomersReading,
    SqlCustomersUnitOfWork,
    misled_primaries,
    unfinished_merges,
)
from nexus.customers.messages import Likeness
from nexus.kernel.errors import NotFound, Refused
from nexus.kernel.ids import CustomerId, new_id
from nexus.platform.activity import entries

from tests.conftest import NOW

ALL = ["CL-0001", "CL-0002", "CL-0003", "CL-0004", "CL-0005"]


@pytest.fixture
def create(service, actor):
    def create(name="Chairs & Co", **facts):
        return service.create(actor, CreateCustomer(name=name, **facts))

    return create


def listed(service, actor, **wish):
    return [row.code for row in service.page(actor, ListCustomers(**wish)).items]


def test_a_customer_comes_back_as_it_went(service, actor, create):
    made = create(
        kind=Kind.PERSON,
        email="Jörg@Müller.example",
        phone="082 555 1234",
        website="www.example.com",
        tax_number="47",
        registration_number="2020/1",
        language="af",
        tags=["VIP", "local market"],
        notes="a\n\nb",
        contacts=[AddContact(name="Ann", role="Buyer", phone="021 555 0101")],
        addresses=[AddAddress(lines=["1 Long Street", "Shop 3"], city="Paarl", country="ZA")],
    )
    assert service.one(actor, made.id) == made
    assert service.by_code(actor, "cl-1") == made
    assert service.contacts(actor, made.id).items == made.contacts
    assert service.addresses(actor, made.id).items == made.addresses
    assert made.created_at == NOW


def test_what_is_not_there_is_not_found(service, actor, another_shop, create):
    made = create()
    for wish in (service.one, service.contacts, service.addresses):
        with pytest.raises(NotFound):
            wish(actor, CustomerId(new_id()))
        with pytest.raises(NotFound):
            wish(another_shop.actor, made.id)
    for code in ("CL-9", "", "\0", "x" * 5000):
        with pytest.raises(NotFound):
            service.by_code(actor, code)


def test_no_part_points_into_another_shop(a_shop, another_shop):
    theirs = another_shop.add("customers_customer")
    for table in ("customers_contact", "customers_address"):
        with pytest.raises(Refused):
            a_shop.add(table, customer_id=theirs)
    with pytest.raises(Refused):
        a_shop.add("customers_customer", merged_into_id=theirs)


def test_a_code_is_given_once_in_a_shop(a_shop, another_shop):
    a_shop.add("customers_customer", code="K-1")
    another_shop.add("customers_customer", code="K-1")
    with pytest.raises(Refused, match="Somebody else"):
        a_shop.add("customers_customer", code="k-1")


@pytest.mark.parametrize("sort", ["name", "-name", "code", "-code", "created_at", "-created_at"])
def test_pages_show_each_customer_once_and_in_order(service, actor, create, statements, sort):
    for name in ("Éclair", "ebony", "Fir", "Zoë", "ash"):
        create(name)
    order = {"name": ["ash", "ebony", "Éclair", "Fir", "Zoë"]}.get(
        sort.strip("-"), ["Éclair", "ebony", "Fir", "Zoë", "ash"]
    )
    seen, cursor = [], None
    while True:
        statements.clear()
        page = service.page(actor, ListCustomers(sort=sort, limit=2, cursor=cursor, total=True))
        assert (len(statements), page.total) == (1, 5)
        seen += [row.name for row in page.items]
        if (cursor := page.next) is None:
            break
    assert seen == (order[::-1] if sort.startswith("-") else order)


def test_codes_sort_by_their_numbers(service, actor, create):
    for code in ("CL-10000", "CL-9999", "CL-0002"):
        create(code=code)
    assert listed(service, actor, sort="code") == ["CL-0002", "CL-9999", "CL-10000"]


@pytest.fixture
def five(create, service, actor):
    create("Müller & Söhne", email="Juergen@Moebel.example", tags=["VIP", "toys"])
    create("Café Zoë", phone="+27 (0)82 555 1234", contacts=[AddContact(name="Élise Fröhlich")])
    create("Ann Penguin", kind=Kind.PERSON, phone="0215550103", tags=["vip"])
    create("100% Wool_en", tags=["VIP"], contacts=[AddContact(name="Bob", phone="+49 30 5550124")])
    gone = create("Muller Timber", tags=["VIP"])
    service.archive(actor, gone.id)


@pytest.mark.parametrize(
    ("search", "codes"),
    [
        ("muller", ["CL-0001"]),
        ("SÖHNE mül", ["CL-0001"]),
        ("moebel.example", ["CL-0001"]),
        ("juergen@moebel", ["CL-0001"]),
        ("cl1", ["CL-0001"]),
        ("CL-0002", ["CL-0002"]),
        ("0003", ["CL-0003"]),
        ("082 555 1234", ["CL-0002"]),
        ("0825551234", ["CL-0002"]),
        ("+27825551234", ["CL-0002"]),
        ("0027 82 555-1234", ["CL-0002"]),
        ("(082) 555 1234", ["CL-0002"]),
        ("+27 21 555 0103", ["CL-0003"]),
        ("030 5550124", ["CL-0004"]),
        ("frohlich", ["CL-0002"]),
        ("100%", ["CL-0004"]),
        ("%", ["CL-0004"]),
        ("_en", ["CL-0004"]),
        ("nobody", []),
        ("zoe nobody", []),
        ("", ALL[:4]),
        ('"', []),
        ("\0", ALL[:4]),
    ],
)
@pytest.mark.usefixtures("five")
def test_a_search_finds_name_code_email_and_phone(service, actor, statements, search, codes):
    statements.clear()
    found = listed(service, actor, search=search, sort="code")
    assert len(statements) == 1
    assert found == codes


@pytest.mark.usefixtures("five")
def test_a_list_is_filtered(service, actor):
    assert listed(service, actor, tag="vIp", sort="code") == ["CL-0001", "CL-0003", "CL-0004"]
    assert listed(service, actor, tag="toy") == []
    assert listed(service, actor, kind=Kind.PERSON) == ["CL-0003"]
    assert listed(service, actor, archived=True) == ["CL-0005"]
    assert listed(service, actor, tag="vip", search="muller") == ["CL-0001"]
    assert [(it.tag, it.count) for it in service.tags(actor).items] == [("toys", 1), ("VIP", 3)]


@pytest.mark.usefixtures("five")
def test_a_row_names_the_primary_contact(service, actor):
    rows = service.page(actor, ListCustomers(sort="code")).items
    assert [row.contact_person for row in rows] == ["", "Élise Fröhlich", "", "Bob"]


def test_a_search_follows_a_change(service, actor, create):
    made = create("Chairs", contacts=[AddContact(name="Ann")])
    service.change(actor, made.id, ChangeCustomer(name="Tables"))
    service.remove_contact(actor, made.id, made.contacts[0].id)
    service.add_contact(actor, made.id, AddContact(name="Bob"))
    found = {it: listed(service, actor, search=it) for it in ("chairs", "tables", "ann", "bob")}
    assert found == {"chairs": [], "tables": ["CL-0001"], "ann": [], "bob": ["CL-0001"]}


def test_duplicates_share_an_email_a_name_or_a_phone(service, actor, create, statements):
    create("Chairs", email="a@x.example", phone="082 555 1234")
    create("CHAIRS ", email="A@X.example", phone="+27 82 555 1234")
    create("Tables", email="a@x.example")
    gone = create("Chairs")
    service.archive(actor, gone.id)
    statements.clear()
    page = service.duplicates(actor)
    assert len(statements) == 1
    assert [(it.same, [one.code for one in it.customers]) for it in page.items] == [
        (Likeness.EMAIL, ALL[:3]),
        (Likeness.NAME, ALL[:2]),
        (Likeness.PHONE, ALL[:2]),
    ]
    assert page.total == 3
    assert len(service.duplicates(actor, limit=1).items) == 1


def test_no_duplicates_is_an_empty_page(service, actor, create):
    create()
    assert (service.duplicates(actor).items, service.duplicates(actor).total) == ([], 0)


def test_a_merge_moves_the_parts(service, actor, create):
    stays = create(contacts=[AddContact(name="Ann")])
    goes = create(
        "Chairs",
        contacts=[AddContact(name="Bob")],
        addresses=[AddAddress(city="Paarl")],
        tags=["VIP"],
    )
    merged = service.merge(actor, goes.id, stays.id)
    assert service.one(actor, stays.id) == merged
    assert [it.id for it in merged.contacts] == [stays.contacts[0].id, goes.contacts[0].id]
    assert [it.id for it in merged.addresses] == [goes.addresses[0].id]
    left = service.one(actor, goes.id)
    assert (left.merged_into_id, left.archived_at) == (stays.id, NOW)
    assert left.contacts == left.addresses == []


def test_what_is_deleted_takes_its_parts_along(service, actor, create, database, a_shop):
    made = create(contacts=[AddContact(name="Ann")], addresses=[AddAddress(city="Paarl")])
    service.delete(actor, made.id)
    assert listed(service, actor, search="ann") == []
    with SqlCustomersReading(database, a_shop.id) as look:
        log = sa.select(entries.c.entity_type).where(
            entries.c.shop_id == a_shop.id, entries.c.action == "deleted"
        )
        assert set(look.connection.scalars(log)) == {
            "customer",
            "customer_contact",
            "customer_address",
        }


def test_the_log_tells_what_was_typed_and_not_what_follows(create, database, a_shop):
    create(phone="082 555 1234", tags=["VIP"])
    with SqlCustomersReading(database, a_shop.id) as look:
        query = sa.select(entries.c.changes).where(
            entries.c.shop_id == a_shop.id, entries.c.entity_type == "customer"
        )
        [changes] = look.connection.scalars(query)
    assert '"phone":[null,"082 555 1234"]' in changes
    assert '"tags":[null,["VIP"]]' in changes
    assert "_key" not in changes
    assert "e164" not in changes


def test_a_card_shows_the_billing_address_or_the_first(service, actor, create, database, a_shop):
    made = create(
        email="a@x.example",
        tax_number="47",
        addresses=[
            AddAddress(kind="delivery", city="Paarl"),
            AddAddress(lines=["1 Long Street"], city="Cape Town", postal_code="8001", country="ZA"),
        ],
    )
    answers = CustomerAnswers(lambda shop_id: SqlCustomersReading(database, shop_id))
    card = answers.card(a_shop.id, made.id)
    assert (card.code, card.name, card.email) == ("CL-0001", "Chairs & Co", "a@x.example")
    assert (card.address, card.country) == (["1 Long Street", "Cape Town 8001"], "ZA")
    service.remove_address(actor, made.id, made.addresses[1].id)
    assert answers.card(a_shop.id, made.id).address == ["Paarl"]
    service.remove_address(actor, made.id, made.addresses[0].id)
    service.archive(actor, made.id)
    assert answers.card(a_shop.id, made.id).address == []
    assert answers.card(a_shop.id, CustomerId(new_id())) is None


def test_checks_find_what_should_not_be(database, a_shop, create):
    fine = create(contacts=[AddContact(name="Ann")])
    with SqlCustomersReading(database, a_shop.id) as look:
        assert list(misled_primaries(look.connection, a_shop.id)) == []
        assert list(unfinished_merges(look.connection, a_shop.id)) == []
    a_shop.add("customers_contact", customer_id=fine.id, is_primary=True)
    a_shop.add("customers_customer", code="K-9", merged_into_id=fine.id)
    with SqlCustomersReading(database, a_shop.id) as look:
        assert len(list(misled_primaries(look.connection, a_shop.id))) == 1
        assert "K-9" in next(unfinished_merges(look.connection, a_shop.id))


def test_a_neighbour_may_add_a_customer_by_its_name_alone(a_shop, service, actor):
    ids = [a_shop.add("customers_customer", name=name) for name in "ab"]
    assert {row.id for row in service.page(actor, ListCustomers()).items} == set(ids)
    assert service.one(actor, ids[0]).tags == ()


def test_a_code_is_taken_by_others_only(database, actor, create):
    made = create()
    with SqlCustomersUnitOfWork(database, actor) as uow:
        assert uow.customers.has_code("cl-1")
        assert not uow.customers.has_code("cl-1", but=uow.customers.get(made.id))
