"""Proofs of payment: what a customer showed, and that the project knows of it."""

from collections.abc import Callable

from nexus.kernel.actor import Actor
from nexus.kernel.clock import Clock, day_of
from nexus.kernel.errors import Invalid, NotFound, Refused
from nexus.kernel.ids import FileId, ProjectId, ProofId, ShopId, new_id
from nexus.kernel.money import Money
from nexus.kernel.page import Page
from nexus.sales.domain.proof import ProofOfPayment
from nexus.sales.messages.proofs import ProofRow, ProofView, RecordProof
from nexus.sales.ports import (
    BooksReading,
    BooksUnitOfWork,
    Files,
    PopProject,
    PopProjects,
    Settings,
    Terms,
)
from nexus.sales.service.desk import minor


class ProofService:
    """The first proof marks the project, at once; what is told twice is kept once (L-068)."""

    def __init__(
        self,
        unit_of_work: Callable[[Actor], BooksUnitOfWork],
        reading: Callable[[ShopId], BooksReading],
        projects: PopProjects,
        files: Files,
        settings: Settings,
        clock: Clock,
    ) -> None:
        self._unit_of_work = unit_of_work
        self._reading = reading
        self._projects = projects
        self._files = files
        self._settings = settings
        self._clock = clock

    def record_pop(self, actor: Actor, project_id: ProjectId, wish: RecordProof) -> ProofView:
        actor.require("sales.pay")
        with self._unit_of_work(actor) as uow:
            if self._project(actor.shop_id, project_id).kind == "internal":
                raise Refused("Nobody pays for the shop's own work.")
            terms = self._settings.terms(actor.shop_id)
            proof = self._proof(actor, project_id, wish, terms)
            proof.check(day_of(self._clock(), terms.timezone))
            self._check_file(actor.shop_id, wish.file_id)
            proof = self._keep(uow, proof)
        # What follows at once follows as the transaction ends: the project is looked at after it.
        return ProofView.of(proof, self._project(actor.shop_id, project_id))

    def of_project(self, actor: Actor, project_id: ProjectId) -> Page[ProofRow]:
        """Return all proofs of a project, the first first; they are few."""
        actor.require("sales.read")
        with self._reading(actor.shop_id) as look:
            rows = look.proofs(project_id)
            if not rows:
                self._project(actor.shop_id, project_id)
            return Page(items=list(rows))

    def _keep(self, uow: BooksUnitOfWork, proof: ProofOfPayment) -> ProofOfPayment:
        """Return the proof as it is kept; one that was told before, or says nothing new, is not."""
        had = uow.proofs.of_project(proof.project_id)
        if known := [it for it in had if it.is_like(proof)]:
            return known[0]
        if had and not proof.says_something:
            return had[0]
        uow.proofs.add(proof)
        if not had:
            uow.record(proof.tell())
        return proof

    def _project(self, shop_id: ShopId, project_id: ProjectId) -> PopProject:
        if (project := self._projects.proof_state(shop_id, project_id)) is None:
            raise NotFound("There is no such project.")
        return project

    def _check_file(self, shop_id: ShopId, file_id: FileId | None) -> None:
        if file_id is not None and not self._files.has_file(shop_id, file_id):
            raise Invalid("There is no such file.", "file_id")

    def _proof(
        self, actor: Actor, project_id: ProjectId, wish: RecordProof, terms: Terms
    ) -> ProofOfPayment:
        now, amount = self._clock(), wish.amount
        if amount is not None and not isinstance(amount, Money):
            amount = Money.of(minor(amount, terms.currency), terms.currency)
        return ProofOfPayment(
            id=ProofId(new_id()),
            shop_id=actor.shop_id,
            project_id=project_id,
            received_on=wish.received_on or day_of(now, terms.timezone),
            amount=amount,
            file_id=wish.file_id,
            reference=wish.reference,
            note=wish.note,
            recorded_at=now,
            recorded_by=actor.label,
        )
