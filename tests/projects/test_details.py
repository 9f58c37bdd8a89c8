"""The rules of what is written about a project, and of who works on it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, NotAllowed, NotFound, Refused
from nexus.kernel.ids import EmployeeId, NoteId, ProjectId, ShopId, UserId, new_id
from nexus.kernel.money import Money
from nexus.projects.domain import Details, Note, Status

from tests.conftest import NOW
from tests.projects.test_domain import TODAY, a_project


def test_amend_writes_what_is_given_and_clears_what_is_null():
    project = a_project(due_on=TODAY, material_type="steel")
    details = Details(name=" New   name", due_on=None, parts_quantity=7, description=" a\r\nb ")
    version = project.version
    project.amend(details, TODAY)
    assert (project.name, project.due_on, project.parts_quantity) == ("New name", None, 7)
    assert (project.description, project.material_type) == ("a\nb", "steel")
    assert project.version == version + 1
    project.amend(Details(), TODAY)
    assert project.version == version + 1


def test_the_day_the_client_was_notified_is_kept():
    project = a_project()
    project.amend(Details(client_notified=True), TODAY)
    project.amend(Details(client_notified=True), TODAY + timedelta(days=1))
    assert project.client_notified_on == TODAY
    project.amend(Details(client_notified=False), TODAY)
    assert project.client_notified_on is None


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (Details(estimated_price=Money(Decimal("-0.01"), "ZAR")), "estimated_price"),
        (Details(estimated_cost=Money(Decimal(1), "EUR")), "estimated_cost"),
        (Details(material_thickness=Decimal("0.0001")), "material_thickness"),
        (Details(material_thickness=Decimal("-1")), "material_thickness"),
        (Details(material_thickness=Decimal("NaN")), "material_thickness"),
        (Details(material_thickness=Decimal("1e30")), "material_thickness"),
        (Details(material_thickness=Decimal("1000000.001")), "material_thickness"),
    ],
)
def test_details_refuse_what_makes_no_sense(details, field):
    with pytest.raises(Invalid) as refusal:
        details.check("ZAR")
    assert refusal.value.field == field


@given(st.decimals(0, 1_000_000, places=3))
def test_any_thickness_of_three_digits_is_taken(thickness):
    Details(material_thickness=thickness, estimated_price=None).check("ZAR")


def test_a_person_is_once_in_a_team_with_one_part():
    project = a_project()
    ann, ben = EmployeeId(new_id()), EmployeeId(new_id())
    project.form([(ann, "lead"), (ben, "")])
    kept = project.team[0]
    project.join(ann, " designer ")
    assert [(it.employee_id, it.role) for it in project.team] == [(ben, ""), (ann, "designer")]
    assert project.team[1] is kept
    project.leave(ben)
    with pytest.raises(NotFound, match="not in the team"):
        project.leave(ben)
    with pytest.raises(Invalid, match="once in a team"):
        project.form([(ann, ""), (ann, "")])


def test_a_draft_may_go_and_nothing_else():
    a_project(status=Status.QUOTE_APPROVAL).check_it_may_go()
    for status in set(Status) - {Status.REQUEST, Status.QUOTE_APPROVAL}:
        with pytest.raises(Refused, match="Cancel it instead"):
            a_project(status=status).check_it_may_go()


def test_a_note_is_changed_by_its_author():
    author = UserId(new_id())
    note = Note(
        id=NoteId(new_id()),
        shop_id=ShopId(new_id()),
        project_id=ProjectId(new_id()),
        text="x",
        author_id=author,
        author="Ann",
        created_at=NOW,
    )
    assert note.written_by(author) is note
    for stranger in (UserId(new_id()), None):
        with pytest.raises(NotAllowed):
            note.written_by(stranger)
    with pytest.raises(Invalid, match="says something"):
        note.edit(" \n ", NOW)
