"""Which column of somebody's list is which of our fields."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from nexus.kernel.errors import Invalid
from nexus.kernel.phrase import phrase
from nexus.kernel.text import key, tidy

DEEPEST_HEADER = 20  # rows above it are a title, a date, a logo's leftovers
MOST_COLUMNS = 200


class Field(StrEnum):
    CODE = "code"
    NAME = "name"
    KIND = "kind"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    EMAIL = "email"
    PHONE = "phone"
    WEBSITE = "website"
    TAX_NUMBER = "tax_number"
    REGISTRATION_NUMBER = "registration_number"
    LANGUAGE = "language"
    TAGS = "tags"
    NOTES = "notes"
    CONTACT_NAME = "contact_name"
    CONTACT_ROLE = "contact_role"
    CONTACT_EMAIL = "contact_email"
    CONTACT_PHONE = "contact_phone"
    ADDRESS = "address"
    CITY = "city"
    REGION = "region"
    POSTAL_CODE = "postal_code"
    COUNTRY = "country"
    DELIVERY_ADDRESS = "delivery_address"


# Spellings in English, German, Dutch and Afrikaans, French, Spanish and Portuguese, as they stand
# after `_bare`: no case, no marks, nothing but letters and digits. A number at the end is dropped.
_SPELLINGS = {
    Field.CODE: """
        code customercode clientcode accountcode debtorcode accountno accountnumber accno account
        customerno customernumber customernr custno clientno clientnumber customerid clientid
        kundennr kundennummer debitor debitorennummer klantnummer klantkode klientkode kliento
        codeclient numeroclient codigo codigocliente cliente nr no id""",
    Field.NAME: """
        name customer customername client clientname company companyname companyorname firm
        business businessname tradingas tradingname organisation organization debtor debtorname
        accountname displayname fullname
        firma firmenname firmaname kunde kundenname klant klantnaam bedrijf bedryf maatskappy naam
        client nomduclient nom nomclient entreprise societe raisonsociale
        nombre empresa razonsocial nome""",
    Field.KIND: "kind customertype clienttype companyorperson persontype entitytype art kundenart",
    Field.FIRST_NAME: "firstname first givenname forename vorname voornaam prenom primernombre",
    Field.LAST_NAME: "lastname last surname familyname nachname achternaam van apellido apellidos",
    Field.EMAIL: """
        email emailaddress mail mailaddress emailaddr epos eposadres eposadresse mailadresse
        emailadresse courriel adresseemail correo correoelectronico customeremail companyemail""",
    Field.PHONE: """
        phone phoneno phonenumber phonenr tel telno telephone telephoneno telephonenumber telnr
        telefon telefonnummer telefoon telefoonnommer tele telefono telefone mobile mobileno
        mobilenumber mobilephone cell cellno cellphone cellnumber celular handy handynummer
        selfoon sel mobiel mobil portable contactno contactnumber landline worktel workphone
        officephone businessphone whatsapp""",
    Field.WEBSITE: "website web webpage homepage url site www webseite webwerf siteweb sitioweb",
    Field.TAX_NUMBER: """
        vat vatno vatnumber vatnr vatreg vatregno vatregnumber vatid taxno taxnumber taxid gst
        gstno gstin ust ustid ustidnr ustnr umsatzsteuerid steuernummer btw btwnr btwno btwnommer
        btwnummer tva numerotva nif cif iva""",
    Field.REGISTRATION_NUMBER: """
        regno regnumber registration registrationno registrationnumber companyreg companyregno
        companynumber companyregistration ckno cipc cipcno handelsregister hrb kvk kvknummer
        siret siren""",
    Field.LANGUAGE: "language lang sprache taal langue idioma",
    Field.TAGS: """
        tags tag labels label category categories group groups customergroup segment segments
        kategorie gruppe groep categorie groupe categoria etiquetas""",
    Field.NOTES: """
        notes note remarks remark comments comment memo info information bemerkung bemerkungen
        notiz notizen anmerkung opmerking opmerkings opmerkingen nota notas remarque remarques
        observaciones""",
    Field.CONTACT_NAME: """
        contact contactname contactperson attention attn att personincharge contactfullname
        ansprechpartner kontakt kontaktperson kontakpersoon contactpersoon interlocuteur contacto
        personadecontacto""",
    Field.CONTACT_ROLE: "contactrole role position jobtitle title function funktion rolle pos",
    Field.CONTACT_EMAIL: "contactemail contactmail contactpersonemail kontaktemail",
    Field.CONTACT_PHONE: "contactphone contacttel contactpersonphone contactcell contactmobile",
    Field.ADDRESS: """
        address addressline street streetaddress physicaladdress postaladdress billingaddress
        invoiceaddress addr suburb pobox adresse strasse anschrift rechnungsadresse adres straat
        posadres rue direccion calle endereco""",
    Field.CITY: "city town place ort stadt plaats stad dorp ville ciudad cidade localidad",
    Field.REGION: "region province state county bundesland provinsie provincie provincia estado",
    Field.POSTAL_CODE: """
        postalcode postcode zip zipcode postalzip plz postleitzahl poskode codepostal cp
        codigopostal cep""",
    Field.COUNTRY: "country countrycode land pays pais nation",
    Field.DELIVERY_ADDRESS: """
        deliveryaddress shippingaddress shipto deliverto lieferadresse lieferanschrift
        afleweringsadres bezorgadres adressedelivraison siteaddress""",
}
SPELLINGS = {word: field for field, words in _SPELLINGS.items() for word in words.split()}
SPELLINGS |= {field.replace("_", ""): field for field in Field}  # our own names come first


@dataclass(frozen=True)
class Column:
    """`title` is unique in the list: a second `Phone` is called `Phone (2)`."""

    position: int
    title: str
    field: Field | None


@dataclass(frozen=True)
class Row:
    """A row as it stands in the list; `number` is the one that a spreadsheet shows beside it."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Layout:
    header_row: int
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


