"""Which fact leads to what elsewhere: the one place where modules meet after a change.

AT_ONCE     in the same transaction, before the commit, all or nothing. What follows may record
            facts of its own, which are looked up here again.
AFTERWARDS  from the outbox, at least once and in order per aggregate. Each bears hearing the
            same fact twice; `event.id` tells a repetition.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from nexus.accounts import (
    EmployeeArchived,
    MemberDeactivated,
    PasswordResetAsked,
    ShopCreated,
    UserInvited,
    UserJoined,
)
from nexus.customers import CustomersMerged
from nexus.documents import DocumentService, FileDeleted, FileStored
from nexus.inventory import (
    EquipmentMaintained,
    EquipmentStatusChanged,
    GoodsReceived,
    PurchaseCancelled,
    PurchaseOrdered,
    ReceiptUndone,
    ReservationService,
    StockLow,
    StockMoved,
    StockReserved,
    StockTakeClosed,
)
from nexus.kernel.actor import Actor
from nexus.kernel.events import Event
from nexus.kernel.ids import ShopId
from nexus.products import ProjectPromoted, TemplateCreated
from nexus.projects import (
    PaymentProven,
    ProjectCompleted,
    ProjectCreated,
    ProjectDeleted,
    ProjectPlanned,
    ProjectService,
    ProjectStarted,
    ProjectStatusChanged,
    StageEntered,
)
from nexus.sales import (
    CreditNoteIssued,
    DeliveryCancelled,
    DeliveryMade,
    DeliveryService,
    PaperService,
    PaymentRecorded,
    PaymentReversed,
    ProofOfPaymentRecorded,
    QuoteAccepted,
    QuoteChangeRequested,
    QuoteRejected,
    QuoteSent,
    QuoteService,
    QuoteSuperseded,
    QuoteWithdrawn,
    SaleCancelled,
    SaleIssued,
    SalePaid,
    SaleService,
)
from nexus.tasks import (
    TaskBlocked,
    TaskCompleted,
    TaskReopened,
    TaskService,
    TaskStarted,
    TaskUnblocked,
    TimeLogged,
    TimerStarted,
)

Announce = Callable[[ShopId, str], None]

Table = Mapping[type[Event], Sequence[Callable[["Reactions", Any], None]]]


def repoint_sales(reactions: "Reactions", event: CustomersMerged) -> None:
    nexus = Actor.system(event.shop_id, "sales.write", label="System (Customer merge)")
    reactions.sales.repoint(nexus, event.source_id, event.target_id)
    reactions.deliveries.repoint(nexus, event.source_id, event.target_id)
    reactions.quotes.repoint(nexus, event.source_id, event.target_id)


def repoint_projects(reactions: "Reactions", event: CustomersMerged) -> None:
    nexus = Actor.system(event.shop_id, "projects.write", label="System (Customer merge)")
    reactions.projects.repoint(nexus, event.source_id, event.target_id)


def plan_standard_tasks(reactions: "Reactions", event: StageEntered) -> None:
    if event.station_id is not None:
        nexus = Actor.system(event.shop_id, "tasks.plan", label="System (Standard tasks)")
        reactions.tasks.plan_standard_tasks(
            nexus, event.project_id, event.stage_id, event.station_id
        )


def keep_paper(reactions: "Reactions", event: SaleIssued | CreditNoteIssued) -> None:
    nexus = Actor.system(event.shop_id, "sales.read", label="System (Papers)")
    reactions.papers.keep_sale(nexus, event.sale_id)


def keep_quote_paper(reactions: "Reactions", event: QuoteSent) -> None:
    nexus = Actor.system(event.shop_id, "quotes.read", label="System (Papers)")
    reactions.papers.keep_quote(nexus, event.quote_id)


def make_previews(reactions: "Reactions", event: FileStored) -> None:
    nexus = Actor.system(event.shop_id, "files.write", label="System (Previews)")
    reactions.documents.render(nexus, event.file_id, event.number)


def clear_contents(reactions: "Reactions", event: FileDeleted) -> None:
    nexus = Actor.system(event.shop_id, "files.manage", label="System (Deleted files)")
    reactions.documents.clear(nexus, event)


def plan_product_tasks(reactions: "Reactions", event: ProjectPlanned) -> None:
    nexus = Actor.system(event.shop_id, "tasks.plan", label="System (Product's tasks)")
    reactions.tasks.plan_product_tasks(nexus, event.project_id, event.tasks)


def note_quote(reactions: "Reactions", event: QuoteSent) -> None:
    if event.project_id is not None:
        nexus = Actor.system(event.shop_id, "projects.progress", label="System (Quote)")
        reactions.projects.note_quote(nexus, event.project_id, event.sent_on)


def take_over_approval(reactions: "Reactions", event: QuoteAccepted) -> None:
    if event.project_id is not None:
        nexus = Actor.system(event.shop_id, "projects.progress", label="System (Quote)")
        reactions.projects.take_over(nexus, event.project_id, event.accepted_on, event.net)


def mark_pop(reactions: "Reactions", event: ProofOfPaymentRecorded) -> None:
    nexus = Actor.system(event.shop_id, "projects.progress", label="System (Proof of payment)")
    reactions.projects.mark_pop(nexus, event.project_id, event.received_on)


def release_stock(reactions: "Reactions", event: ProjectCompleted | ProjectDeleted) -> None:
    """Let go what was set aside for a job that has come to its end."""
    nexus = Actor.system(event.shop_id, "inventory.move", label="System (Reservations)")
    reactions.reservations.release_of_project(nexus, event.project_id)


def release_stock_of_cancelled(reactions: "Reactions", event: ProjectStatusChanged) -> None:
    if event.after == "cancelled":
        nexus = Actor.system(event.shop_id, "inventory.move", label="System (Reservations)")
        reactions.reservations.release_of_project(nexus, event.project_id)


AT_ONCE: Table = {
    ProjectCompleted: [release_stock],
    ProjectDeleted: [release_stock],
    ProjectStatusChanged: [release_stock_of_cancelled],
    QuoteSent: [note_quote],
    QuoteAccepted: [take_over_approval],
    ProofOfPaymentRecorded: [mark_pop],
    ProjectPlanned: [plan_product_tasks],
    StageEntered: [plan_standard_tasks],
    CustomersMerged: [repoint_projects, repoint_sales],
}

AFTERWARDS: Table = {
    FileDeleted: [clear_contents],
    FileStored: [make_previews],
    ProjectPlanned: [],
    ProjectPromoted: [],
    TemplateCreated: [],
    CustomersMerged: [],
    EquipmentMaintained: [],
    EquipmentStatusChanged: [],
    GoodsReceived: [],
    PurchaseCancelled: [],
    PurchaseOrdered: [],
    ReceiptUndone: [],
    StockLow: [],
    StockMoved: [],
    StockReserved: [],
    StockTakeClosed: [],
    PaymentRecorded: [],
    PaymentReversed: [],
    CreditNoteIssued: [keep_paper],
    DeliveryCancelled: [],
    DeliveryMade: [],
    ProofOfPaymentRecorded: [],
    QuoteAccepted: [],
    QuoteChangeRequested: [],
    QuoteRejected: [],
    QuoteSent: [keep_quote_paper],
    QuoteSuperseded: [],
    QuoteWithdrawn: [],
    SaleCancelled: [],
    SaleIssued: [keep_paper],
    SalePaid: [],
    EmployeeArchived: [],
    MemberDeactivated: [],
    PasswordResetAsked: [],
    ShopCreated: [],
    UserInvited: [],
    UserJoined: [],
    PaymentProven: [],
    ProjectCompleted: [],
    ProjectCreated: [],
    ProjectDeleted: [],
    ProjectStarted: [],
    ProjectStatusChanged: [],
    StageEntered: [],
    TaskBlocked: [],
    TaskCompleted: [],
    TaskReopened: [],
    TaskStarted: [],
    TaskUnblocked: [],
    TimeLogged: [],
    TimerStarted: [],
}

EVENTS = {event.topic(): event for event in AFTERWARDS}


def is_heard(event: Event) -> bool:
    """Tell whether anything follows the event afterwards, for which it has to be kept."""
    return bool(AFTERWARDS[type(event)])


@dataclass(frozen=True)
class Reactions:
    """The tables above, with what their functions call."""

    announce: Announce
    documents: DocumentService
    papers: PaperService
    deliveries: DeliveryService
    projects: ProjectService
    quotes: QuoteService
    reservations: ReservationService
    sales: SaleService
    tasks: TaskService

    def at_once(self, event: Event) -> None:
        for react in AT_ONCE.get(type(event), ()):
            react(self, event)

    def afterwards(self, topic: str, body: bytes) -> None:
        event: Event = msgspec.json.decode(body, type=EVENTS[topic])
        for react in AFTERWARDS[type(event)]:
            react(self, event)
