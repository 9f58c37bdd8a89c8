"""The electronic invoice as Cross Industry Invoice (UN/CEFACT D16B), profile EN 16931."""

from datetime import date
from decimal import Decimal
from typing import Any

from nexus.sales.adapters.files.xml import Node, amount, day, document, node, number
from nexus.sales.domain.einvoice import (
    REASONS,
    Bill,
    BillLine,
    Category,
    Partner,
    TaxGroup,
)

PROFILE = "urn:cen.eu:en16931:2017"
UN = "urn:un:unece:uncefact:data:"
NAMES = {
    "rsm": f"{UN}standard:CrossIndustryInvoice:100",
    "ram": f"{UN}standard:ReusableAggregateBusinessInformationEntity:100",
    "qdt": f"{UN}standard:QualifiedDataType:100",
    "udt": f"{UN}standard:UnqualifiedDataType:100",
}
TRANSFER, UNDEFINED = "30", "1"  # UNTDID 4461


def cii(bill: Bill) -> bytes:
    root = node(
        "rsm:CrossIndustryInvoice",
        node(
            "rsm:ExchangedDocumentContext",
            node("ram:GuidelineSpecifiedDocumentContextParameter", node("ram:ID", PROFILE)),
        ),
        node(
            "rsm:ExchangedDocument",
            node("ram:ID", bill.number),
            node("ram:TypeCode", bill.type_code),
            node("ram:IssueDateTime", _date("udt", bill.issued_on)),
            node("ram:IncludedNote", node("ram:Content", bill.note)),
        ),
        node(
            "rsm:SupplyChainTradeTransaction",
            *(_line(line, bill.currency) for line in bill.lines),
            node(
                "ram:ApplicableHeaderTradeAgreement",
                node("ram:BuyerReference", bill.reference),
                _partner("ram:SellerTradeParty", bill.seller),
                _partner("ram:BuyerTradeParty", bill.buyer),
            ),
            # It may not be left out, and may not be empty (PEPPOL-EN16931-R008).
            node(
                "ram:ApplicableHeaderTradeDelivery",
                node("ram:ShipToTradeParty", node("ram:Name", bill.buyer.name)),
            ),
            _settlement(bill),
        ),
    )
    assert root is not None
    return document(root, NAMES)


def _line(line: BillLine, currency: str) -> Node | None:
    return node(
        "ram:IncludedSupplyChainTradeLineItem",
        node("ram:AssociatedDocumentLineDocument", node("ram:LineID", line.id)),
        node(
            "ram:SpecifiedTradeProduct",
            node("ram:Name", line.name),
            node("ram:Description", line.description),
        ),
        node(
            "ram:SpecifiedLineTradeAgreement",
            node("ram:NetPriceProductTradePrice", node("ram:ChargeAmount", number(line.price))),
        ),
        node(
            "ram:SpecifiedLineTradeDelivery",
            node("ram:BilledQuantity", number(line.quantity), unitCode=line.unit),
        ),
        node(
            "ram:SpecifiedLineTradeSettlement",
            node("ram:ApplicableTradeTax", *_category(line.category, line.percent)),
            _allowance(line.allowance, currency),
            node(
                "ram:SpecifiedTradeSettlementLineMonetarySummation",
                node("ram:LineTotalAmount", amount(line.net, currency)),
            ),
        ),
    )


def _partner(tag: str, partner: Partner) -> Node | None:
    has_number = partner.vat_id or partner.registration
    one, two, three = _three(partner)
    return node(
        tag,
        node("ram:ID", "" if has_number else partner.tax_registration),
        node("ram:Name", partner.name),
        node("ram:SpecifiedLegalOrganization", node("ram:ID", partner.registration)),
        node(
            "ram:PostalTradeAddress",
            node("ram:LineOne", one),
            node("ram:LineTwo", two),
            node("ram:LineThree", three),
            node("ram:CountryID", partner.country),
        ),
        node("ram:URIUniversalCommunication", node("ram:URIID", partner.email, schemeID="EM")),
        node("ram:SpecifiedTaxRegistration", node("ram:ID", partner.vat_id, schemeID="VA")),
        node(
            "ram:SpecifiedTaxRegistration",
            node("ram:ID", partner.tax_registration, schemeID="FC"),
        ),
    )


