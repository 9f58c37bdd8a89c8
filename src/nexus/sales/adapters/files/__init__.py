"""Papers as PDF, and electronic invoices as XML."""

from nexus.platform.typesetting import Typesetter, with_metadata
from nexus.platform.wording import spoken
from nexus.sales.adapters.files.cii import cii
from nexus.sales.adapters.files.delivery_paper import delivery_sheet
from nexus.sales.adapters.files.quote_paper import quote_sheet
from nexus.sales.adapters.files.sale_paper import XML_NAME, sale_sheet
from nexus.sales.adapters.files.statement_paper import statement_sheet
from nexus.sales.adapters.files.ubl import ubl
from nexus.sales.domain.einvoice import Bill
from nexus.sales.messages.papers import DeliverySheet, QuoteSheet, SaleSheet, StatementSheet

__all__ = ["TypstPrinter"]

# Factur-X 1.0, 6.2: what the PDF says of the invoice inside, and the schema of how it says it.
FX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
SAYS = {
    "DocumentFileName": (XML_NAME, "The name of the embedded XML document"),
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters"),
    "Version": ("1.0", "The actual version of the standard applying to the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}


class TypstPrinter:
    """Sets papers with the shared typesetter."""

    def __init__(self, typesetter: Typesetter) -> None:
        self._typesetter = typesetter

    def language(self, wished: str, shop_locale: str) -> str:
        return spoken(wished, shop_locale)

    def sale(self, sale: SaleSheet) -> bytes:
        pdf = self._typesetter.pdf(sale_sheet(sale), sale.head.at)
        return with_metadata(pdf, _schema(), _properties()) if sale.is_electronic else pdf

    def quote(self, quote: QuoteSheet) -> bytes:
        return self._typesetter.pdf(quote_sheet(quote), quote.head.at)

    def delivery(self, delivery: DeliverySheet) -> bytes:
        return self._typesetter.pdf(delivery_sheet(delivery), delivery.head.at)

    def statement(self, statement: StatementSheet) -> bytes:
        return self._typesetter.pdf(statement_sheet(statement), statement.head.at)

    def cii(self, bill: Bill) -> bytes:
        return cii(bill)

    def ubl(self, bill: Bill) -> bytes:
        return ubl(bill)


def _properties() -> str:
    return "".join(
        f'<fx:{name} xmlns:fx="{FX}">{value}</fx:{name}>' for name, (value, _) in SAYS.items()
    )


def _schema() -> str:
    def it(tag: str, value: str) -> str:
        return f"<pdfaProperty:{tag}>{value}</pdfaProperty:{tag}>"

    properties = "".join(
        '<rdf:li rdf:parseType="Resource">'
        + it("category", "external")
        + it("description", about)
        + it("name", name)
        + it("valueType", "Text")
        + "</rdf:li>"
        for name, (_, about) in SAYS.items()
    )
    return (
        '<rdf:li rdf:parseType="Resource">'
        "<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>"
        f"<pdfaSchema:namespaceURI>{FX}</pdfaSchema:namespaceURI>"
        "<pdfaSchema:prefix>fx</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )
