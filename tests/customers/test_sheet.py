"""Reading lists: which column is what, what a row says, and what is wrong with it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.customers.adapters.files import CsvSheets, LibraryReach
from nexus.customers.domain import (
    AddressKind,
    Checks,
    Field,
    Kind,
    entry_of,
    layout_of,
)
from nexus.kernel.errors import Invalid
from nexus.platform.sheets import harmless

REACH = LibraryReach()
CHECKS = Checks(email=REACH.email, phone=lambda it: REACH.phone(it, "ZA"), country=REACH.country)


def entries(*records, mapping=None):
    layout = layout_of(records, mapping)
    return [entry_of(row, layout.columns, CHECKS) for row in layout.rows]


def entry(**cells):
    [found] = entries(list(cells), list(cells.values()))
    return found


def problems(found):
    return [(it.column, it.field, it.reason) for it in found.problems]


@pytest.mark.parametrize(
    ("titles", "field"),
    [
        (["Company", "Firma", "Customer name", "CLIENT", "Kunde", "Name"], Field.NAME),
        (["Client code", "Kundennr.", "Account No", "Code", "Customer ID"], Field.CODE),
        (["E-mail", "Email address", "e_mail", "EPOS", "Correo electrónico"], Field.EMAIL),
        (["Tel", "Phone no.", "Cell", "Telefon", "Téléphone", "Phone 2", "Mobile"], Field.PHONE),
        (["VAT no", "VAT Reg. No.", "USt-IdNr.", "Tax number", "BTW nr"], Field.TAX_NUMBER),
        (["Contact person", "Ansprechpartner", "Contact"], Field.CONTACT_NAME),
        (["Street", "Address 1", "Straße", "Physical address"], Field.ADDRESS),
        (["Post code", "PLZ", "Postal Code", "ZIP"], Field.POSTAL_CODE),
        (["Town", "Ort", "City"], Field.CITY),
        (["Notes", "Bemerkungen", "Remarks:"], Field.NOTES),
        (["Tags", "Category", "Customer group"], Field.TAGS),
        (["Balance", "Last order", "", "2024"], None),
    ],
)
def test_columns_are_known_by_many_names(titles, field):
    for title in titles:
        columns = layout_of([["Name", title]]).columns
        assert columns[1].field is field, title


def test_the_header_may_come_late_and_columns_twice():
    layout = layout_of(
        [["Our customers 2025"], [], ["Firma ", "Tel", "Tel", ""], ["Müller", "", "021", ""]]
    )
    assert layout.header_row == 3
    assert [it.title for it in layout.columns] == ["Firma", "Tel", "Tel (2)", "Column 4"]
    assert [it.field for it in layout.columns] == [Field.NAME, Field.PHONE, Field.PHONE, None]
    assert [it.number for it in layout.rows] == [4]


def test_a_mapping_overrules_what_was_guessed():
    layout = layout_of(
        [["x"], ["Who", "Tel", "Notes"]], {"Who": Field.NAME, "Tel": None, "Notes": Field.TAGS}
    )
    assert layout.header_row == 2
    assert [it.field for it in layout.columns] == [Field.NAME, None, Field.TAGS]


@pytest.mark.parametrize(
    ("records", "mapping", "field", "said"),
    [
        ([], {}, "file", "empty"),
        ([["", " "], []], {}, "file", "empty"),
        ([["Balance", "Tel"]], {}, "mapping", "“Balance”, “Tel”"),
        ([["Name"]], {"Nom": Field.NAME}, "mapping", "no column “Nom”"),
        ([["Name"]], {"Name": None}, "mapping", "customer's name"),
        ([["Name"] * 201], {}, "file", "at most 200 columns"),
    ],
)
def test_a_list_that_cannot_be_understood_says_why(records, mapping, field, said):
    with pytest.raises(Invalid, match=said) as refusal:
        layout_of(records, mapping)
    assert refusal.value.field == field


def test_a_row_says_what_its_cells_say():
    found = entry(
        Code=" K-1 ",
        Company="  Müller\u00a0 & Söhne ",
        Email="A@B.example",
        Tel="(021) 555-0101",
        Web="www.example.com",
        Tags="VIP; local market , ",
        Notes="a\r\nb  ",
        Contact="Ann",
        Position="Buyer",
        Street="1 Long Street",
        Suburb="Woodstock",
        Town="Cape Town",
        Zip="8001",
        Country="Suid-Afrika",
        Delivery_Address="Gate 4\nBack yard",
        Language="af",
    )
    assert found.problems == []
    assert (found.code, found.name) == ("K-1", "Müller & Söhne")
    facts = found.facts
    assert (facts["email"].typed, facts["email"].key) == ("A@B.example", "a@b.example")
    assert (facts["phone"].typed, facts["phone"].e164) == ("(021) 555-0101", "+27215550101")
    assert (facts["tags"], facts["notes"]) == (("VIP", "local market"), "a\nb")
    assert (facts["website"], facts["language"]) == ("www.example.com", "af")
    assert found.contacts == [{"role": "Buyer", "name": "Ann"}]
    assert found.addresses[AddressKind.BILLING] == {
        "lines": ("1 Long Street", "Woodstock"),
        "city": "Cape Town",
        "postal_code": "8001",
        "country": "ZA",
    }
    assert found.addresses[AddressKind.DELIVERY] == {"lines": ("Gate 4", "Back yard")}


def test_what_a_row_does_not_say_is_left_out():
    found = entry(Name="Chairs", Email="", Tel=" - ", Tags="", Notes="", Country="ZA")
    assert found.facts == {"name": "Chairs"}
    assert found.contacts == []
    assert found.addresses == {}


@pytest.mark.parametrize(
    ("cells", "name", "kind", "contact"),
    [
        ({"First_name": "Ann", "Last_name": "Lee"}, "Ann Lee", Kind.PERSON, None),
        ({"Company": "X", "First_name": "Ann", "Last_name": "Lee"}, "X", None, "Ann Lee"),
        ({"Company": "", "Contact": "Ann"}, "Ann", Kind.PERSON, None),
        ({"Name": "X", "Kind": "privat"}, "X", Kind.PERSON, None),
        ({"Name": "X", "Kind": "Company"}, "X", Kind.COMPANY, None),
    ],
)
def test_who_is_a_person_and_who_is_asked_for(cells, name, kind, contact):
    found = entry(**cells)
    assert (found.name, found.facts.get("kind")) == (name, kind)
    assert [it["name"] for it in found.contacts] == ([contact] if contact else [])


def test_a_person_without_a_name_but_with_a_phone_is_called_like_the_customer():
    found = entry(Name="Chairs", Contact_phone="021 555 0101")
    assert [(it["name"], it["phone"].e164) for it in found.contacts] == [("Chairs", "+27215550101")]


@pytest.mark.parametrize(
    ("cells", "column", "said"),
    [
        ({"Name": ""}, "Name", "missing"),
        ({"Name": "x" * 201}, "Name", "201 characters"),
        ({"Name": "x", "Code": "x" * 61}, "Code", "at most 60"),
        ({"Name": "x", "Email": "x@"}, "Email", "no e-mail"),
        ({"Name": "x", "Email": "a@b.example c@d.example"}, "Email", "no e-mail"),
        ({"Name": "x", "Tel": "call me"}, "Tel", "no possible phone"),
        ({"Name": "x", "Tel": "12"}, "Tel", "no possible phone"),
        ({"Name": "x", "Tel": "2.78256E+10"}, "Tel", "cut this number short"),
        ({"Name": "x", "Web": "javascript:x"}, "Web", "www.example.com"),
        ({"Name": "x", "Kind": "alien"}, "Kind", "company or a person"),
        ({"Name": "x", "Language": "Klingon, mostly"}, "Language", "code"),
        ({"Name": "x", "Tags": "y" * 41}, "Tags", "at most 40"),
        ({"Name": "x", "Tags": ",".join(map(str, range(21)))}, "Tags", "at most 20"),
        ({"Name": "x", "Notes": "y" * 20_001}, "Notes", "20,001"),
        ({"Name": "x", "City": "y", "Country": "Atlantis"}, "Country", "no country"),
        ({"Name": "x", "Address": "\n".join("abcdefghi")}, "Address", "8 lines"),
    ],
)
def test_what_is_wrong_is_told_by_column(cells, column, said):
    if not any(cells.values()):
        cells |= {"Balance": "7"}
    found = entry(**cells)
    [(at, field, reason)] = problems(found)
    assert (at, field is None) == (column, False)
    assert said in reason


def test_all_that_is_wrong_with_a_row_is_told_at_once():
    found = entry(Name="", Email="x", Tel="y")
    assert {it.column for it in found.problems} == {"Name", "Email", "Tel"}


def test_short_rows_are_filled_and_long_ones_refused():
    short, blank_tail, long = entries(
        ["Name", "Tel"], ["a"], ["b", "", " ", ""], ["c", "021 555 0101", "d"]
    )
    assert short.problems == blank_tail.problems == []
    assert problems(long) == [("", None, "This row has 3 cells, and the header 2.")]


@given(st.lists(st.lists(st.text(max_size=30), min_size=1, max_size=5), max_size=5))
def test_no_row_of_whatever_kind_breaks_the_reader(rows):
    for found in entries(["Name", "Email", "Tel", "Tags", "Notes"], *rows):
        assert found.problems or found.name


TEXT = "Firma;Ort\r\nMüller;Köln\r\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16-le"),
        (TEXT.encode("utf-16-be"), "utf-16-be"),
        (TEXT.encode("cp1252"), "cp1252"),
        (TEXT.replace("Müller", "“Müller” R\u00a05").encode("cp1252"), "cp1252"),
    ],
)
def test_a_file_is_read_whatever_its_charset(content, encoding):
    sheet = CsvSheets().read(content)
    assert (sheet.encoding, sheet.delimiter) == (encoding, ";")
    assert sheet.records[0] == ["Firma", "Ort"]
    assert sheet.records[1][0].strip("“” R\u00a05") == "Müller"
    assert sheet.records[1][1] == "Köln"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_a_file_is_read_whatever_its_delimiter(delimiter):
    rows = [["Name", "Notes", "Tel"], ["A, B; Co", 'say "hi"\nthere', "021 555"], ["b", "", "1"]]
    quoted = [[f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row] for row in rows]
    text = "\n".join(delimiter.join(row) for row in quoted)
    sheet = CsvSheets().read(text.encode())
    assert (sheet.delimiter, sheet.records) == (delimiter, rows)


def test_a_file_of_one_column_or_with_a_hint_is_read():
    assert CsvSheets().read(b"Name\nfoo bar\n").records == [["Name"], ["foo bar"]]
    hinted = CsvSheets().read(b"sep=|\r\nName|Tel\r\na;b|c\r\n")
    assert hinted.records == [["Name", "Tel"], ["a;b", "c"]]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04rest", "workbook"),
        (b"\xd0\xcf\x11\xe0rest", "workbook"),
        (b"%PDF-1.7", "PDF"),
        (b'--x\r\nContent-Disposition: form-data; name="file"', "not a form"),
        (b"\xef\xbb\xbf\xff\xff", "says that it is utf-8"),
        (b"x\n" * 100_001, "at most 100,000 rows"),
        (b'Name\n"' + b"x" * 200_000, "cannot be read"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_words(content, said):
    with pytest.raises(Invalid, match=said) as refusal:
        CsvSheets().read(content)
    assert refusal.value.field == "file"


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reader(content):
    try:
        sheet = CsvSheets().read(content)
    except Invalid:
        return
    assert all(isinstance(cell, str) for record in sheet.records for cell in record)


@pytest.mark.parametrize(
    "cell", ["=1+1", "+27 82", "-cmd", "@sum", "\t=1", "\r=1", "\uff1d1", "\uff0b1", "\uff20x"]
)
def test_no_cell_that_leaves_is_a_formula_and_it_comes_back_as_it_was(cell):
    content = CsvSheets().write([["Name", "Tel"], [cell, "1"]])
    assert f"'{cell}" in content.decode("utf-8-sig")
    assert CsvSheets().read(content).records[1] == [cell, "1"]


@pytest.mark.parametrize("cell", ["-5", "-1,50", "12", "a=b", "", "'quoted'"])
def test_numbers_and_plain_text_leave_as_they_are(cell):
    assert harmless(cell) == cell


@pytest.mark.parametrize(
    ("typed", "e164"),
    [
        ("082 555 1234", "+27825551234"),
        ("(082) 555-1234", "+27825551234"),
        ("+27(0)82 555 1234", "+27825551234"),
        ("0027 82 555 1234", "+27825551234"),
        ("27 82 555 1234", "+27825551234"),
        ("+49 30 5550124", "+49305550124"),
        ("", ""),
    ],
)
def test_a_phone_is_kept_as_typed_and_known_in_one_notation(typed, e164):
    phone = REACH.phone(typed, "ZA")
    assert (phone.typed, phone.e164) == (typed, e164)


@pytest.mark.parametrize("typed", ["12", "call me", "082 555 1234 / 021 555 9999", "1" * 250])
def test_a_phone_that_is_none_is_refused(typed):
    with pytest.raises(Invalid, match="no possible phone number"):
        REACH.phone(typed, "ZA")


@pytest.mark.parametrize(
    ("name", "code"),
    [("za", "ZA"), ("South Africa", "ZA"), ("Deutschland", "DE"), ("UK", "GB"), ("", "")],
)
def test_a_country_is_known_by_code_and_by_name(name, code):
    assert REACH.country(name) == code


@pytest.mark.parametrize("name", ["Atlantis", "EU", "ZZ", "0"])
def test_a_country_that_is_none_is_refused(name):
    with pytest.raises(Invalid, match="no country"):
        REACH.country(name)
