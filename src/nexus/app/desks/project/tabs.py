"""The tabs of a project, an address each."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.params import FromPath
from msgspec import UNSET

from nexus.app.desks.project.desk import DESK, Desk
from nexus.kernel.errors import Invalid
from nexus.kernel.ids import EmployeeId, NoteId
from nexus.platform.web.pages import ON_FORM, Sent, status_of
from nexus.projects import AddNote, ChangeNote, Member

READ, WRITE, DELETE = "projects.read", "projects.write", "projects.delete"


class ProjectDeskPages(Controller):
    path = "/projects/{code:str}"
    include_in_schema = False
    dependencies = DESK

    @get("/", permission=READ, sync_to_thread=True)
    def project_page(self, desk: Desk) -> Response[Any]:
        """Show how a project stands: stages, notes, team, days, payment."""
        return desk.tab("overview")

    @get("/files", permission="files.read", sync_to_thread=True)
    def project_files_page(self, desk: Desk) -> Response[Any]:
        """Show the files of a project."""
        return desk.tab("files")

    @get("/money", permission=READ, sync_to_thread=True)
    def project_money_page(self, desk: Desk) -> Response[Any]:
        """Show what a project is quoted, billed and costs, as far as one may see it."""
        return desk.tab("money")

    @get("/activity", permission="activity.read", sync_to_thread=True)
    def project_activity_page(self, desk: Desk) -> Response[Any]:
        """Show who changed what on a project."""
        return desk.tab("activity")

    @post("/notes", permission=WRITE, sync_to_thread=True)
    def add_project_note_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Write a note on a project."""
        return desk.attempt(
            sent,
            AddNote,
            lambda wish: desk.around.projects.add_note(desk.actor, desk.project.id, wish),
            desk.again("overview"),
            "#notes",
            desk.show.say("Written down."),
        )

    @get("/notes/{note_id:uuid}", permission=WRITE, sync_to_thread=True)
    def project_note_page(self, desk: Desk, note_id: FromPath[NoteId]) -> Response[Any]:
        """Show the form of a note."""
        note = desk.note(note_id)
        return desk.page("note", desk.show.filled(note), note=note)

    @post("/notes/{note_id:uuid}", permission=WRITE, sync_to_thread=True)
    def change_project_note_page(
        self, desk: Desk, note_id: FromPath[NoteId], sent: Sent
    ) -> Response[Any]:
        """Change a note of one's own."""
        note, projects = desk.note(note_id), desk.around.projects

        def act(wish: ChangeNote) -> Any:
            if wish.text is UNSET:
                raise Invalid("This is needed.", "text")
            return projects.change_note(desk.actor, desk.project.id, note_id, wish, sent.version)

        return desk.attempt(
            sent,
            ChangeNote,
            act,
            lambda form, status: desk.page("note", form, status, note=note),
            "#notes",
            desk.show.say("Saved."),
        )

    @post("/notes/{note_id:uuid}/delete", permission=WRITE, sync_to_thread=True)
    def delete_project_note_page(self, desk: Desk, note_id: FromPath[NoteId]) -> Response[Any]:
        """Delete a note of one's own."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("Deleted.")
        return desk.act(
            lambda: projects.delete_note(desk.actor, id, note_id), "overview", "#notes", said
        )

    @post("/team", permission=WRITE, sync_to_thread=True)
    def join_project_team_page(self, desk: Desk, sent: Sent) -> Response[Any]:
        """Add a person to the team, or give one of it another part."""
        return desk.attempt(
            sent,
            Member,
            lambda wish: desk.around.projects.join_team(desk.actor, desk.project.id, wish),
            desk.again("overview"),
            "#team",
            desk.show.say("Saved."),
        )

    @post("/team/{employee_id:uuid}/leave", permission=WRITE, sync_to_thread=True)
    def leave_project_team_page(
        self, desk: Desk, employee_id: FromPath[EmployeeId]
    ) -> Response[Any]:
        """Take a person out of the team."""
        projects, id = desk.around.projects, desk.project.id
        said = desk.show.say("Saved.")
        return desk.act(
            lambda: projects.leave_team(desk.actor, id, employee_id), "overview", "#team", said
        )

    @post("/delete", permission=DELETE, sync_to_thread=True)
    def delete_project_page(self, desk: Desk) -> Response[Any]:
        """Delete a draft that nobody has worked on."""
        try:
            desk.around.projects.delete(desk.actor, desk.project.id)
        except ON_FORM as error:
            return desk.tab("overview", desk.show.form().wrong(error), status_of(error))
        return desk.show.go("/projects", desk.show.say("Deleted."))
