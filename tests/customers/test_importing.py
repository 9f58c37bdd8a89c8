"""Lists of customers come in: over real databases, and once over everything that can vary."""

from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from nexus.customers import (
    AddAddress,
    AddContact,
    ChangeCustomer,
    CreateCustomer,
    CustomerService,
    Field,
    ImportCustomers,
    ListCustomers,
    Match,
    Outcome,
)
from nexus.customers.adapters.db import SqlCustomersReading
from nexus.customers.adapters.files import CsvSheets, LibraryReach
from nexus.kernel.actor import Actor, Door
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import ShopId, new_id
from nexus.platform.activity import entries

from tests.conftest import NOW, Everything
from tests.customers.fakes import FakeProjects, FakeRevenue, FakeSettings, FakeStore

SAMPLE = Path(__file__).parents[2] / "docs/samples/customers-messy.csv"
DRY = ImportCustomers(dry_run=True)


def a_list(*rows, titles="Name;E-mail;Tel;Code;Notes;Tags"):
    return "\n".join([titles, *rows]).encode()


@pytest.fixture
def take(service, actor):
    def take(*rows, wish=None, **layout):
        return service.import_list(actor, a_list(*rows, **layout), wish)

    return take


@pytest.fixture
def shown(service, actor):
    """All customers of the shop, in order of their codes."""

    def shown():
        rows = service.page(actor, ListCustomers(sort="code", limit=200)).items
        return [service.one(actor, row.id) for row in rows]

    return shown


def counts(report):
    return report.new, report.updated, report.unchanged, report.errors


def test_the_messy_sample_has_exactly_this_outcome(service, actor, shown):
    content = SAMPLE.read_bytes()
    rehearsed = service.import_list(actor, content, DRY)
    assert (counts(rehearsed), shown()) == ((19, 3, 0, 7), [])
    report = service.import_list(actor, content)
    assert (report.encoding, report.delimiter, report.header_row) == ("cp1252", ";", 1)
    assert counts(report) == counts(rehearsed)
    wrong = {it.row: it for it in report.outcomes if it.outcome is Outcome.ERROR}
    assert {row: [it.column for it in found.problems] for row, found in wrong.items()} == {
        7: ["E-mail"],  # no full domain
        14: ["Tel"],  # "call Lerato"
        15: ["Tel"],  # 2.75551E+10
        22: ["E-mail"],  # two addresses
        24: ["Customer name"],  # nobody
        28: ["Country"],  # no such country
        30: [""],  # a cell too many: the name was split
    }
    again = {it.row: it.note for it in report.outcomes if it.outcome is Outcome.UPDATED}
    assert again == {
        12: "The same customer as in row 2. It is known as K-101 and keeps that code.",
        25: "The same customer as in row 3. It is known as K-102 and keeps that code.",
        29: "The same customer as in row 10.",
    }
    first = shown()[0]
    assert (first.code, first.email, first.phone) == (
        "K-101",
        "juergen@moebel-mueller.example",
        "021 555 0111",
    )
    assert (first.notes, first.tags) == ("Pays on 30 days\n\nSecond buyer", ("wholesale", "VIP"))
    assert [it.name for it in first.contacts] == ["Jürgen Müller", "Heidi Müller"]
    cafe = shown()[1]
    assert cafe.notes == "Wants “the round ones” again"
    assert cafe.addresses[0].lines == ("7 Long Street", "Shop 3")
    assert {it.name for it in shown()} >= {"=1+1 Accounting", "@Home Decor", "Mystery Man"}


def test_the_same_list_twice_changes_nothing(service, actor, shown, database, a_shop):
    content = SAMPLE.read_bytes()
    service.import_list(actor, content)
    before, logged = shown(), log_size(database, a_shop)
    assert counts(service.import_list(actor, content)) == (0, 0, 22, 7)
    assert (shown(), log_size(database, a_shop)) == (before, logged)


def log_size(database, shop):
    with SqlCustomersReading(database, shop.id) as look:
        mine = sa.select(sa.func.count()).where(entries.c.shop_id == shop.id)
        return look.connection.scalar(mine)


