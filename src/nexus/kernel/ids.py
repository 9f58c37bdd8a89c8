"""Typed identifiers. They are UUIDs at run time and distinct types to mypy."""

from typing import NewType
from uuid import UUID

from uuid_utils.compat import uuid7

ShopId = NewType("ShopId", UUID)
UserId = NewType("UserId", UUID)
RoleId = NewType("RoleId", UUID)
EmployeeId = NewType("EmployeeId", UUID)
StationId = NewType("StationId", UUID)
SessionId = NewType("SessionId", UUID)
InvitationId = NewType("InvitationId", UUID)
CustomerId = NewType("CustomerId", UUID)
ContactId = NewType("ContactId", UUID)
AddressId = NewType("AddressId", UUID)
WorkflowId = NewType("WorkflowId", UUID)
StageId = NewType("StageId", UUID)
ProjectId = NewType("ProjectId", UUID)
StageInstanceId = NewType("StageInstanceId", UUID)
NoteId = NewType("NoteId", UUID)
ProductId = NewType("ProductId", UUID)
StockItemId = NewType("StockItemId", UUID)
TaskId = NewType("TaskId", UUID)
CheckItemId = NewType("CheckItemId", UUID)
TimeLogId = NewType("TimeLogId", UUID)
TimerId = NewType("TimerId", UUID)
TaskTemplateId = NewType("TaskTemplateId", UUID)
SaleId = NewType("SaleId", UUID)
SaleLineId = NewType("SaleLineId", UUID)
PaymentId = NewType("PaymentId", UUID)
CreditId = NewType("CreditId", UUID)
CreditEntryId = NewType("CreditEntryId", UUID)


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562): ids made by one process sort by creation."""
    return uuid7()
