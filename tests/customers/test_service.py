"""The use cases over fakes: permissions, orchestration and recorded events."""

import msgspec
import pytest

from nexus.customers import (
    AddAddress,
    AddContact,
    ChangeCustomer,
    CreateCustomer,
    CustomerAnswers,
    CustomerService,
    CustomersMerged,
    ListCustomers,
)
from nexus.customers.messages import ChangeAddress, ChangeContact
from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused, Stale
from nexus.kernel.ids import AddressId, ContactId, CustomerId, ShopId, new_id

from tests.conftest import NOW
from tests.customers.fakes import (
    FakeProjects,
    FakeReach,
    FakeRevenue,
    FakeSettings,
    FakeStore,
    FakeTerms,
)


class NoSheets:
    def read(self, content):
        raise AssertionError("Nobody sends a list here.")

    write = read


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def revenue():
    return FakeRevenue()


@pytest.fixture
def projects():
    return FakeProjects()


def a_service(store, revenue, projects, **terms):
    return CustomerService(
        unit_of_work=store,
        reading=store,
        settings=FakeSettings(FakeTerms(**terms)),
        revenue=revenue,
        projects=projects,
        reach=FakeReach(),
        sheets=NoSheets(),
        clock=lambda: NOW,
    )


@pytest.fixture
def service(store, revenue, projects):
    return a_service(store, revenue, projects)


@pytest.fixture
def customer(service, actor):
    return service.create(actor, CreateCustomer(name="Chairs"))


def test_codes_follow_each_other(service, actor):
    codes = [service.create(actor, CreateCustomer(name=it)).code for it in "abc"]
    assert codes == ["CL-0001", "CL-0002", "CL-0003"]


def test_an_own_code_is_kept_and_the_series_goes_on_after_it(service, actor):
    service.create(actor, CreateCustomer(name="a", code=" CL-0041"))
    assert service.create(actor, CreateCustomer(name="b")).code == "CL-0042"


@pytest.mark.parametrize("code", ["CL-0001", "cl-0001", "CL-1"])
def test_a_second_code_is_refused_at_its_field(service, actor, customer, code):
    with pytest.raises(Refused, match="already") as refusal:
        service.create(actor, CreateCustomer(name="Tables", code=code))
    assert "code" in refusal.value.more["errors"]


def test_a_code_that_was_brought_is_passed_over_when_the_series_comes_to_it(
    store, revenue, projects, actor
):
    before = a_service(store, revenue, projects, numbering={"customer": "A-{n}"})
    before.create(actor, CreateCustomer(name="a", code="B-1"))
    after = a_service(store, revenue, projects, numbering={"customer": "B-{n}"})
    assert after.create(actor, CreateCustomer(name="b")).code == "B-2"


def test_a_series_may_name_the_year(store, revenue, projects, actor):
    service = a_service(store, revenue, projects, numbering={"customer": "{year}{month}-{n:3}"})
    assert service.create(actor, CreateCustomer(name="a")).code == "202603-001"


def test_a_code_may_be_changed_to_one_that_is_free(service, actor, customer):
    same = service.change(actor, customer.id, ChangeCustomer(code="CL-0001"))
    assert same.version == customer.version
    changed = service.change(actor, customer.id, ChangeCustomer(code="K-7"))
    assert (changed.code, changed.version) == ("K-7", 2)


def test_parts_are_checked_where_they_stand(service, actor):
    wish = CreateCustomer(
        name="a", contacts=[AddContact(name="Ann"), AddContact(name="Bob", email="bob")]
    )
    with pytest.raises(Invalid) as refusal:
        service.create(actor, wish)
    assert refusal.value.field == "contacts[1].email"


def test_contacts_and_addresses_come_and_go(service, actor, customer):
    ann = service.add_contact(actor, customer.id, AddContact(name="Ann", phone="0825551234"))
    bob = service.add_contact(actor, customer.id, AddContact(name="Bob", is_primary=True))
    service.change_contact(actor, customer.id, ann.id, ChangeContact(role="Buyer"))
    service.remove_contact(actor, customer.id, bob.id)
    [left] = service.contacts(actor, customer.id).items
    assert (left.name, left.role, left.phone, left.is_primary) == (
        "Ann",
        "Buyer",
        "0825551234",
        True,
    )
    home = service.add_address(actor, customer.id, AddAddress(city="Paarl"))
    service.change_address(actor, customer.id, home.id, ChangeAddress(region="WC"))
    assert service.addresses(actor, customer.id).items[0].region == "WC"
    service.remove_address(actor, customer.id, home.id)
    assert service.addresses(actor, customer.id).items == []


