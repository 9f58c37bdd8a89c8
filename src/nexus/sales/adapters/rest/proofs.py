"""REST of proofs of payment."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from nexus.kernel.ids import ProjectId
from nexus.kernel.page import Page
from nexus.platform.http import Caller, tagged
from nexus.sales.messages.proofs import ProofRow, ProofView, RecordProof
from nexus.sales.service.proofs import ProofService

Service = NamedDependency[ProofService]
READ, PAY = "sales.read", "sales.pay"


class ProofApi(Controller):
    path = "/api/projects/{project_id:uuid}"
    tags = ("sales",)

    @post("/pop", permission=PAY, status_code=200, sync_to_thread=True)
    def record_pop(
        self,
        proofs: Service,
        actor: Caller,
        project_id: FromPath[ProjectId],
        data: JSONBody[RecordProof],
    ) -> Response[ProofView]:
        """Record a proof of payment; the first marks the project, a second time changes nothing."""
        return tagged(proofs.record_pop(actor, project_id, data))

    @get("/proofs-of-payment", permission=READ, sync_to_thread=True)
    def list_proofs_of_payment(
        self, proofs: Service, actor: Caller, project_id: FromPath[ProjectId]
    ) -> Page[ProofRow]:
        """List a project's proofs of payment."""
        return proofs.of_project(actor, project_id)
