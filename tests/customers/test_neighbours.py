"""With the real neighbours: what they answer, and what follows at once in them."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from nexus.customers import ChangeCustomer, CreateCustomer
from nexus.kernel.errors import Refused


@pytest.fixture
def customer(service, actor):
    return service.create(actor, CreateCustomer(name="Chairs", phone="+27 82 555 1234"))


def test_the_next_code_and_the_country_are_those_of_the_settings(service, actor, customer):
    assert customer.code == "CL-0001"
    changed = service.change(actor, customer.id, ChangeCustomer(phone="+49 30 5550124"))
    assert changed.phone == "+49 30 5550124"


def test_a_customer_with_a_project_stays(service, actor, a_shop, customer):
    a_shop.add("projects_project", customer_id=customer.id, code="JB-1")
    with pytest.raises(Refused, match="JB-1"):
        service.delete(actor, customer.id)


@pytest.mark.parametrize(("facts", "said"), [({}, "drafts"), ({"number": "INV-1"}, "issued sales")])
def test_a_customer_with_a_sale_stays(service, actor, a_shop, customer, facts, said):
    a_shop.add("sales_sale", customer_id=customer.id, **facts)
    with pytest.raises(Refused, match=said):
        service.delete(actor, customer.id)
    assert service.one(actor, customer.id) == customer


def test_what_pointed_to_a_duplicate_points_to_the_one_that_stays(
    service, actor, a_shop, customer, nexus
):
    twin = service.create(actor, CreateCustomer(name="Chairs"))
    project_id = a_shop.add("projects_project", customer_id=twin.id)
    service.merge(actor, twin.id, customer.id)
    assert nexus.projects.answers().customer_of(a_shop.id, project_id) == customer.id
    service.delete(actor, twin.id)


def test_one_of_many_who_want_a_code_gets_it(service, actor):
    def create(n):
        try:
            return service.create(actor, CreateCustomer(name=f"Firm {n}", code="K-1"))
        except Refused:
            return None

    with ThreadPoolExecutor(8) as pool:
        made = [view for view in pool.map(create, range(50)) if view is not None]
    assert [view.code for view in made] == ["K-1"]
    assert service.by_code(actor, "K-1") == made[0]


def test_many_at_once_get_a_code_each(service, actor):
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda n: service.create(actor, CreateCustomer(name="x")), range(40)))
    assert sorted(view.code for view in made) == [f"CL-{n:04}" for n in range(1, 41)]