def test_five_hundred_rows_of_a_new_shop(take):
    """Journey 12, step 2: 500 rows, 7 bad, 3 duplicates by e-mail."""
    rows = [f"Firm {n};office@firm{n}.example;082 555 {n:04}" for n in range(490)]
    rows += [f"Firm {n} again;Office@Firm{n}.example;" for n in (3, 5, 7)]
    rows += [f"Bad {n};not an address;" for n in range(7)]
    titles = "Name;E-mail;Tel"
    rehearsed = take(*rows, titles=titles, wish=DRY)
    assert counts(rehearsed) == counts(take(*rows, titles=titles)) == (490, 3, 0, 7)
    report = take(*rows, titles=titles)
    assert (report.new, report.updated) == (0, 0)
    assert report.outcomes[-1].row == 501
    [problem] = report.outcomes[-1].problems
    assert (problem.column, problem.field, problem.value) == (
        "E-mail",
        Field.EMAIL,
        "not an address",
    )


def test_a_known_customer_learns_and_forgets_nothing(service, actor, take, shown):
    service.create(
        actor,
        CreateCustomer(
            name="Chairs",
            email="a@x.example",
            phone="021 555 0101",
            notes="Old.",
            tags=["VIP"],
            contacts=[AddContact(name="Ann", role="Buyer")],
            addresses=[AddAddress(lines=["1 Long Street"], city="Paarl")],
        ),
    )
    titles = "Name;E-mail;Tel;Notes;Tags;Contact;Contact phone;Town;Post code"
    row = "CHAIRS;A@X.example;;New.;toys;ann;082 555 1234;;7646"
    assert counts(take(row, titles=titles)) == (0, 1, 0, 0)
    [found] = shown()
    assert (found.name, found.email, found.phone) == ("CHAIRS", "A@X.example", "021 555 0101")
    assert (found.notes, found.tags) == ("Old.\n\nNew.", ("VIP", "toys"))
    [ann] = found.contacts
    assert (ann.name, ann.role, ann.phone) == ("ann", "Buyer", "082 555 1234")
    [home] = found.addresses
    assert (home.lines, home.city, home.postal_code) == (("1 Long Street",), "Paarl", "7646")
    assert counts(take(row, titles=titles)) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("match", "row"),
    [
        (Match.EMAIL, "Other;A@X.EXAMPLE;;;n"),
        (Match.AUTO, "Other;a@x.example;;;n"),
        (Match.AUTO, "Other;new@x.example;;cl-1;n"),
        (Match.CODE, "Other;new@x.example;;CL-0001;n"),
        (Match.PHONE, "Other;new@x.example;+27 21 555 0101;;n"),
        (Match.NAME, "cháirs;new@x.example;;;n"),
        (Match.AUTO, "CHAIRS;;;;n"),
        (Match.EMAIL, "CHAIRS;;;;n"),
    ],
)
def test_a_customer_is_recognised_by(service, actor, take, shown, match, row):
    service.create(actor, CreateCustomer(name="Chairs", email="a@x.example", phone="021 555 0101"))
    report = take(row, wish=ImportCustomers(match=match))
    assert counts(report) == (0, 1, 0, 0)
    assert [it.notes for it in shown()] == ["n"]
    assert counts(take(row, wish=ImportCustomers(match=match))) == (0, 0, 1, 0)


@pytest.mark.parametrize(
    ("match", "row"),
    [
        (Match.EMAIL, "Chairs;new@x.example;021 555 0101"),
        (Match.PHONE, "Chairs;a@x.example;021 555 9999"),
        (Match.NAME, "Tables;a@x.example;021 555 0101"),
        (Match.AUTO, "Chairs;new@x.example;021 555 0101"),
    ],
)
def test_a_customer_is_recognised_by_nothing_else(service, actor, take, match, row):
    service.create(actor, CreateCustomer(name="Chairs", email="a@x.example", phone="021 555 0101"))
    assert counts(take(row, wish=ImportCustomers(match=match))) == (1, 0, 0, 0)


def test_own_codes_are_kept_and_the_others_go_on_after_them(take, shown, service, actor):
    take("a;;;CL-0007", "b", "c;;;K-9", "d")
    assert [(it.code, it.name) for it in shown()] == [
        ("CL-0007", "a"),
        ("CL-0008", "b"),
        ("CL-0009", "d"),
        ("K-9", "c"),
    ]
    assert service.create(actor, CreateCustomer(name="e")).code == "CL-0010"


def test_a_code_of_somebody_else_keeps_a_row_out(service, actor, take, shown):
    service.create(actor, CreateCustomer(name="Chairs", code="K-1", email="a@x.example"))
    by_email = ImportCustomers(match=Match.EMAIL)
    rows = ["b;b@x.example;;k-01", "c;c@x.example;;K-2", "d;d@x.example;;K-2", "e;e@x.example"]
    rows += ["e;e@x.example;;K-1"]
    report = take(*rows, wish=by_email)
    assert [it.outcome.value for it in report.outcomes] == [
        "error",
        "new",
        "error",
        "new",
        "error",
    ]
    reasons = [it.problems[0].reason for it in report.outcomes if it.problems]
    assert reasons == [
        "The code K-1 belongs to another customer.",
        "Row 3 is another customer, and has this code too.",
        "The code K-1 belongs to another customer.",
    ]
    assert counts(take(*rows, wish=by_email)) == (0, 0, 2, 3)


