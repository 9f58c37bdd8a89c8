"""The quote: what is offered, what the customer may choose, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Self, TypedDict
from uuid import UUID

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.events import Event
from nexus.kernel.exact import whole
from nexus.kernel.ids import CustomerId, ProjectId, QuoteId, SaleId, ShopId
from nexus.kernel.money import Money
from nexus.kernel.papers import Sender
from nexus.kernel.phrase import phrase
from nexus.kernel.text import tidy, tidy_text
from nexus.sales.domain.days import end_of
from nexus.sales.domain.document import Card, Document
from nexus.sales.domain.link import Link
from nexus.sales.domain.quote_events import (
    QuoteAccepted,
    QuoteChangeRequested,
    QuoteRejected,
    QuoteSent,
    QuoteSuperseded,
    QuoteWithdrawn,
)
from nexus.sales.domain.quote_line import (
    Choice,
    QuoteLine,
    check_deposit,
    deposit_on,
    one_deposit,
)
from nexus.sales.domain.reckoning import digits_of, measured, one_discount

LATEST = date(2999, 12, 31)


class QuoteStatus(StrEnum):
    """`expired` is never stored: a quote that waits for an answer expires as its day ends."""

    DRAFT = "draft"
    SENT = "sent"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CHANGE_REQUESTED = "change_requested"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


_Q = QuoteStatus
WAITING = (_Q.SENT, _Q.CHANGE_REQUESTED)
# What may follow what. An expired quote moves as one that was sent, but is not answered any more.
ARROWS: Mapping[QuoteStatus, tuple[QuoteStatus, ...]] = {
    _Q.DRAFT: (_Q.SENT,),
    _Q.SENT: (_Q.ACCEPTED, _Q.REJECTED, _Q.CHANGE_REQUESTED, _Q.SUPERSEDED, _Q.WITHDRAWN),
    _Q.CHANGE_REQUESTED: (_Q.ACCEPTED, _Q.REJECTED, _Q.SUPERSEDED, _Q.WITHDRAWN),
    _Q.EXPIRED: (_Q.SUPERSEDED, _Q.WITHDRAWN),
    _Q.REJECTED: (_Q.SUPERSEDED,),
    _Q.ACCEPTED: (_Q.WITHDRAWN,),
    _Q.SUPERSEDED: (),
    _Q.WITHDRAWN: (),
}
REVISED = frozenset(status for status, to in ARROWS.items() if _Q.SUPERSEDED in to)
IS_LABELS = {
    _Q.DRAFT: "Quote %(number)s is still being written.",
    _Q.SENT: "Quote %(number)s waits for an answer.",
    _Q.ACCEPTED: "Quote %(number)s has been accepted already.",
    _Q.REJECTED: "Quote %(number)s has been rejected.",
    _Q.CHANGE_REQUESTED: "Quote %(number)s is to be changed, as the customer asked.",
    _Q.EXPIRED: "Quote %(number)s has expired.",
    _Q.SUPERSEDED: "Quote %(number)s has been replaced by a newer revision.",
    _Q.WITHDRAWN: "Quote %(number)s has been withdrawn.",
}


class QuoteMoved(Refused):
    """The quote is not where such a step begins."""


class QuoteFact(TypedDict):
    """What all events of a quote tell."""

    shop_id: ShopId
    happened_at: datetime
    quote_id: QuoteId
    customer_id: CustomerId
    project_id: ProjectId | None
    number: str
    revision: int


@dataclass(eq=False, kw_only=True)
class Quote(Document[QuoteLine]):
    """Its sums are those of the lines that count: the fixed ones and the chosen options.

    `notes` are the shop's own; `message` and `terms` are for the customer. `answer` is what was
    said when it was rejected, to be changed, or withdrawn. `expires_at` is the end of the day
    `expires_on` in the shop's zone.
    """

    id: QuoteId
    number: str
    revision: int = 1
    replaces_id: QuoteId | None = None
    customer_id: CustomerId
    project_id: ProjectId | None = None
    status: QuoteStatus = QuoteStatus.DRAFT
    created_at: datetime
    expires_on: date
    expires_at: datetime
    terms_days: int
    reference: str = ""
    message: str = ""
    terms: str = ""
    notes: str = ""
    deposit_percent: Decimal | None = None
    deposit_amount: Decimal | None = None
    sent_at: datetime | None = None
    decided_at: datetime | None = None
    answer: str = ""
    sale_id: SaleId | None = None
    links: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.reference = tidy(self.reference)
        self.message, self.terms = tidy_text(self.message), tidy_text(self.terms)
        self.notes = tidy_text(self.notes)
        self._check_deposit()

    def status_at(self, at: datetime) -> QuoteStatus:
        if self.status in WAITING and self.expires_at <= at:
            return QuoteStatus.EXPIRED
        return self.status

    @property
    def deposit(self) -> Money | None:
        """Return the deposit that is wished for, of what is chosen now."""
        if self.deposit_percent is not None:
            return deposit_on(self.total, self.deposit_percent)
        if self.deposit_amount is None:
            return None
        return self.money(
            min(whole(self.deposit_amount, digits_of(self.currency)), self.total_minor)
        )

    # A draft

    def begin(self, card: Card, lines: Sequence[QuoteLine]) -> None:
        self._copy(card)
        super().put_lines(lines)

    def check_draft(self) -> None:
        if self.status is not QuoteStatus.DRAFT:
            raise QuoteMoved(
                phrase(
                    "Quote %(number)s has been sent and stays as it is: make a new revision.",
                    number=self.number,
                ),
                allowed=["revise"],
            )

    def quote_to(self, customer_id: CustomerId, card: Card) -> None:
        self.check_draft()
        self.customer_id = customer_id
        self._copy(card)
        self._changed()

    def change(self, changes: Mapping[str, object], today: date, zone: str) -> None:
        """Change what is named of the quote's head."""
        self.check_draft()
        for name, value in one_deposit(one_discount(changes)).items():
            setattr(self, name, value)
        self.__post_init__()
        if "expires_on" in changes:
            self.be_valid_until(self.expires_on, today, zone)
        self._count()
        self._changed()

    def be_valid_until(self, day: date, today: date, zone: str) -> None:
        if not today <= day <= LATEST:
            raise Invalid("A quote is valid until today or later.", "valid_until")
        self.expires_on, self.expires_at = day, end_of(day, zone)

    def put_lines(self, lines: Sequence[QuoteLine]) -> None:
        self.check_draft()
        super().put_lines(lines)
        self._changed()

    def change_line(self, line_id: UUID, changes: Mapping[str, object]) -> None:
        self.check_draft()
        if changes.get("is_chosen"):
            self._let_go_of_others(self.line(line_id))
        super().change_line(line_id, changes)
        self._changed()

    def remove_line(self, line_id: UUID) -> None:
        self.check_draft()
        super().remove_line(line_id)
        self._changed()

    # Out of the house

    def check_send(self, at: datetime) -> None:
        self.check_draft()
        if not self.lines:
            raise Refused("A quote needs at least one line.")
        if self.total_minor < 0:
            raise Refused("A quote comes to zero or more.")
        if self.expires_at <= at:
            raise Refused("The quote would have expired already: choose a later day.")

    def send(self, card: Card, company: Sender, link: Link, on: date, at: datetime) -> list[Event]:
        """Offer it, with copies of who offers to whom as they are now."""
        self.check_send(at)
        self._copy(card)
        self._sign(company)
        self.status, self.sent_at = QuoteStatus.SENT, at
        self.links.append(link)
        self._changed()
        sent = QuoteSent(
            **self.fact(at),
            total=self.total,
            sent_on=on,
            valid_until=self.expires_on,
            link_id=link.id,
            email=self.customer_email,
        )
        return [sent]

    def renew_link(self, link: Link, at: datetime) -> None:
        """Let a new link take the place of those before."""
        if self.status is QuoteStatus.DRAFT:
            raise QuoteMoved("A quote has a link once it has been sent.", allowed=["send"])
        self.revoke_links(at)
        self.links.append(link)

    def revoke_links(self, at: datetime) -> None:
        for link in self.links:
            link.revoke(at)
        self._changed()

    def open(self, link: Link, at: datetime) -> None:
        """Note that somebody has looked at it, the first time."""
        if link.opened_at is None:
            link.opened_at = at
            self._changed()

    # What becomes of it

    def check_accept(self, at: datetime, *, in_time: bool = False) -> None:
        """Refuse an answer that comes too late, unless it was given `in_time`."""
        if not (in_time and self.status in WAITING):
            self.check_move(QuoteStatus.ACCEPTED, at)

    def accept(
        self,
        choices: Iterable[Choice],
        sale_id: SaleId,
        on: date,
        at: datetime,
        *,
        in_time: bool = False,
    ) -> Event:
        """Take the customer's yes, to these choices."""
        self.check_accept(at, in_time=in_time)
        self.choose(choices)
        if self.total_minor < 0 or not any(line.counts for line in self.lines):
            raise Refused("Nothing is chosen, so there is nothing to accept.")
        self.status, self.decided_at, self.sale_id = QuoteStatus.ACCEPTED, at, sale_id
        self._changed()
        net = self.money(self.total_minor - self.tax_minor)
        return QuoteAccepted(
            **self.fact(at), sale_id=sale_id, total=self.total, net=net, accepted_on=on
        )

    def reject(self, reason: str, at: datetime) -> Event:
        self._move(QuoteStatus.REJECTED, reason, at)
        return QuoteRejected(**self.fact(at), reason=self.answer)

    def ask_for_change(self, wish: str, at: datetime) -> Event:
        if not tidy_text(wish):
            raise Invalid("Please say what should be different.", "message")
        self._move(QuoteStatus.CHANGE_REQUESTED, wish, at)
        return QuoteChangeRequested(**self.fact(at), message=self.answer)

    def withdraw(self, reason: str, at: datetime) -> Event:
        if not tidy_text(reason):
            raise Invalid("Please say why.", "reason")
        self._move(QuoteStatus.WITHDRAWN, reason, at)
        self.sale_id = None
        return QuoteWithdrawn(**self.fact(at), reason=self.answer)

    def be_superseded(self, by: "Quote", at: datetime) -> list[Event]:
        """Give way to a newer revision. One that was withdrawn has gone before."""
        if self.status in (QuoteStatus.WITHDRAWN, QuoteStatus.SUPERSEDED):
            return []
        self.check_move(QuoteStatus.SUPERSEDED, at)
        self.status = QuoteStatus.SUPERSEDED
        self._changed()
        return [QuoteSuperseded(**self.fact(at), by_id=by.id, by_revision=by.revision)]

    def check_revise(self, at: datetime) -> None:
        if self.status_at(at) not in REVISED:
            raise QuoteMoved(
                phrase(
                    "%(it_is)s Duplicate it instead.",
                    it_is=phrase(IS_LABELS[self.status_at(at)], number=self.number),
                )
                if self.status is not QuoteStatus.DRAFT
                else phrase(
                    "Quote %(number)s is a draft, and can be changed as it is.", number=self.number
                ),
                allowed=self.allowed(at),
            )

    def chosen(self, choices: Iterable[Choice]) -> Self:
        """Return a copy with these choices, to be looked at: this one stays as it is."""
        copied = replace(self, lines=[replace(line) for line in self.lines], links=[])
        copied.choose(choices)
        return copied

    def choose(self, choices: Iterable[Choice]) -> None:
        """Let the options be as the customer wishes; what is not named stays as suggested."""
        wished = list(choices)
        if len({choice.line_id for choice in wished}) < len(wished):
            raise Invalid("Each line is chosen about once.", "choices")
        for at, choice in enumerate(wished):
            try:
                self._choose(choice)
            except Invalid as error:
                raise Invalid(error.message, f"choices[{at}].{error.field}") from error
        self._count()

    def follow(self, customer_id: CustomerId) -> None:
        """Belong to the customer that its own was merged into."""
        self.customer_id = customer_id
        self._changed()

    def allowed(self, at: datetime) -> list[str]:
        return [status.value for status in ARROWS[self.status_at(at)]]

    def check_move(self, to: QuoteStatus, at: datetime) -> None:
        now = self.status_at(at)
        if to not in ARROWS[now]:
            raise QuoteMoved(phrase(IS_LABELS[now], number=self.number), allowed=self.allowed(at))

    def fact(self, at: datetime) -> QuoteFact:
        return {
            "shop_id": self.shop_id,
            "happened_at": at,
            "quote_id": self.id,
            "customer_id": self.customer_id,
            "project_id": self.project_id,
            "number": self.number,
            "revision": self.revision,
        }

    def _move(self, to: QuoteStatus, answer: str, at: datetime) -> None:
        self.check_move(to, at)
        self.status, self.decided_at, self.answer = to, at, tidy_text(answer)
        self._changed()

    def _choose(self, choice: Choice) -> None:
        line = next((it for it in self.lines if it.id == choice.line_id), None)
        if line is None:
            raise Invalid("There is no such line.", "line_id")
        if choice.quantity is not None:
            line.take(choice.quantity)
        if choice.chosen is None or choice.chosen == line.is_chosen:
            return
        if not line.is_optional:
            raise Invalid("This line belongs to the offer and stays.", "chosen")
        if line.group and not choice.chosen:
            raise Invalid("Of these one is chosen: choose the other instead.", "chosen")
        self._let_go_of_others(line)
        line.is_chosen = choice.chosen

    def _let_go_of_others(self, line: QuoteLine) -> None:
        for other in self.lines:
            if line.group and other.group == line.group:
                other.is_chosen = False

    def _count(self) -> None:
        self._check_groups()
        super()._count()
        self._check_deposit()

    def _check_groups(self) -> None:
        """Of each group exactly one is chosen: the first, unless another one is."""
        for group in {line.group for line in self.lines if line.group}:
            mine = [line for line in self.lines if line.group == group]
            chosen = sum(line.is_chosen for line in mine)
            if chosen > 1:
                raise Invalid(
                    phrase("Of “%(group)s” one is chosen, not several.", group=group), "lines"
                )
            mine[0].is_chosen = mine[0].is_chosen or not chosen

    def _check_deposit(self) -> None:
        if self.deposit_percent is not None:
            self.deposit_percent = measured(self.deposit_percent, "deposit_percent")
        if self.deposit_amount is not None:
            digits = digits_of(self.currency)
            self.deposit_amount = measured(self.deposit_amount, "deposit_amount", digits)
        check_deposit(self.deposit_percent, self.deposit_amount)
