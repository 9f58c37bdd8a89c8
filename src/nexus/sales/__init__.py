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
from nexus.sales.service import SaleService

__all__ = [
    "PERMISSIONS",
    "ApplyCredit",
    "CancelSale",
    "ChangeLine",
    "ChangeSale",
    "CreateSale",
    "CreditNoteIssued",
    "CurrencyBalance",
    "CustomerBalance",
    "IssueSale",
    "ListSales",
    "PaymentRecorded",
    "PaymentReversed",
    "PaymentView",
    "PreviewSale",
    "PreviewView",
    "RecordPayment",
    "RefundPayment",
    "SaleAnswers",
    "SaleCancelled",
    "SaleIssued",
    "SalePaid",
    "SaleRow",
    "SaleService",
    "SaleView",
    "VoidPayment",
    "WriteLine",
]