def test_another_code_of_a_known_customer_is_noted(service, actor, take, shown):
    service.create(actor, CreateCustomer(name="Chairs", email="a@x.example"))
    report = take("Chairs;a@x.example;;K-1")
    assert counts(report) == (0, 0, 1, 0)
    assert report.outcomes[0].note == "It is known as CL-0001 and keeps that code."


def test_the_archived_and_the_merged_are_left_alone(service, actor, take, shown):
    ids = [
        service.create(actor, CreateCustomer(name=name, email=f"{name}@x.example")).id
        for name in "abc"
    ]
    service.archive(actor, ids[0])
    service.merge(actor, ids[1], ids[2])
    report = take("a;a@x.example;;;new", "b;b@x.example;;;new")
    first, second = report.outcomes
    assert (first.outcome, second.outcome) == (Outcome.ERROR, Outcome.UNCHANGED)
    assert "CL-0001, which is archived" in first.problems[0].reason
    assert second.note == "CL-0002 was merged into CL-0003, so it stays as it is."
    assert [it.notes for it in shown()] == [""]


def test_too_much_for_one_customer_keeps_its_rows_out_and_changes_nothing(
    service, actor, take, shown
):
    service.create(
        actor, CreateCustomer(name="Chairs", email="a@x.example", tags=[f"t{n}" for n in range(20)])
    )
    report = take("Chairs;a@x.example;;;note;more", "Tables;b@x.example")
    assert counts(report) == (1, 0, 0, 1)
    assert "at most 20 tags" in report.outcomes[0].problems[0].reason
    assert [(it.name, it.notes) for it in shown()] == [("Chairs", ""), ("Tables", "")]


def test_a_row_with_too_many_tags_leaves_nothing_behind(take, shown):
    many = ",".join(map(str, range(15)))
    more = ",".join(map(str, range(15, 30)))
    report = take(f"a;a@x.example;;;;{many}", f"a;a@x.example;;K-1;n;{more}")
    assert counts(report) == (1, 0, 0, 1)
    assert [(it.code, it.notes, len(it.tags)) for it in shown()] == [("CL-0001", "", 15)]


def test_a_rehearsal_tells_the_codes_that_rows_bring(take):
    report = take("a;;;K-1", "b", wish=DRY)
    assert [it.code for it in report.outcomes] == ["K-1", ""]


def test_a_mapping_says_what_columns_hold(take, shown):
    mapping = {"Wer": Field.NAME, "E-mail": None, "Bemerkung": Field.TAGS}
    wish = ImportCustomers(mapping=mapping)
    report = take("Möbel;no address;a,b", titles="Wer;E-mail;Bemerkung", wish=wish)
    assert [(it.column, it.field) for it in report.columns] == [
        ("Wer", "name"),
        ("E-mail", None),
        ("Bemerkung", "tags"),
    ]
    assert [(it.name, it.tags) for it in shown()] == [("Möbel", ("a", "b"))]


def test_a_list_without_rows_is_taken_in_quickly(take):
    assert counts(take()) == (0, 0, 0, 0)


def test_a_list_has_its_limits(service, actor):
    with pytest.raises(Invalid, match="10 MB"):
        service.import_list(actor, b"x" * (10 * 1024 * 1024 + 1))
    with pytest.raises(Invalid, match="50,000 rows"):
        service.import_list(actor, b"Name\n" + b"x\n" * 50_001)


def test_progress_is_told_to_the_end(service, actor):
    told = []
    content = a_list(*(f"Firm {n}" for n in range(250)))
    service.import_list(actor, content, DRY, lambda done, rows: told.append((done, rows)))
    assert told == [(0, 250), (100, 250), (200, 250), (250, 250)]


def test_the_log_names_who_imported_and_by_which_door(take, actor, database, a_shop):
    take("Chairs")
    with SqlCustomersReading(database, a_shop.id) as look:
        mine = sa.select(entries.c.actor, entries.c.door).where(entries.c.shop_id == a_shop.id)
        assert look.connection.execute(mine).all() == [("Ann", Door.IMPORT)]


