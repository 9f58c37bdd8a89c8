"""Notes and teams, and who may do what, over fakes."""

import msgspec
import pytest

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from nexus.kernel.ids import EmployeeId, NoteId, ProjectId, ShopId, UserId, new_id
from nexus.projects import (
    AddNote,
    ChangeNote,
    ChangeProject,
    ChangeStatus,
    CreateProject,
    FormTeam,
    ListNotes,
    ListProjects,
    Member,
    MoveStage,
    ProjectAnswers,
    Status,
)

from tests.conftest import NOW
from tests.projects.world import ACME, ANN, OTHER


def test_a_note_is_signed_and_changed_by_its_author_alone(service, actor, create):
    project = create()
    note = service.add_note(actor, project.id, AddNote(text=" Mask the\r\nholes "))
    assert (note.text, note.author, note.is_internal) == ("Mask the\nholes", "Ann", True)
    stranger = msgspec.structs.replace(actor, user_id=UserId(new_id()))
    for wish in (
        lambda who: service.change_note(who, project.id, note.id, ChangeNote(text="x")),
        lambda who: service.delete_note(who, project.id, note.id),
    ):
        with pytest.raises(NotAllowed, match="who wrote it"):
            wish(stranger)
    changed = service.change_note(
        actor, project.id, note.id, ChangeNote(text="x", is_internal=False), note.version
    )
    assert (changed.text, changed.is_internal, changed.edited_at) == ("x", False, NOW)
    with pytest.raises(Stale):
        service.delete_note(actor, project.id, note.id, note.version)
    with pytest.raises(NotFound):
        service.delete_note(actor, create().id, note.id)
    service.delete_note(actor, project.id, note.id)
    assert service.notes(actor, project.id, ListNotes()).items == []


def test_notes_need_a_project_and_words(service, actor, create):
    for wish in (
        lambda: service.notes(actor, ProjectId(new_id()), ListNotes()),
        lambda: service.add_note(actor, ProjectId(new_id()), AddNote(text="x")),
    ):
        with pytest.raises(NotFound):
            wish()
    with pytest.raises(Invalid, match="says something"):
        service.add_note(actor, create().id, AddNote(text=" "))


def test_a_team_is_formed_of_the_shops_people(service, actor, create):
    project = create()
    formed = service.form_team(
        actor, project.id, FormTeam(members=[Member(employee_id=ANN, role="lead")])
    )
    assert [(it.employee_id, it.role) for it in formed.items] == [(ANN, "lead")]
    assert formed.version == project.version + 1
    stranger = Member(employee_id=EmployeeId(new_id()))
    with pytest.raises(Invalid, match="no such employee"):
        service.join_team(actor, project.id, stranger)
    with pytest.raises(Invalid, match="no such employee"):
        service.form_team(actor, project.id, FormTeam(members=[stranger]))
    joined = service.join_team(actor, project.id, Member(employee_id=ANN, role="designer"))
    assert [it.role for it in joined.items] == ["designer"]
    assert service.leave_team(actor, project.id, ANN).items == []


# Whoever asks


def test_answers_follow_the_work(service, actor, create, around):
    answers, shop = ProjectAnswers(around.store), actor.shop_id
    project = create()
    assert answers.has_project(shop, project.id)
    assert answers.is_open(shop, project.id)
    assert answers.customer_of(shop, project.id) == ACME
    assert answers.codes_of_customer(shop, ACME) == [project.code]
    assert answers.current_stage(shop, project.id) is None
    started = service.start(actor, project.id)
    assert answers.current_stage(shop, project.id) == started.current_stage_id
    assert answers.has_stage(shop, project.id, started.current_stage_id)
    assert answers.stage_station(shop, project.id, started.current_stage_id) is None
    service.change_status(actor, project.id, ChangeStatus(status=Status.CANCELLED))
    assert not answers.is_open(shop, project.id)


USES = {
    "projects.read": [
        lambda s, who, id: s.one(who, id),
        lambda s, who, id: s.by_code(who, "x"),
        lambda s, who, id: s.page(who, ListProjects()),
        lambda s, who, id: s.stages(who, id),
        lambda s, who, id: s.statuses(who),
        lambda s, who, id: s.notes(who, id, ListNotes()),
        lambda s, who, id: s.team(who, id),
    ],
    "projects.write": [
        lambda s, who, id: s.create(who, CreateProject(name="x", customer_id=ACME)),
        lambda s, who, id: s.change(who, id, ChangeProject()),
        lambda s, who, id: s.repoint(who, ACME, OTHER),
        lambda s, who, id: s.open_operations(who),
        lambda s, who, id: s.add_note(who, id, AddNote(text="x")),
        lambda s, who, id: s.change_note(who, id, NoteId(id), ChangeNote()),
        lambda s, who, id: s.delete_note(who, id, NoteId(id)),
        lambda s, who, id: s.form_team(who, id, FormTeam(members=[])),
        lambda s, who, id: s.join_team(who, id, Member(employee_id=ANN)),
        lambda s, who, id: s.leave_team(who, id, ANN),
    ],
    "projects.progress": [
        lambda s, who, id: s.start(who, id),
        lambda s, who, id: s.move_stage(who, id, MoveStage(direction="next")),
        lambda s, who, id: s.change_status(who, id, ChangeStatus(status=Status.QUEUED)),
        lambda s, who, id: s.resume(who, id),
        lambda s, who, id: s.reopen(who, id, "x"),
        lambda s, who, id: s.mark_pop(who, id),
    ],
    "projects.delete": [lambda s, who, id: s.delete(who, id)],
}


@pytest.mark.parametrize("scope", USES)
def test_every_use_needs_its_permission(service, actor, scope):
    almost = frozenset(USES) - {scope}
    visitor = msgspec.structs.replace(actor, scopes=almost)
    for use in USES[scope]:
        with pytest.raises(NotAllowed, match=scope):
            use(service, visitor, ProjectId(new_id()))


def test_a_wish_made_on_an_older_version_is_stale(service, actor, create):
    project = create()
    service.change(actor, project.id, ChangeProject(name="New"), project.version)
    old = project.version
    for wish in (
        lambda: service.change(actor, project.id, ChangeProject(name="x"), old),
        lambda: service.start(actor, project.id, old),
        lambda: service.move_stage(actor, project.id, MoveStage(direction="next"), old),
        lambda: service.change_status(actor, project.id, ChangeStatus(status="queued"), old),
        lambda: service.resume(actor, project.id, old),
        lambda: service.reopen(actor, project.id, "x", old),
        lambda: service.mark_pop(actor, project.id, None, old),
        lambda: service.form_team(actor, project.id, FormTeam(members=[]), old),
        lambda: service.join_team(actor, project.id, Member(employee_id=ANN), old),
        lambda: service.leave_team(actor, project.id, ANN, old),
    ):
        with pytest.raises(Stale, match="look again"):
            wish()


def test_another_shop_cannot_see_the_project(service, actor, create):
    stranger = msgspec.structs.replace(actor, shop_id=ShopId(new_id()))
    project = create()
    for wish in (
        lambda: service.one(stranger, project.id),
        lambda: service.start(stranger, project.id),
        lambda: service.by_code(stranger, project.code),
    ):
        with pytest.raises(NotFound):
            wish()
