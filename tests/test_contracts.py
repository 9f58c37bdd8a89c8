"""The import contracts hold because breaking them is noticed: each is broken here, in a copy."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINT = Path(sys.executable).with_name("lint-imports")

MAP = "Modules never import each other"
SHAPE = "Every module points inwards"
EDGES = "Adapters of a module do not know each other"
CORE = "The core knows no framework"
DOOR = "The app and the two modules above the others"
SQL = "SQL stays in the database adapters"
WIRING = "Only containers know the injector"
ANALYTICS = "Analytics reads and never writes"
CYCLES = "No cycles anywhere"

# What is written at the end of which file, and which contracts that breaks.
VIOLATIONS = {
    "a module imports the front door of another": (
        "workflows/service.py",
        "from nexus.customers import CustomerService",
        {MAP},
    ),
    "a module imports one that nobody may depend on": (
        "workflows/service.py",
        "from nexus.assistants import answer",
        {MAP},
    ),
    "a package stands beside the modules": ("utils/__init__.py", "", {MAP}),
    "the kernel imports the platform": (
        "kernel/page.py",
        "import nexus.platform.checks",
        {MAP, CORE, CYCLES, ANALYTICS},
    ),
    "a domain imports messages": (
        "workflows/domain.py",
        "from nexus.workflows.messages import WorkflowView",
        {SHAPE, CYCLES},
    ),
    "answers import the service": (
        "workflows/answers.py",
        "from nexus.workflows.service import WorkflowService",
        {SHAPE},
    ),
    "an adapter has a name of its own": ("workflows/adapters/sms.py", "", {EDGES}),
    "REST imports the database": (
        "workflows/adapters/rest.py",
        "from nexus.workflows.adapters.db import workflow",
        {EDGES},
    ),
    "a domain knows SQL": ("workflows/domain.py", "import sqlalchemy", {CORE, SQL}),
    "a service knows the web": ("workflows/service.py", "import litestar", {CORE}),
    "a service knows the injector": (
        "workflows/service.py",
        "import dependency_injector",
        {CORE, WIRING},
    ),
    "a container knows SQL": ("workflows/container.py", "import sqlalchemy", {SQL}),
    "the app enters by the back door": (
        "app/reactions.py",
        "from nexus.workflows.domain import Workflow",
        {DOOR},
    ),
    "analytics writes": (
        "analytics/adapters/db.py",
        "from nexus.platform.uow import SqlUnitOfWork",
        {ANALYTICS},
    ),
    "a module born tomorrow keeps SQL in its service": (
        "studio/service.py",
        "import sqlalchemy",
        {CORE, SQL},
    ),
    "a module born tomorrow is well made": (
        "studio/adapters/live.py",
        "from nexus.studio.domain import Shot",
        set(),
    ),
}
NEWBORN = {
    "studio/__init__.py": "",
    "studio/domain.py": "class Shot: ...",
    "studio/adapters/__init__.py": "",
    "assistants/__init__.py": "answer = 42",
    "analytics/__init__.py": "",
    "analytics/adapters/__init__.py": "",
}


@pytest.mark.slow
@pytest.mark.parametrize("violation", VIOLATIONS)
def test_a_violation_is_noticed(violation, tmp_path):
    file, line, contracts = VIOLATIONS[violation]
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / ".importlinter", tmp_path)
    package = tmp_path / "src/nexus"
    born = {path for path in NEWBORN if path.split("/")[0] in f"{file} {line.replace('.', ' ')}"}
    for path in born:
        write(package / path, NEWBORN[path])
    write(package / file, line)
    assert broken(tmp_path) == contracts


def write(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(f"{line}\n")


def broken(folder: Path) -> set[str]:
    done = subprocess.run(
        [LINT, "--no-cache", "--no-logo"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
    )
    named = re.findall(r"^(.+) BROKEN", done.stdout, re.M)
    assert (done.returncode == 0) == (not named), done.stdout + done.stderr
    return {
        known
        for known in (MAP, SHAPE, EDGES, CORE, DOOR, SQL, WIRING, ANALYTICS, CYCLES)
        if any(name.startswith(known) for name in named)
    }
