"""What people write on a job, and who works on it."""

from msgspec import UNSET

from nexus.kernel.actor import Actor
from nexus.kernel.errors import NotFound
from nexus.kernel.ids import EmployeeId, NoteId, ProjectId, new_id
from nexus.kernel.page import Page
from nexus.projects.domain import Note
from nexus.projects.domain.notes import worded
from nexus.projects.messages import (
    AddNote,
    ChangeNote,
    FormTeam,
    ListNotes,
    Member,
    NoteView,
    TeamView,
)
from nexus.projects.ports import ProjectsUnitOfWork
from nexus.projects.service.desk import Desk


class Writing(Desk):
    def notes(self, actor: Actor, project_id: ProjectId, wish: ListNotes) -> Page[NoteView]:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            page = look.notes(project_id, wish)
            if not page.items and not look.has(project_id):
                raise NotFound("There is no such project.")
            return page

    def add_note(self, actor: Actor, project_id: ProjectId, wish: AddNote) -> NoteView:
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            note = Note(
                id=NoteId(new_id()),
                shop_id=actor.shop_id,
                project_id=uow.projects.get(project_id).id,
                text=worded(wish.text),
                author_id=actor.user_id,
                author=actor.label[:200],
                created_at=self._clock(),
                is_internal=wish.is_internal,
            )
            uow.notes.add(note)
            return NoteView.of(note)

    def change_note(
        self,
        actor: Actor,
        project_id: ProjectId,
        note_id: NoteId,
        wish: ChangeNote,
        version: int | None = None,
    ) -> NoteView:
        """Change a note of one's own."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            note = self._own(uow, actor, project_id, note_id).expect(version)
            if wish.text is not UNSET:
                note.edit(wish.text, self._clock())
            if wish.is_internal is not UNSET:
                note.show(wish.is_internal, self._clock())
            return NoteView.of(note)

    def delete_note(
        self, actor: Actor, project_id: ProjectId, note_id: NoteId, version: int | None = None
    ) -> None:
        """Delete a note of one's own."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            uow.notes.remove(self._own(uow, actor, project_id, note_id).expect(version))

    def team(self, actor: Actor, project_id: ProjectId) -> TeamView:
        actor.require("projects.read")
        with self._reading(actor.shop_id) as look:
            return look.team(project_id)

    def form_team(
        self, actor: Actor, project_id: ProjectId, wish: FormTeam, version: int | None = None
    ) -> TeamView:
        """Let the team be these people."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            for member in wish.members:
                self._check_employee(actor.shop_id, member.employee_id, "members")
            project.form([(member.employee_id, member.role) for member in wish.members])
            return self._team(actor, project_id)

    def join_team(
        self, actor: Actor, project_id: ProjectId, wish: Member, version: int | None = None
    ) -> TeamView:
        """Add one person, or give one who is in the team another part."""
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            project = uow.projects.get(project_id).expect(version)
            self._check_employee(actor.shop_id, wish.employee_id, "employee_id")
            project.join(wish.employee_id, wish.role)
            return self._team(actor, project_id)

    def leave_team(
        self,
        actor: Actor,
        project_id: ProjectId,
        employee_id: EmployeeId,
        version: int | None = None,
    ) -> TeamView:
        actor.require("projects.write")
        with self._unit_of_work(actor) as uow:
            uow.projects.get(project_id).expect(version).leave(employee_id)
            return self._team(actor, project_id)

    def _team(self, actor: Actor, project_id: ProjectId) -> TeamView:
        with self._reading(actor.shop_id) as look:
            return look.team(project_id)

    def _own(
        self, uow: ProjectsUnitOfWork, actor: Actor, project_id: ProjectId, note_id: NoteId
    ) -> Note:
        note = uow.notes.get(note_id)
        if note.project_id != project_id:
            raise NotFound("There is no such note.")
        return note.written_by(actor.user_id)