def layout_of(
    records: Sequence[Sequence[str]], mapping: Mapping[str, Field | None] | None = None
) -> Layout:
    """Find the header and tell what its columns hold; `mapping` overrules by a column's title."""
    wanted = dict(mapping or {})
    header = _header(records, wanted)
    titles = _titles(records[header])
    if unknown := [title for title in wanted if title not in titles]:
        known = ", ".join(f"“{title}”" for title in titles if title)
        raise Invalid(
            phrase(
                "The list has no column “%(unknown)s”. It has %(known)s.",
                unknown=unknown[0],
                known=known,
            ),
            "mapping",
        )
    columns = tuple(
        Column(position, title, wanted[title] if title in wanted else field_of(records[header][at]))
        for at, (position, title) in enumerate(enumerate(titles))
    )
    _check_name(columns)
    body = enumerate(records[header + 1 :], start=header + 2)
    rows = tuple(Row(n, tuple(cells)) for n, cells in body if any(cell.strip() for cell in cells))
    return Layout(header + 1, columns, rows)


def field_of(title: str) -> Field | None:
    bare = _bare(title)
    return SPELLINGS.get(bare) or SPELLINGS.get(re.sub(r"\d+$", "", bare))


def _bare(title: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key(title))


def _header(records: Sequence[Sequence[str]], wanted: Mapping[str, Field | None]) -> int:
    """Return the first row that names the most fields."""
    top = list(enumerate(records[:DEEPEST_HEADER]))
    filled = [at for at, cells in top if any(cell.strip() for cell in cells)]
    if not filled:
        raise Invalid("The file is empty.", "file")
    if wanted:
        named = [at for at in filled if set(wanted) <= set(_titles(records[at]))]
        return named[0] if named else filled[0]
    return max(filled, key=lambda at: (len({*map(field_of, records[at])} - {None}), -at))


def _titles(cells: Sequence[str]) -> list[str]:
    """Name each column once; one without a title is called by its place."""
    if len(cells) > MOST_COLUMNS:
        raise Invalid(phrase("A list has at most %(most)s columns.", most=MOST_COLUMNS), "file")
    titles: list[str] = []
    for place, cell in enumerate(cells, start=1):
        title = wish = tidy(cell)[:200] or f"Column {place}"
        count = 1
        while title in titles:
            count += 1
            title = f"{wish} ({count})"
        titles.append(title)
    return titles


def _check_name(columns: Sequence[Column]) -> None:
    named = {column.field for column in columns}
    if not named & {Field.NAME, Field.FIRST_NAME, Field.LAST_NAME, Field.CONTACT_NAME}:
        found = ", ".join(f"“{column.title}”" for column in columns)
        raise Invalid(
            phrase(
                "No column is known to hold the customer's name. The columns are %(found)s.",
                found=found,
            ),
            "mapping",
        )
