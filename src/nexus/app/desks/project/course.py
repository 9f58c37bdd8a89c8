"""What moves a project along: its status, its stages, the proof of payment."""

from typing import Annotated, Any

from litestar import Controller, Response, get, post
from litestar.params import QueryParameter
from msgspec.structs import replace

from nexus.app.desks.project.desk import DESK, Desk, ProjectDesk
from nexus.kernel.errors import Invalid, Refused
from nexus.platform.uploads import Arrived
from nexus.platform.web.boards import moved
from nexus.platform.web.forms import Form
from nexus.platform.web.pages import Sent
from nexus.platform.web.taking import Enclosed, said_with
from nexus.projects import ChangeStatus, MoveStage, Status
from nexus.sales import RecordProof

PROGRESS, PAY = "projects.progress", "sales.pay"
To = Annotated[str | None, QueryParameter(max_length=40)]


class ProjectCoursePages(Controller):
    path = "/projects/{code:str}"
    include_in_schema = False
    dependencies = DESK

    @get("/status", permission=PROGRESS, sync_to_thread=True)
    def project_status_page(self, desk: Desk, to: To = None) -> Response[Any]:
        """Ask why a project is brought into another status."""
        return _ask_status(desk, desk.show.form([("status", to or "")]))

    @post("/status", permission=PROGRESS, sync_to_thread=True)
    def change_project_status_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Bring a project into another status; a board sends the column a card lies in now."""
        said = desk.show.say("The status has changed.")
        if sent["column"]:
            return moved(desk.show, lambda: _move_card(desk, sent), said)
        return desk.attempt(
            sent,
            ChangeStatus,
            lambda wish: desk.around.projects.change_status(desk.actor, desk.project.id, wish),
            lambda form, status: _ask_status(desk, form, status),
            "",
            said,
        )

    @post("/start", permission=PROGRESS, sync_to_thread=True)
    def start_project_page(self, desk: Desk) -> Response[Any]:
        """Begin the work, and with it the first stage."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("The work has begun.")
        return desk.act(lambda: projects.start(desk.actor, id), "overview", "", said)

    @post("/resume", permission=PROGRESS, sync_to_thread=True)
    def resume_project_page(self, desk: Desk) -> Response[Any]:
        """Go on with a project that was on hold."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("It goes on.")
        return desk.act(lambda: projects.resume(desk.actor, id), "overview", "", said)

    @get("/stage", permission=PROGRESS, sync_to_thread=True)
    def project_stage_page(self, desk: Desk, to: To = None) -> Response[Any]:
        """Ask why a project goes to a stage."""
        return _ask_stage(desk, desk.show.form([("stage_id", to or "")]))

    @post("/stage", permission=PROGRESS, sync_to_thread=True)
    def move_project_stage_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Go to a stage, to the next one or to the one before."""
        return desk.attempt(
            sent,
            MoveStage,
            lambda wish: desk.around.projects.move_stage(desk.actor, desk.project.id, wish),
            lambda form, status: _ask_stage(desk, form, status),
            "",
            desk.show.say("Moved on."),
        )

    @get("/pop", permission=PAY, sync_to_thread=True)
    def project_pop_page(self, desk: Desk) -> Response[Any]:
        """Show the form of a proof of payment."""
        today = desk.show.formats.today().isoformat()
        return desk.page("pop", desk.show.form([("pop_received_date", today)]))

    @post(
        "/pop",
        permission=PAY,
        sync_to_thread=True,
        request_max_body_size=None,
        optional_file=True,
    )
    def record_project_pop_page(
        self, desk: Desk, received: Arrived, enclosures: Enclosed
    ) -> Response[Any]:
        """Record a proof of payment, with the paper; the first one releases the work."""
        actor, id, proofs = desk.actor, desk.project.id, desk.around.proofs
        return desk.attempt(
            said_with(received),
            RecordProof,
            lambda wish: enclosures.take(
                actor,
                received,
                "project",
                id,
                lambda file_id: proofs.record_pop(actor, id, replace(wish, file_id=file_id)),
            ),
            lambda form, status: desk.page("pop", form, status),
            "",
            desk.show.say("The proof of payment is recorded."),
        )


def _ask_status(desk: ProjectDesk, form: Form, status: int = 200) -> Response[Any]:
    to = next((it for it in Status if it.value == form["status"]), None)
    return desk.page("status", form, status, to=to)


def _ask_stage(desk: ProjectDesk, form: Form, status: int = 200) -> Response[Any]:
    """Ask for a reason; where a project can go on from here there is none to be asked for."""
    stage = next((it for it in desk.project.stages if str(it.id) == form["stage_id"]), None)
    return desk.page("stage", form, status, stage=stage)


def _move_card(desk: ProjectDesk, sent: Form) -> None:
    """Do what a card on the board was moved for; the board asks why, where that is missing."""
    projects, actor, id = desk.around.projects, desk.actor, desk.project.id
    column, reason = sent["column"], sent["reason"][:200]
    to = next((it for it in Status if it.value == column), None)
    if to is None:
        raise Invalid("There is no such status.", "column")
    wish = ChangeStatus(status=to, reason=reason, skip_reason=reason)
    try:
        projects.change_status(actor, id, wish)
    except Refused as error:
        if to is Status.COMPLETED and to in desk.project.allowed and not reason:
            raise Refused(error.message, waits_for=True) from error
        raise
