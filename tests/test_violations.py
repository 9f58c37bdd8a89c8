"""Each rule of the contract bites: a copy of the program breaks it, and the right one is broken."""

import os
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
DOOR = "The app and the two modules above the others enter a module by its front door"
SQL = "SQL stays in the database adapters"
WIRING = "Only containers know the injector"
ANALYTICS = "Analytics reads and never writes"

VIOLATIONS = {
    "a module imports another's front door": ("sales/answers.py", "nexus.tasks", MAP),
    "a module imports one above it": ("projects/answers.py", "nexus.assistants", MAP),
    "one above imports its neighbour": ("assistants/service.py", "nexus.integrations", MAP),
    "one above enters by the window": ("assistants/service.py", "nexus.tasks.domain", DOOR),
    "a new package that nobody planned": ("utils/text.py", "nexus.kernel.text", MAP),
    "the kernel imports the platform": ("kernel/money.py", "nexus.platform.db", MAP),
    "the platform imports a module": ("platform/relay.py", "nexus.tasks", MAP),
    "a domain imports messages": ("workflows/domain.py", "nexus.workflows.messages", SHAPE),
    "answers import the service": ("workflows/answers.py", "nexus.workflows.service", SHAPE),
    "an adapter of another name": ("workflows/adapters/sms.py", "nexus.kernel.ids", EDGES),
    "REST imports the database": (
        "workflows/adapters/rest.py",
        "nexus.workflows.adapters.db",
        EDGES,
    ),
    "SQL in a domain": ("workflows/domain.py", "sqlalchemy", SQL),
    "SQL in the app": ("app/doctor.py", "sqlalchemy", SQL),
    "a framework in a service": ("workflows/service.py", "litestar", CORE),
    "the platform in the core": ("workflows/service.py", "nexus.platform.http", CORE),
    "the injector in a service": ("workflows/service.py", "dependency_injector", WIRING),
    "the app in a module's domain": ("app/verify.py", "nexus.workflows.domain", DOOR),
    "analytics write": ("analytics/adapters/db.py", "nexus.platform.uow", ANALYTICS),
}
NEWBORN = {"assistants": "service", "integrations": "service", "analytics": "service"}


@pytest.fixture
def program(tmp_path):
    """A copy of the program, with the modules that are not born yet."""
    quiet = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=quiet)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    package = tmp_path / "src" / "nexus"
    for module in NEWBORN:
        write(package / module / "__init__.py")
        write(package / module / "service.py")
    return package


def write(file, text=""):
    file.parent.mkdir(parents=True, exist_ok=True)
    for folder in (file.parent, *file.parent.parents):
        if folder.name == "nexus":
            break
        (folder / "__init__.py").touch()
    with file.open("a") as out:
        out.write(text)


def lint(package):
    home = package.parents[1]
    env = os.environ | {"PYTHONPATH": str(package.parent)}
    return subprocess.run([LINT, "--no-cache"], cwd=home, env=env, capture_output=True, text=True)


@pytest.mark.slow
def test_the_copy_itself_keeps_the_contract(program):
    assert lint(program).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("file", [it[0] for it in VIOLATIONS.values()], ids=list(VIOLATIONS))
def test_a_violation_breaks_its_contract(program, file, request):
    _, imported, broken = VIOLATIONS[request.node.callspec.id]
    package = program / Path(file).with_suffix("")
    written = package / "__init__.py" if package.is_dir() else program / file
    write(written, f"\nimport {imported}  # noqa\n")
    told = lint(program)
    assert told.returncode == 1
    assert f"{broken}" in told.stdout.partition("Broken contracts")[2], told.stdout[-2000:]