def test_a_part_changes_on_the_version_of_its_customer(service, actor, customer):
    ann = service.add_contact(actor, customer.id, AddContact(name="Ann"), customer.version)
    with pytest.raises(Stale):
        service.remove_contact(actor, customer.id, ann.id, customer.version)
    service.remove_contact(actor, customer.id, ann.id, ann.version)


def test_who_is_in_the_books_is_not_deleted(service, actor, customer, revenue):
    revenue.billed.add(customer.id)
    with pytest.raises(Refused, match="Archive the customer instead"):
        service.delete(actor, customer.id)


def test_drafts_go_before_their_customer(service, actor, customer, revenue):
    revenue.drafted.add(customer.id)
    with pytest.raises(Refused, match="drafts of sales"):
        service.delete(actor, customer.id)


def test_what_hangs_on_a_customer_is_listed(service, actor, customer, projects):
    projects.codes[customer.id] = ["JB-1", "JB-2"]
    with pytest.raises(Refused, match="JB-1, JB-2") as refusal:
        service.delete(actor, customer.id)
    assert refusal.value.more == {"projects": ["JB-1", "JB-2"]}


def test_a_customer_without_history_is_deleted(service, actor, customer):
    with pytest.raises(Stale):
        service.delete(actor, customer.id, 7)
    service.delete(actor, customer.id, customer.version)
    with pytest.raises(NotFound):
        service.one(actor, customer.id)


def test_merging_is_told_to_the_others(service, actor, customer, store):
    twin = service.create(actor, CreateCustomer(name="Chairs"))
    stays = service.merge(actor, twin.id, customer.id)
    assert stays.id == customer.id
    [event] = store.recorded
    assert isinstance(event, CustomersMerged)
    assert (event.source_id, event.target_id) == (twin.id, customer.id)
    with pytest.raises(Refused, match=r"Duplicates were merged .* CL-0002"):
        service.delete(actor, customer.id)


def test_merging_into_nobody_is_refused_at_the_field(service, actor, customer):
    with pytest.raises(Invalid, match="no such customer") as refusal:
        service.merge(actor, customer.id, CustomerId(new_id()))
    assert refusal.value.field == "into_id"


def test_answers_tell_of_the_active_and_remember_the_archived(service, actor, customer, store):
    answers = CustomerAnswers(store)
    assert answers.has_customer(actor.shop_id, customer.id)
    service.archive(actor, customer.id)
    assert not answers.has_customer(actor.shop_id, customer.id)
    assert answers.code(actor.shop_id, customer.id) == "CL-0001"
    assert answers.code(ShopId(new_id()), customer.id) is None
    service.restore(actor, customer.id)
    assert answers.has_customer(actor.shop_id, customer.id)


def test_another_shop_cannot_see_the_customer(service, actor, customer):
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    for wish in (service.one, service.archive, service.delete, service.contacts):
        with pytest.raises(NotFound):
            wish(stranger, customer.id)
    with pytest.raises(NotFound):
        service.by_code(stranger, customer.code)


SOME, PART = CustomerId(new_id()), new_id()
WISHES = {
    "customers.read": [
        ("one", SOME),
        ("by_code", "x"),
        ("page", ListCustomers()),
        ("sheet", ListCustomers()),
        ("tags",),
        ("duplicates",),
        ("contacts", SOME),
        ("addresses", SOME),
    ],
    "customers.write": [
        ("create", CreateCustomer(name="x")),
        ("change", SOME, ChangeCustomer()),
        ("archive", SOME),
        ("restore", SOME),
        ("add_contact", SOME, AddContact(name="x")),
        ("change_contact", SOME, ContactId(PART), ChangeContact()),
        ("remove_contact", SOME, ContactId(PART)),
        ("add_address", SOME, AddAddress(city="x")),
        ("change_address", SOME, AddressId(PART), ChangeAddress()),
        ("remove_address", SOME, AddressId(PART)),
    ],
    "customers.manage": [
        ("delete", SOME),
        ("merge", SOME, SOME),
        ("import_list", b""),
        ("import_errors", b""),
    ],
}


@pytest.mark.parametrize(
    ("scope", "wish"),
    [(scope, wish) for scope, wishes in WISHES.items() for wish in wishes],
    ids=lambda it: it if isinstance(it, str) else it[0],
)
def test_every_use_case_needs_its_scope(service, actor, scope, wish):
    others = frozenset(WISHES) - {scope}
    visitor = msgspec.structs.replace(actor, scopes=others)
    name, *arguments = wish
    with pytest.raises(NotAllowed, match=scope):
        getattr(service, name)(visitor, *arguments)


def test_every_use_case_is_in_the_table_above():
    public = {name for name in vars(CustomerService) if not name.startswith("_")}
    assert public == {wish[0] for wishes in WISHES.values() for wish in wishes}
