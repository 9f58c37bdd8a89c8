"""The data sets are as the program would have made them, and the floor does the same work."""

import pickle

import pytest
from benchmarks.data import SIZES
from benchmarks.measures import MEASURES
from benchmarks.running import Run, place
from litestar.testing import TestClient

from benchmarks import floor
from nexus.app.verify import verify
from nexus.platform.db import make_engine

from tests.databases import BACKENDS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=BACKENDS)
def run(request):
    with place(request.param) as here:
        run = Run(here, "small", None, MEASURES, lambda what: None)
        run.fill()
        yield run
        run.shop.nexus.engine().dispose()


def test_a_data_set_keeps_every_promise(run):
    assert verify(run.shop.nexus.database()).violations == []


def test_a_data_set_is_as_large_as_it_says(run):
    engine = make_engine(run.place.above, pool_size=1)
    with engine.connect() as connection:
        count = "SELECT count(*) FROM projects_project WHERE kind = 'job'"
        jobs = connection.exec_driver_sql(count).scalar_one()
        logs = connection.exec_driver_sql("SELECT count(*) FROM tasks_time_log").scalar_one()
    engine.dispose()
    assert jobs >= SIZES["small"].projects
    assert logs >= SIZES["small"].projects * 0.8 * 25


def test_the_floor_does_each_operation_again_and_again(run):
    recorded = run.record()
    plan = floor.Plan(run.place.bare, {name: r.variants for name, r in recorded.items()})
    with TestClient(floor.make_app(pickle.loads(pickle.dumps(plan)))) as client:
        for name, each in recorded.items():
            assert each.statements > 0
            steps = floor.operation(name, each.variants)
            for n in (1, 2, 3):
                for request in steps({}, n):
                    answer = client.get(request.path)
                    assert (name, answer.status_code) == (name, 200), answer.text
                    assert answer.content