def _settlement(bill: Bill) -> Node | None:
    paid_at = node("ram:PayeePartyCreditorFinancialAccount", node("ram:IBANID", bill.iban))
    bank = node("ram:PayeeSpecifiedCreditorFinancialInstitution", node("ram:BICID", bill.bic))
    return node(
        "ram:ApplicableHeaderTradeSettlement",
        node("ram:PaymentReference", bill.number),
        node("ram:InvoiceCurrencyCode", bill.currency),
        node(
            "ram:SpecifiedTradeSettlementPaymentMeans",
            node("ram:TypeCode", TRANSFER if bill.iban else UNDEFINED),
            node("ram:Information", bill.bank_details),
            paid_at,
            bank if bill.iban else None,
        ),
        *(_group(group, bill.currency) for group in bill.groups),
        *(_allowance(it.allowance, bill.currency, it) for it in bill.groups),
        node("ram:SpecifiedTradePaymentTerms", _due(bill.due_on)),
        _sums(bill),
        node(
            "ram:InvoiceReferencedDocument",
            node("ram:IssuerAssignedID", bill.corrects_number),
            None
            if bill.corrects_on is None
            else node("ram:FormattedIssueDateTime", _date("qdt", bill.corrects_on)),
        ),
    )


def _group(group: TaxGroup, currency: str) -> Node | None:
    return node(
        "ram:ApplicableTradeTax",
        node("ram:CalculatedAmount", amount(group.tax, currency)),
        node("ram:TypeCode", "VAT"),
        node("ram:ExemptionReason", REASONS.get(group.category, "")),
        node("ram:BasisAmount", amount(group.base, currency)),
        node("ram:CategoryCode", group.category),
        _rate(group.category, group.percent),
    )


def _allowance(value: Decimal, currency: str, group: TaxGroup | None = None) -> Node | None:
    if not value:
        return None
    of = None
    if group is not None:
        of = node("ram:CategoryTradeTax", *_category(group.category, group.percent))
    return node(
        "ram:SpecifiedTradeAllowanceCharge",
        node("ram:ChargeIndicator", node("udt:Indicator", "false")),
        node("ram:ActualAmount", amount(value, currency)),
        node("ram:ReasonCode", "95"),
        node("ram:Reason", "Discount"),
        of,
    )


def _sums(bill: Bill) -> Node | None:
    def its(tag: str, value: Decimal, **attributes: str) -> Node | None:
        return node(f"ram:{tag}", amount(value, bill.currency), **attributes)

    return node(
        "ram:SpecifiedTradeSettlementHeaderMonetarySummation",
        its("LineTotalAmount", bill.lines_total),
        its("AllowanceTotalAmount", bill.allowances) if bill.allowances else None,
        its("TaxBasisTotalAmount", bill.net),
        its("TaxTotalAmount", bill.tax, currencyID=bill.currency),
        its("GrandTotalAmount", bill.total),
        its("DuePayableAmount", bill.total),
    )


def _category(category: Category, percent: Decimal) -> tuple[Any, ...]:
    return (
        node("ram:TypeCode", "VAT"),
        node("ram:CategoryCode", category),
        _rate(category, percent),
    )


def _rate(category: Category, percent: Decimal) -> Node | None:
    outside = category is Category.OUTSIDE
    return None if outside else node("ram:RateApplicablePercent", number(percent))


def _date(prefix: str, on: date) -> Node | None:
    return node(f"{prefix}:DateTimeString", day(on), format="102")


def _due(on: date | None) -> Node | None:
    return None if on is None else node("ram:DueDateDateTime", _date("udt", on))


def _three(partner: Partner) -> tuple[str, str, str]:
    one, two, *rest = [*partner.address, "", ""]
    return one, two, ", ".join(line for line in rest if line)