def test_a_fault_half_way_leaves_nothing(service, actor, take, shown, monkeypatch):
    from_outside = type(service._importer)._admit

    def faulty(*arguments):
        from_outside(*arguments)
        raise ZeroDivisionError

    monkeypatch.setattr(type(service._importer), "_admit", faulty)
    with pytest.raises(ZeroDivisionError):
        take("Chairs", "Tables;;;CL-0041")
    monkeypatch.undo()
    assert shown() == []
    assert service.create(actor, CreateCustomer(name="Sofas")).code == "CL-0001"


def test_another_shop_has_its_own_customers(service, actor, take, another_shop):
    take("Chairs;a@x.example;;K-1")
    report = service.import_list(another_shop.actor, a_list("Chairs;a@x.example;;K-1"))
    assert counts(report) == (1, 0, 0, 0)


def test_wrong_rows_come_back_as_a_file_that_can_be_corrected(service, actor, take):
    rows = ["Chairs;a@x.example", "=1+1;wrong;+27 21 555 0101", "Tables"]
    content = service.import_errors(actor, a_list(*rows))
    lines = content.decode("utf-8-sig").splitlines()
    assert lines[0] == "Name,E-mail,Tel,Code,Notes,Tags,Row,Column,Problem"
    assert lines[1].startswith("'=1+1,wrong,'+27 21 555 0101,,,,3,E-mail,This is no e-mail")
    assert len(lines) == 2
    corrected = content.replace(b"wrong", b"b@x.example")
    assert counts(service.import_list(actor, corrected)) == (1, 0, 0, 0)


@pytest.mark.slow
def test_five_thousand_rows_are_taken_in(service, actor):
    rows = [f"Firm {n};office@firm{n}.example;082 55 {n:05};;note;vip" for n in range(5000)]
    assert counts(service.import_list(actor, a_list(*rows))) == (5000, 0, 0, 0)
    assert counts(service.import_list(actor, a_list(*rows))) == (0, 0, 5000, 0)


def fresh():
    store = FakeStore()
    service = CustomerService(
        unit_of_work=store,
        reading=store,
        settings=FakeSettings(),
        revenue=FakeRevenue(),
        projects=FakeProjects(),
        reach=LibraryReach(),
        sheets=CsvSheets(),
        clock=lambda: NOW,
    )
    return service, store, Actor(shop_id=ShopId(new_id()), scopes=Everything())


CELLS = st.tuples(
    st.sampled_from(["Ann", "Bob", "ANN", ""]),
    st.sampled_from(["a@x.example", "b@x.example", "A@x.example", "wrong", "", ""]),
    st.sampled_from(["021 555 0101", "021 555 0202", ""]),
    st.sampled_from(["K-1", "k-01", "K-2", "", ""]),
    st.sampled_from(["n", "m", ""]),
    st.sampled_from(["t", "u, t", ""]),
)


NAMED_ANEW = [  # by the last, so that the second is not recognised by its name
    "Ann;a@x.example;021 555 0101;K-2;n;t",
    "Bob;;021 555 0101;;n;t",
    "Bob;;021 555 0101;K-1;n;t",
    "Ann;;021 555 0101;K-1;n;t",
]


@given(st.lists(CELLS.map(";".join), max_size=8), st.sampled_from(Match))
@example(NAMED_ANEW, Match.EMAIL)
@settings(max_examples=100)
def test_whatever_the_list_a_rehearsal_tells_the_truth_and_a_repetition_changes_nothing(
    rows, match
):
    service, store, actor = fresh()
    content, wish = a_list(*rows), ImportCustomers(match=match)
    rehearsed = service.import_list(actor, content, msgspec.structs.replace(wish, dry_run=True))
    assert not list(store(actor).customers.all())
    applied = service.import_list(actor, content, wish)
    assert counts(applied) == counts(rehearsed)
    assert [it.outcome for it in applied.outcomes] == [it.outcome for it in rehearsed.outcomes]
    before = {it.id: it.version for it in store(actor).customers.all()}
    again = service.import_list(actor, content, wish)
    assert counts(again) == (0, 0, applied.rows - applied.errors, applied.errors)
    assert {it.id: it.version for it in store(actor).customers.all()} == before


def test_a_change_by_hand_is_overruled_by_the_list_again(service, actor, take, shown):
    take("Chairs;a@x.example")
    [made] = shown()
    service.change(actor, made.id, ChangeCustomer(name="Tables"))
    assert counts(take("Chairs;a@x.example")) == (0, 1, 0, 0)
