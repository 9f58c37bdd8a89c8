"""The rules of workflows and their stages, without any input or output."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nexus.kernel.errors import Invalid, Refused
from nexus.kernel.ids import ShopId, StageId, StationId, new_id
from nexus.workflows.domain import StagePlan, Workflow

from tests.conftest import NOW

SAW = StationId(new_id())


def a_workflow(*names: str) -> Workflow:
    plans = [StagePlan(name=name) for name in names]
    return Workflow.new(ShopId(new_id()), "Cut and coat", NOW, stages=plans)


def names(workflow):
    return [stage.name for stage in workflow.stages]


def kept(stage, **changes):
    return StagePlan(**{"id": stage.id, "name": stage.name} | changes)


def test_stages_are_counted_in_the_order_given():
    workflow = a_workflow("Design", "Cutting", "Finishing")
    assert [(it.name, it.position) for it in workflow.stages] == [
        ("Design", 1),
        ("Cutting", 2),
        ("Finishing", 3),
    ]
    assert workflow.version == 1


def test_arrange_keeps_the_stages_with_ids_and_makes_the_others():
    workflow = a_workflow("Design", "Cutting", "Finishing")
    design, cutting, finishing = workflow.stages
    workflow.arrange(
        [
            kept(finishing, name="Finish"),
            StagePlan(name=" Pack  up ", station_id=SAW),
            kept(design),
        ]
    )
    assert names(workflow) == ["Finish", "Pack up", "Design"]
    assert [it.position for it in workflow.stages] == [1, 2, 3]
    assert workflow.stages[0] is finishing
    assert workflow.stages[1].station_id == SAW
    assert cutting not in workflow.stages
    assert workflow.version == 2


def test_arrange_refuses_a_stage_of_another_workflow_or_one_twice():
    workflow = a_workflow("Design")
    with pytest.raises(Invalid, match="one that the workflow has"):
        workflow.arrange([StagePlan(id=StageId(new_id()), name="Stray")])
    with pytest.raises(Invalid, match="one place"):
        workflow.arrange([kept(workflow.stages[0])] * 2)
    assert names(workflow) == ["Design"]


@given(st.permutations(range(5)), st.sets(st.integers(0, 4)), st.integers(0, 3))
def test_any_arrangement_counts_from_1_and_keeps_who_was_named(order, dropped, extra):
    workflow = a_workflow(*"abcde")
    stages = [workflow.stages[n] for n in order if n not in dropped]
    workflow.arrange([*map(kept, stages), *[StagePlan(name="new")] * extra])
    assert workflow.stages[: len(stages)] == stages
    assert [it.position for it in workflow.stages] == list(range(1, len(stages) + extra + 1))
    assert len({it.id for it in workflow.stages}) == len(workflow.stages)


def test_a_copy_has_the_same_stages_and_is_changed_by_itself():
    workflow = a_workflow("Design", "Cutting")
    workflow.make_default()
    twin = workflow.copy("Second", NOW)
    twin.arrange([])
    assert names(workflow) == ["Design", "Cutting"]
    assert not twin.is_default
    assert twin.id != workflow.id


def test_archive_and_restore_bear_repetition():
    workflow = a_workflow()
    workflow.make_default()
    for _ in range(2):
        workflow.archive(NOW)
    assert (workflow.is_archived, workflow.is_default, workflow.version) == (True, False, 3)
    with pytest.raises(Refused, match="Restore it first"):
        workflow.make_default()
    for _ in range(2):
        workflow.restore()
    assert (workflow.is_archived, workflow.version) == (False, 4)
