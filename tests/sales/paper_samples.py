"""Papers to look at: builders in business words."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from nexus.kernel.ids import CustomerId, FileId, SaleId, SaleLineId, ShopId, new_id
from nexus.kernel.papers import Letterhead
from nexus.platform.wording import spoken
from nexus.sales.domain import Number, Sale, SaleLine
from nexus.sales.domain.einvoice import faults
from nexus.sales.messages import CustomerCard, SaleView
from nexus.sales.messages.papers import SaleSheet
from nexus.sales.service.billing import bill_of

AT = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)


@dataclass
class Firm:
    company_name: str = "Kestrel Fabrication (Pty) Ltd"
    address: tuple[str, ...] = ("12 Foundry Road", "Johannesburg 2001")
    email: str = "hello@kestrel.example"
    phone: str = "+27 11 555 0100"
    website: str = "https://kestrel.example"
    tax_number: str = "4000000000"
    registration_number: str = "2015/123456/07"
    bank_details: str = "Example Bank, branch 000000\nAccount 000 000 000"
    iban: str = ""
    bic: str = ""


GERMAN = Firm(
    company_name="Turmfalke Metallbau GmbH",
    address=("Gießereistraße 12", "20095 Hamburg"),
    tax_number="DE123456788",
    registration_number="HRB 12345",
    phone="+49 40 555 0100",
    email="post@turmfalke.example",
    website="https://turmfalke.example",
    bank_details="Beispielbank",
    iban="DE89370400440532013000",
    bic="COBADEFFXXX",
)


@dataclass
class PaperTerms:
    company: Firm = field(default_factory=Firm)
    country: str = "ZA"
    locale: str = "en-ZA"
    timezone: str = "Africa/Johannesburg"
    logo_file_id: FileId | None = None
    tax_categories: dict[str, str] = field(
        default_factory=lambda: {
            "standard": "S",
            "reduced": "S",
            "zero": "Z",
            "exempt": "E",
            "reverse": "AE",
            "outside": "O",
        }
    )


GERMANY = PaperTerms(company=GERMAN, country="DE", locale="de-DE", timezone="Europe/Berlin")


def a_card(name: str = "ABC Manufacturing", **more: Any) -> CustomerCard:
    given: dict[str, Any] = {
        "name": name,
        "code": "CL-0001",
        "address": ["1 Mill Road", "Durban"],
        "country": "ZA",
        "tax_number": "4123456789",
        "email": "orders@abc.example",
    }
    return CustomerCard(**given | more)


def sold(description: str, quantity: Any = 1, price: Any = "100", **more: Any) -> SaleLine:
    given: dict[str, Any] = {"tax": "standard", "tax_percent": Decimal(15)} | more
    return SaleLine(
        id=SaleLineId(new_id()),
        description=description,
        quantity=Decimal(str(quantity)),
        unit_price=Decimal(str(price)),
        **given,
    )


def a_paper_sale(*lines: SaleLine, card: Any = None, **more: Any) -> Sale:
    given: dict[str, Any] = {
        "id": SaleId(new_id()),
        "shop_id": ShopId(new_id()),
        "customer_id": CustomerId(new_id()),
        "currency": "ZAR",
        "created_at": AT,
        "reference": "PO 4711",
    }
    sale = Sale(**given | more)
    sale.begin(card or a_card(), list(lines))
    return sale


def issued(sale: Sale, terms: PaperTerms, card: Any = None, number: str = "INV-2026-001") -> Sale:
    """Issue it past the rules of taking numbers, which papers do not care about."""
    sale.issue(
        Number(number, "INV-2026-{n}", 1),
        card or a_card(),
        terms.company,
        date(2026, 3, 2),
        terms.timezone,
        AT,
    )
    return sale


def sheet_of(
    sale: Sale,
    terms: PaperTerms | None = None,
    *,
    language: str = "",
    logo: bytes | None = None,
    is_stamped: bool = False,
) -> SaleSheet:
    terms = terms or PaperTerms()
    view = SaleView.of(sale, AT + timedelta(days=1))
    bill = None if sale.number is None else bill_of(view, terms)
    head = Letterhead(
        sender=terms.company,
        country=terms.country,
        locale=terms.locale,
        timezone=terms.timezone,
        language=spoken(language, terms.locale),
        logo=logo,
        at=AT,
    )
    return SaleSheet(
        head=head,
        sale=view,
        bill=bill,
        is_electronic=bill is not None and not faults(bill) and not is_stamped,
        is_stamped=is_stamped,
    )


def a_simple_sale(**more: Any) -> Sale:
    return a_paper_sale(
        sold("Custom metal brackets, mild steel 3 mm", 200, "67.50", unit="pc"),
        sold("Drawing clean-up and nesting", 1, 350),
        sold("Delivery, 25 km", 1, 1150, discount_percent=Decimal(10)),
        notes="Thank you for your order. Please use the invoice number as payment reference.",
        **more,
    )
