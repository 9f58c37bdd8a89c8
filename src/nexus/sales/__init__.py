"""The record of all sales and payments. A sale is a draft first and an invoice once issued.

Source: backend modules specification, section 8 and rule 1 of section 12.
"""

from nexus.sales.answers import SaleAnswers
from nexus.sales.domain import (
    CreditNoteIssued,
    PaymentRecorded,
    PaymentReversed,
    SaleCancelled,
    SaleIssued,
    SalePaid,
)
from nexus.sales.domain.delivery import DeliveryCancelled, DeliveryMade
from nexus.sales.domain.proof import ProofOfPaymentRecorded
from nexus.sales.domain.quote_events import (
    QuoteAccepted,
    QuoteChangeRequested,
    QuoteRejected,
    QuoteSent,
    QuoteSuperseded,
    QuoteWithdrawn,
)
from nexus.sales.messages import (
    PERMISSIONS,
    ApplyCredit,
    CancelSale,
    ChangeLine,
    ChangeSale,
    CreateSale,
    CurrencyBalance,
    CustomerBalance,
    IssueSale,
    ListSales,
    PaymentView,
    PreviewSale,
    PreviewView,
    RecordPayment,
    RefundPayment,
    SaleRow,
    SaleView,
    VoidPayment,
    WriteLine,
)
from nexus.sales.messages.proofs import RecordProof
from nexus.sales.messages.quote_views import QuoteRow, QuoteView
from nexus.sales.messages.quotes import (
    AskDeposit,
    CreateQuote,
    ListQuotes,
    SendQuote,
    WriteQuoteLine,
)
from nexus.sales.service import SaleService
from nexus.sales.service.deliveries import DeliveryService
from nexus.sales.service.papers import PaperService
from nexus.sales.service.proofs import ProofService
from nexus.sales.service.quotes import QuoteService
from nexus.sales.service.unbilled import UnbilledService

__all__ = [
    "PERMISSIONS",
    "ApplyCredit",
    "AskDeposit",
    "CancelSale",
    "ChangeLine",
    "ChangeSale",
    "CreateQuote",
    "CreateSale",
    "CreditNoteIssued",
    "CurrencyBalance",
    "CustomerBalance",
    "DeliveryCancelled",
    "DeliveryMade",
    "DeliveryService",
    "IssueSale",
    "ListQuotes",
    "ListSales",
    "PaperService",
    "PaymentRecorded",
    "PaymentReversed",
    "PaymentView",
    "PreviewSale",
    "PreviewView",
    "ProofOfPaymentRecorded",
    "ProofService",
    "QuoteAccepted",
    "QuoteChangeRequested",
    "QuoteRejected",
    "QuoteRow",
    "QuoteSent",
    "QuoteService",
    "QuoteSuperseded",
    "QuoteView",
    "QuoteWithdrawn",
    "RecordPayment",
    "RecordProof",
    "RefundPayment",
    "SaleAnswers",
    "SaleCancelled",
    "SaleIssued",
    "SalePaid",
    "SaleRow",
    "SaleService",
    "SaleView",
    "SendQuote",
    "UnbilledService",
    "VoidPayment",
    "WriteLine",
    "WriteQuoteLine",
]
