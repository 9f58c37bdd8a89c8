"""The electronic invoice as Universal Business Language 2.1, by EN 16931."""

from decimal import Decimal
from typing import Any

from nexus.sales.adapters.files.cii import PROFILE, TRANSFER, UNDEFINED
from nexus.sales.adapters.files.xml import Node, amount, document, node, number
from nexus.sales.domain.einvoice import (
    REASONS,
    Bill,
    BillLine,
    Category,
    Partner,
    TaxGroup,
    TypeCode,
)

OASIS = "urn:oasis:names:specification:ubl:schema:xsd:"
PARTS = {
    "cac": f"{OASIS}CommonAggregateComponents-2",
    "cbc": f"{OASIS}CommonBasicComponents-2",
}


def ubl(bill: Bill) -> bytes:
    is_note = bill.type_code is TypeCode.CREDIT_NOTE
    kind = "CreditNote" if is_note else "Invoice"
    root = node(
        f":{kind}",
        node("cbc:CustomizationID", PROFILE),
        node("cbc:ID", bill.number),
        node("cbc:IssueDate", bill.issued_on.isoformat()),
        node("cbc:DueDate", bill.due_on.isoformat()) if bill.due_on and not is_note else None,
        node(f"cbc:{kind}TypeCode", bill.type_code),
        node("cbc:Note", bill.note),
        node("cbc:DocumentCurrencyCode", bill.currency),
        node("cbc:BuyerReference", bill.reference),
        _corrects(bill),
        node("cac:AccountingSupplierParty", _partner(bill.seller)),
        node("cac:AccountingCustomerParty", _partner(bill.buyer)),
        _means(bill),
        *(_allowance(it.allowance, bill.currency, it) for it in bill.groups),
        node(
            "cac:TaxTotal",
            _amount("TaxAmount", bill.tax, bill.currency),
            *(_group(group, bill.currency) for group in bill.groups),
        ),
        _sums(bill),
        *(_line(line, bill.currency, is_note=is_note) for line in bill.lines),
    )
    assert root is not None
    return document(root, {"": f"{OASIS}{kind}-2"} | PARTS)


def _corrects(bill: Bill) -> Node | None:
    on = bill.corrects_on
    return node(
        "cac:BillingReference",
        node(
            "cac:InvoiceDocumentReference",
            node("cbc:ID", bill.corrects_number),
            node("cbc:IssueDate", on.isoformat()) if on and bill.corrects_number else None,
        ),
    )


def _partner(partner: Partner) -> Node | None:
    one, two, *rest = [*partner.address, "", ""]
    has_number = partner.vat_id or partner.registration
    own = "" if has_number else partner.tax_registration
    return node(
        "cac:Party",
        node("cbc:EndpointID", partner.email, schemeID="EM"),
        node("cac:PartyIdentification", node("cbc:ID", own)),
        node(
            "cac:PostalAddress",
            node("cbc:StreetName", one),
            node("cbc:AdditionalStreetName", two),
            node("cac:AddressLine", node("cbc:Line", ", ".join(line for line in rest if line))),
            node("cac:Country", node("cbc:IdentificationCode", partner.country)),
        ),
        _tax_number(partner.vat_id, "VAT"),
        _tax_number(partner.tax_registration, "TAX"),
        node(
            "cac:PartyLegalEntity",
            node("cbc:RegistrationName", partner.name),
            node("cbc:CompanyID", partner.registration),
        ),
    )


def _tax_number(number: str, scheme: str) -> Node | None:
    if not number:
        return None
    return node(
        "cac:PartyTaxScheme",
        node("cbc:CompanyID", number),
        node("cac:TaxScheme", node("cbc:ID", scheme)),
    )


def _means(bill: Bill) -> Node | None:
    branch = node("cac:FinancialInstitutionBranch", node("cbc:ID", bill.bic))
    return node(
        "cac:PaymentMeans",
        node("cbc:PaymentMeansCode", TRANSFER if bill.iban else UNDEFINED),
        node("cbc:PaymentID", bill.number),
        node("cac:PayeeFinancialAccount", node("cbc:ID", bill.iban), branch) if bill.iban else None,
    )


def _group(group: TaxGroup, currency: str) -> Node | None:
    reason = REASONS.get(group.category, "")
    return node(
        "cac:TaxSubtotal",
        _amount("TaxableAmount", group.base, currency),
        _amount("TaxAmount", group.tax, currency),
        _category("cac:TaxCategory", group.category, group.percent, reason),
    )


def _allowance(value: Decimal, currency: str, group: TaxGroup | None = None) -> Node | None:
    if not value:
        return None
    of = None
    if group is not None:
        of = _category("cac:TaxCategory", group.category, group.percent)
    return node(
        "cac:AllowanceCharge",
        node("cbc:ChargeIndicator", "false"),
        node("cbc:AllowanceChargeReasonCode", "95"),
        node("cbc:AllowanceChargeReason", "Discount"),
        _amount("Amount", value, currency),
        of,
    )


def _sums(bill: Bill) -> Node | None:
    allowances = _amount("AllowanceTotalAmount", bill.allowances, bill.currency)
    return node(
        "cac:LegalMonetaryTotal",
        _amount("LineExtensionAmount", bill.lines_total, bill.currency),
        _amount("TaxExclusiveAmount", bill.net, bill.currency),
        _amount("TaxInclusiveAmount", bill.total, bill.currency),
        allowances if bill.allowances else None,
        _amount("PayableAmount", bill.total, bill.currency),
    )


def _line(line: BillLine, currency: str, *, is_note: bool) -> Node | None:
    return node(
        "cac:CreditNoteLine" if is_note else "cac:InvoiceLine",
        node("cbc:ID", line.id),
        node(
            "cbc:CreditedQuantity" if is_note else "cbc:InvoicedQuantity",
            number(line.quantity),
            unitCode=line.unit,
        ),
        _amount("LineExtensionAmount", line.net, currency),
        _allowance(line.allowance, currency),
        node(
            "cac:Item",
            node("cbc:Description", line.description),
            node("cbc:Name", line.name),
            _category("cac:ClassifiedTaxCategory", line.category, line.percent),
        ),
        node("cac:Price", node("cbc:PriceAmount", number(line.price), currencyID=currency)),
    )


def _category(tag: str, category: Category, percent: Decimal, reason: str = "") -> Node | None:
    rate = None if category is Category.OUTSIDE else node("cbc:Percent", number(percent))
    return node(
        tag,
        node("cbc:ID", category),
        rate,
        node("cbc:TaxExemptionReason", reason),
        node("cac:TaxScheme", node("cbc:ID", "VAT")),
    )


def _amount(tag: str, value: Decimal, currency: str) -> Any:
    return node(f"cbc:{tag}", amount(value, currency), currencyID=currency)
