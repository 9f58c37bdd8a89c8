"""Write the lock files, or install one: with uv, which pip fetches first, or else with pip.

    tools/locks.py write .venv [--upgrade]
    tools/locks.py install .venv requirements.lock

The locks hold hashes and no index, so they install from any registry or mirror.
"""

import ast
import os
import subprocess
import sys
from pathlib import Path

BUILD = "requirements-build.lock"  # uv itself, and what builds the package
LOCKS = {  # the largest comes first and rules the versions of the others
    "requirements-dev.lock": "pyproject.toml --extra otel --group build --group dev",
    "requirements.lock": "pyproject.toml --constraint requirements-dev.lock",
    BUILD: "--group build --constraint requirements-dev.lock",
}
FORM = "--universal --python-version 3.11 --generate-hashes --no-emit-index-url"
PIP_TO_UV = {"index-url": "UV_DEFAULT_INDEX", "cert": "SSL_CERT_FILE"}


def write(venv: Path, *options: str) -> None:
    _prepare(venv)
    for lock, parts in LOCKS.items():
        print(f"Resolving {lock}", flush=True)
        form = [*FORM.split(), "--custom-compile-command", "make lock", *options]
        _uv(venv, "compile", *parts.split(), *form, "--output-file", lock)


def install(venv: Path, lock: str) -> None:
    _prepare(venv)
    print(f"Installing {lock} into {venv}", flush=True)
    try:
        _uv(venv, "sync", "--require-hashes", BUILD, lock)
    except subprocess.CalledProcessError:
        print("uv cannot reach it here; pip tries, more slowly", flush=True)
        _pip(venv, "install", "-qq", "--require-hashes", "-r", BUILD, "-r", lock)
    alone = ("--no-index", "--no-deps", "--no-build-isolation")
    _pip(venv, "install", "-qq", *alone, "--editable", ".")


def _prepare(venv: Path) -> None:
    if not (venv / "bin" / "pip").exists():
        print(f"Creating {venv}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if not (venv / "bin" / "uv").exists():
        _pip(venv, "install", "-qq", "--require-hashes", "-r", BUILD)


def _pip(venv: Path, *arguments: str) -> str:
    command = [str(venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check", *arguments]
    return subprocess.run(command, check=True, text=True, stdout=subprocess.PIPE).stdout


def _uv(venv: Path, *arguments: str) -> None:
    """Run uv as pip is configured, since a machine behind a mirror often tells pip alone."""
    environment = {"VIRTUAL_ENV": str(venv.absolute())}
    for line in _pip(venv, "config", "list").splitlines():
        name, _, value = line.partition("=")
        if variable := PIP_TO_UV.get(name.rpartition(".")[2]):
            environment.setdefault(variable, ast.literal_eval(value))
    command = [str(venv / "bin" / "uv"), "pip", "--quiet", *arguments]
    subprocess.run(command, check=True, env=environment | os.environ)


if __name__ == "__main__":
    if sys.version_info < (3, 11):  # noqa: UP036, since this runs first of all
        sys.exit("Nexus needs Python 3.11 or newer: name one, as in make PYTHON=python3.12")
    action, folder, *rest = sys.argv[1:]
    try:
        {"write": write, "install": install}[action](Path(folder), *rest)
    except subprocess.CalledProcessError as error:
        sys.exit(error.returncode)  # the program has said why
