"""Sales: what they are and what may happen to them."""

from nexus.sales.domain.document import (
    MOST_LINES,
    Card,
    Document,
    Line,
    LineKind,
    SaleLine,
    TaxSum,
)
from nexus.sales.domain.events import (
    CreditNoteIssued,
    PaymentRecorded,
    PaymentReversed,
    SaleCancelled,
    SaleIssued,
    SalePaid,
)
from nexus.sales.domain.payment import (
    CREDIT,
    CreditEntry,
    CustomerCredit,
    EntryKind,
    Payment,
    PaymentKind,
    Reversal,
)
from nexus.sales.domain.reckoning import LARGEST_TOTAL, Rounding, digits_of
from nexus.sales.domain.sale import (
    LONGEST_TERMS,
    AlreadyIssued,
    Kind,
    Number,
    Sale,
    Status,
    WrongStatus,
)

__all__ = [
    "CREDIT",
    "LARGEST_TOTAL",
    "LONGEST_TERMS",
    "MOST_LINES",
    "AlreadyIssued",
    "Card",
    "CreditEntry",
    "CreditNoteIssued",
    "CustomerCredit",
    "Document",
    "EntryKind",
    "Kind",
    "Line",
    "LineKind",
    "Number",
    "Payment",
    "PaymentKind",
    "PaymentRecorded",
    "PaymentReversed",
    "Reversal",
    "Rounding",
    "Sale",
    "SaleCancelled",
    "SaleIssued",
    "SaleLine",
    "SalePaid",
    "Status",
    "TaxSum",
    "WrongStatus",
    "digits_of",
]
