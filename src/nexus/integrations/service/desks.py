"""The things that can be imported, each with the use cases of the module that owns it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, get_args, get_type_hints

import msgspec

from nexus.integrations.domain import Field, Kind, Thing
from nexus.integrations.ports import UseCase
from nexus.inventory import LedgerService, MovementKind, MoveStock
from nexus.kernel.actor import Actor
from nexus.kernel.errors import Invalid, NotFound
from nexus.kernel.ids import StockItemId
from nexus.kernel.page import LONGEST_PAGE
from nexus.kernel.sight import COSTS, PRICES
from nexus.kernel.text import Line, key

Said = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """`lists` are the wishes that together list all there are; `take_back` undoes a creation.

    `resolve` turns what a row says into what the command takes, such as a code into an id.
    `parts` are fields of the first of a new thing's parts: `city` is `addresses.city`.
    """

    thing: Thing
    create: UseCase
    change: UseCase
    take_back: UseCase
    one: UseCase
    page: UseCase
    lists: Sequence[Mapping[str, Any]] = ({},)
    resolve: Callable[[Actor, Said], Said] = field(default=lambda actor, said: said)
    parts: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def new(self) -> type[msgspec.Struct]:
        return _wish_of(self.create)

    @cached_property
    def news(self) -> type[msgspec.Struct]:
        return _wish_of(self.change)

    @cached_property
    def types(self) -> Mapping[str, Any]:
        """Return the type of each field, by its name on the wire."""
        known = {it.encode_name: it.type for it in msgspec.structs.fields(self.new)}
        for name, path in self.parts.items():
            part, _, its = path.partition(".")
            known[name] = get_type_hints(_part_of(known[part]), include_extras=True)[its]
        return {it.name: known.get(it.name, Line) for it in self.thing.fields}

    @cached_property
    def new_names(self) -> frozenset[str]:
        return frozenset(it.encode_name for it in msgspec.structs.fields(self.new))

    @cached_property
    def news_types(self) -> Mapping[str, Any]:
        return {it.encode_name: it.type for it in msgspec.structs.fields(self.news)}

    def composed(self, said: Said) -> Said:
        """Return what a row says of a new thing with its parts in their places."""
        new = {name: value for name, value in said.items() if name in self.new_names}
        for name, path in self.parts.items():
            if name in said:
                part, _, its = path.partition(".")
                new.setdefault(part, [{}])[0][its] = said[name]
        for contact in new.get("contacts", ()):
            contact.setdefault("name", said["name"])
        return new

    def named(self, field: str) -> str:
        """Return the column that a fault of a part is about."""
        paths = {path.replace(".", "[0]."): name for name, path in self.parts.items()}
        return paths.get(field, field)

    def all(self, actor: Actor) -> list[Said]:
        """Return the rows of the list, also of what is archived, as they are on the wire."""
        kind, found = _wish_of(self.page), []
        for filters in self.lists:
            cursor = None
            while True:
                page = self.page(actor, kind(limit=LONGEST_PAGE, cursor=cursor, **filters))
                found += [msgspec.to_builtins(item) for item in page.items]
                if (cursor := page.next) is None:
                    break
        return found


def _wish_of(use_case: UseCase) -> type[msgspec.Struct]:
    wish: type[msgspec.Struct] = get_type_hints(use_case)["wish"]
    return wish


def _part_of(kind: Any) -> type[msgspec.Struct]:
    """Return the struct that a list is of."""
    part: type[msgspec.Struct] = get_args(get_args(kind)[0])[0]
    return part


ARCHIVED: tuple[Mapping[str, Any], ...] = ({"archived": False}, {"archived": True})
CODE = Field("code", "Code", example="SU-0001", aliases="no nr number kode codigo nummer")
NAME = Field(
    "name", "Name", is_needed=True, example="Steel & Sons", aliases="title naam nombre nom titel"
)
EMAIL = Field("email", "E-mail", example="ann@example.com", aliases="mail emailaddress epos correo")
PHONE = Field("phone", "Phone", aliases="tel telephone phonenumber mobile cell telefon telefoon")
NOTES = Field("notes", "Notes", aliases="note remarks comments comment memo bemerkung opmerkings")
TAGS = Field("tags", "Tags", Kind.LIST, example="steel, urgent", aliases="labels groups category")


def suppliers(service: Any) -> Desk:
    fields = (
        CODE,
        NAME,
        Field("contact_person", "Contact person", aliases="contact attention ansprechpartner"),
        EMAIL,
        PHONE,
        Field("address", "Address", aliases="street postaladdress adresse adres"),
        Field("tax_number", "Tax number", aliases="vat vatno vatnumber ustid btw"),
        Field("currency", "Currency", example="ZAR"),
        Field("terms_days", "Terms in days", Kind.WHOLE, aliases="terms paymentterms"),
        Field("lead_time_days", "Lead time in days", Kind.WHOLE, aliases="leadtime"),
        NOTES,
    )
    return Desk(
        Thing(
            "suppliers",
            "Suppliers",
            fields,
            keys=(("code",), ("name",)),
            scopes=("inventory.read", "inventory.write"),
        ),
        create=service.create,
        change=service.change,
        take_back=service.archive,
        one=service.one,
        page=service.page,
        lists=ARCHIVED,
    )


def stock_items(service: Any, ledger: LedgerService) -> Desk:
    number = Kind.NUMBER
    fields = (
        CODE,
        NAME,
        Field("kind", "Kind", Kind.CHOICE, example="material", aliases="type art"),
        Field("category", "Category", aliases="group kategorie"),
        Field("unit", "Unit", example="piece", aliases="uom unitofmeasure einheit eenheid"),
        Field("material_type", "Material type", aliases="material"),
        Field("thickness", "Thickness in mm", number, aliases="thk dicke dikte"),
        Field("length", "Length in mm", number, aliases="lange lengte"),
        Field("width", "Width in mm", number, aliases="breite breedte"),
        Field("density", "Density in g/cm3", number, aliases="dichte"),
        Field("colour_code", "Colour code", example="RAL 9005", aliases="colour color ral"),
        Field("colour_hex", "Colour on screen", example="#0a0a0d"),
        Field("unit_cost", "Cost of a unit", number, aliases="cost costperunit price", scope=COSTS),
        Field(
            "opening_quantity",
            "Opening quantity",
            number,
            aliases="on_hand onhand stock stockquantity quantity qty",
            new_only=True,
        ),
        Field("reorder_level", "Reorder level", number, aliases="minimum min minstock"),
        Field("reorder_quantity", "Reorder quantity", number),
        Field("supplier_name", "Supplier", aliases="vendor lieferant"),
        Field("supplier_contact", "Supplier's contact"),
        NOTES,
    )
    return Desk(
        Thing(
            "stock-items",
            "Stock items",
            fields,
            keys=(("code",), ("name",)),
            scopes=("inventory.read", "inventory.write", "inventory.move"),
        ),
        create=service.create,
        change=service.change,
        take_back=lambda actor, id, version: off_the_shelf(service, ledger, actor, id),
        one=service.one,
        page=service.page,
        lists=ARCHIVED,
    )


def off_the_shelf(service: Any, ledger: LedgerService, actor: Actor, id: StockItemId) -> None:
    """Take an item back with what there was of it when it came in."""
    if on_hand := service.one(actor, id).on_hand:
        wish = MoveStock(
            kind=MovementKind.ADJUSTMENT, quantity=-on_hand, reason="The import was undone"
        )
        ledger.move(actor, id, wish)
    service.archive(actor, id)


CONTACT = (
    Field("contact_person", "Contact", aliases="contact contactname attention ansprechpartner"),
    Field("contact_role", "Contact's role", aliases="jobtitle position funktion"),
    Field("contact_email", "Contact's e-mail", aliases="contactmail"),
    Field("contact_phone", "Contact's phone", aliases="contacttelephone contactmobile"),
)
ADDRESS = (
    Field(
        "address",
        "Address",
        Kind.LIST,
        example="12 Mill Road, Unit 4",
        aliases="street streetaddress postaladdress billingaddress adresse adres strasse",
    ),
    Field("city", "City", aliases="town stadt stad ort"),
    Field("region", "Region", aliases="state province county provinz"),
    Field("postal_code", "Postal code", aliases="postcode zip zipcode plz poskode"),
    Field("country", "Country", example="ZA", aliases="countrycode land"),
)
PARTS = {
    "contact_person": "contacts.name",
    "contact_role": "contacts.role",
    "contact_email": "contacts.email",
    "contact_phone": "contacts.phone",
    "address": "addresses.lines",
    **{it.name: f"addresses.{it.name}" for it in ADDRESS[1:]},
}


def customers(service: Any) -> Desk:
    """The contact and the address are those that a new customer begins with."""
    fields = (
        Field(
            "code", "Code", example="CL-0001", aliases="customercode accountno clientno kundennr"
        ),
        Field(
            "name",
            "Name",
            is_needed=True,
            example="Forge Ltd",
            aliases="customer customername client company companyname firma kunde klant nombre nom",
        ),
        Field("kind", "Kind", Kind.CHOICE, example="company"),
        EMAIL,
        PHONE,
        Field("website", "Website", aliases="web url homepage"),
        Field("tax_number", "Tax number", aliases="vat vatno vatnumber ustid btw"),
        Field("registration_number", "Registration number", aliases="regno companynumber kvk"),
        Field("language", "Language", example="en-ZA", aliases="lang sprache taal"),
        TAGS,
        NOTES,
        *CONTACT,
        *ADDRESS,
    )
    return Desk(
        Thing(
            "customers",
            "Customers",
            fields,
            keys=(("code",), ("email",), ("name",)),
            scopes=("customers.read", "customers.write", "customers.manage"),
        ),
        create=service.create,
        change=service.change,
        take_back=service.delete,
        one=service.one,
        page=service.page,
        lists=ARCHIVED,
        parts=PARTS,
    )


def products(service: Any) -> Desk:
    number = Kind.NUMBER
    fields = (
        Field("sku_code", "SKU", example="SKU-0001", aliases="code sku article artikelnummer"),
        NAME,
        Field("description", "Description", aliases="beschreibung"),
        Field("material", "Material"),
        Field("thickness", "Thickness in mm", number),
        Field("length", "Length in mm", number),
        Field("width", "Width in mm", number),
        Field("height", "Height in mm", number),
        Field("unit_price", "Price of one", number, aliases="price preis prys", scope=PRICES),
        Field("family", "Family"),
        Field("variant", "Variant"),
        TAGS,
        NOTES,
    )
    return Desk(
        Thing(
            "products",
            "Products",
            fields,
            keys=(("sku_code",), ("name",)),
            scopes=("products.read", "products.write"),
        ),
        create=service.create,
        change=service.change,
        take_back=service.archive,
        one=service.one,
        page=service.page,
        lists=ARCHIVED,
    )


def employees(service: Any) -> Desk:
    fields = (
        NAME,
        EMAIL,
        PHONE,
        Field("hourly_rate", "Hourly rate", Kind.MONEY, aliases="rate", scope=COSTS),
        Field("hourly_rate_currency", "Currency of the rate", example="ZAR"),
        NOTES,
    )
    return Desk(
        Thing(
            "employees",
            "Employees",
            fields,
            keys=(("name",),),
            scopes=("employees.read", "employees.manage"),
        ),
        create=service.create_employee,
        change=service.update_employee,
        take_back=service.archive_employee,
        one=service.employee,
        page=service.employees,
    )


def projects(service: Any, customers: Any) -> Desk:
    fields = (
        Field("code", "Code", example="JB-2026-03-001", aliases="jobno jobnumber projectno"),
        Field("name", "Name", is_needed=True, example="Gate", aliases="job project title"),
        Field(
            "customer",
            "Customer",
            example="CL-0001",
            aliases="customer_code customer_name client kunde klant",
        ),
        Field("description", "Description"),
        Field("priority", "Priority", Kind.CHOICE, example="normal"),
        Field("quote_date", "Quoted on", Kind.DAY),
        Field("approval_date", "Approved on", Kind.DAY),
        Field("due_date", "Due on", Kind.DAY, example="2026-12-31", aliases="due deadline"),
        Field("estimated_price", "Estimated price", Kind.MONEY, scope=PRICES),
        Field("estimated_price_currency", "Currency of the price", example="ZAR"),
        Field("material_type", "Material", aliases="material"),
        Field("material_thickness", "Thickness in mm", Kind.NUMBER, aliases="thickness"),
        Field("parts_quantity", "Parts", Kind.WHOLE, aliases="quantity qty"),
    )
    return Desk(
        Thing(
            "projects",
            "Projects",
            fields,
            keys=(("code",), ("name", "customer_id")),
            scopes=("projects.read", "projects.write", "projects.delete", "customers.read"),
        ),
        create=service.create,
        change=service.change,
        take_back=service.delete,
        one=service.one,
        page=service.page,
        resolve=lambda actor, said: with_customer(customers, actor, said),
    )


def with_customer(customers: Any, actor: Actor, said: Said) -> Said:
    """Put the customer's id in the place of its code or name."""
    if not (text := said.get("customer")):
        return said
    rest = {name: value for name, value in said.items() if name != "customer"}
    try:
        return rest | {"customer_id": customers.by_code(actor, text).id}
    except NotFound:
        wish = _wish_of(customers.page)(search=text, limit=LONGEST_PAGE)
        named = [it.id for it in customers.page(actor, wish).items if key(it.name) == key(text)]
    if len(named) != 1:
        if named:
            raise Invalid("Several customers are called so. Give the code.", "customer")
        raise Invalid("There is no such customer. Give its code or name.", "customer")
    return rest | {"customer_id": named[0]}
