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
SupplierId = NewType("SupplierId", UUID)
LotId = NewType("LotId", UUID)
RemnantId = NewType("RemnantId", UUID)
LocationId = NewType("LocationId", UUID)
MovementId = NewType("MovementId", UUID)
ReservationId = NewType("ReservationId", UUID)
StockTakeId = NewType("StockTakeId", UUID)
PurchaseOrderId = NewType("PurchaseOrderId", UUID)
PurchaseLineId = NewType("PurchaseLineId", UUID)
SupplierItemId = NewType("SupplierItemId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
ReceiptLineId = NewType("ReceiptLineId", UUID)
EquipmentId = NewType("EquipmentId", UUID)
MaintenancePlanId = NewType("MaintenancePlanId", UUID)
MaintenanceLogId = NewType("MaintenanceLogId", UUID)
BomItemId = NewType("BomItemId", UUID)
RequirementId = NewType("RequirementId", UUID)
PriceBreakId = NewType("PriceBreakId", UUID)
FileId = NewType("FileId", UUID)
FileVersionId = NewType("FileVersionId", UUID)
FileLinkId = NewType("FileLinkId", UUID)
UploadId = NewType("UploadId", UUID)
QuoteId = NewType("QuoteId", UUID)
QuoteLineId = NewType("QuoteLineId", UUID)
AcceptanceId = NewType("AcceptanceId", UUID)
LinkId = NewType("LinkId", UUID)
ProofId = NewType("ProofId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
DeliveryLineId = NewType("DeliveryLineId", UUID)
MilestoneId = NewType("MilestoneId", UUID)
PaperId = NewType("PaperId", UUID)
BudgetId = NewType("BudgetId", UUID)
BudgetLineId = NewType("BudgetLineId", UUID)
ExpenseId = NewType("ExpenseId", UUID)
SnapshotId = NewType("SnapshotId", UUID)
ReportId = NewType("ReportId", UUID)
ImportId = NewType("ImportId", UUID)
ExportId = NewType("ExportId", UUID)
MappingId = NewType("MappingId", UUID)
TemplateTaskId = NewType("TemplateTaskId", UUID)
DesignDocId = NewType("DesignDocId", UUID)
ProductLineId = NewType("ProductLineId", UUID)
PlanId = NewType("PlanId", UUID)
SavedViewId = NewType("SavedViewId", UUID)


def read_id(text: str) -> UUID | None:
    """Return the id that a text says; None if it says none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def new_id() -> UUID:
    """Return a version 7 UUID (RFC 9562): ids made by one process sort by creation."""
    return uuid7()
