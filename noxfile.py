"""Every check, by name: ``nox`` runs what a pull request must pass, in versions of uv.lock."""

import os
import secrets
from pathlib import Path

import nox

nox.needs_version = ">=2025.5.1"
nox.options.default_venv_backend = "uv"
nox.options.reuse_venv = "yes"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["tests", "lint", "types", "imports", "docs", "wheel"]

BUILD = Path("build")
SPELLED = (
    "src",
    "tests",
    "benchmarks",
    "docs",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "noxfile.py",
)


def locked(session: nox.Session, *selection: str) -> None:
    """Make the session's environment exactly this selection of uv.lock."""
    here = session.virtualenv.location
    session.run_install(
        "uv",
        "sync",
        "--frozen",
        "--quiet",
        "--no-default-groups",
        f"--python={here}",
        *selection,
        env={"UV_PROJECT_ENVIRONMENT": here},
    )


@nox.session
def tests(session: nox.Session) -> None:
    """Every promise: unit, and contract on memory and on the embedded Postgres and Valkey."""
    locked(session, "--all-extras", "--group=tests", "--group=lint")
    session.run("pytest", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Style, formatting and spelling; and whether uv.lock still says what pyproject.toml asks."""
    session.run_install("uv", "lock", "--check", "--quiet", "--no-config")
    locked(session, "--only-group=lint")
    session.run("ruff", "check", ".", "run")
    session.run("ruff", "format", "--check", ".", "run")
    session.run("codespell", *(path for path in SPELLED if Path(path).exists()))


@nox.session
def types(session: nox.Session) -> None:
    """Types, strictly and cold: a warm cache has hidden a broken adapter before."""
    locked(session, "--all-extras", "--group=typing", "--group=lint")
    session.run("mypy", "--no-incremental", *session.posargs)


@nox.session
def imports(session: nox.Session) -> None:
    """The architecture, as contracts."""
    locked(session, "--all-extras", "--group=lint")
    session.run("lint-imports", "--no-cache")


@nox.session
def docs(session: nox.Session) -> None:
    """The site, where a warning is an error and a dead link inside it a warning."""
    locked(session, "--only-group=docs")
    out = BUILD / "docs"
    session.run("sphinx-build", "-W", "--keep-going", "-n", "-E", "-q", "docs", str(out))
    session.log(f"read it at {(out / 'index.html').resolve()}")


@nox.session(reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """What is published: only our packages, a core that needs attrs and cattrs alone, a kit."""
    out = Path(session.create_tmp()) / "dist"
    session.run_install("uv", "build", "--quiet", "--clear", f"--out-dir={out}")
    (built,) = out.glob("*.whl")
    session.run("python", ".ci/check_wheel.py", "contents", str(built))
    session.install("--quiet", str(built))
    session.run("python", "-I", ".ci/check_wheel.py", "core")
    session.install("--quiet", f"{built.resolve()}[testing]")
    session.chdir(session.create_tmp())
    for port, adapter in (("courier", "MemoryCourier"), ("object-store", "MemoryObjects")):
        session.run("pytest", "-q", f"--port={port}", f"--adapter=smplat_memory.{adapter}")


@nox.session(default=False)
def crash(session: nox.Session) -> None:
    """Thirty kills, drawn anew each time, along the way of an order; about five minutes.

    ``SMPLAT_CRASH_KILLS=300`` makes three hundred, which take about forty-five.
    """
    locked(session, "--all-extras", "--group=tests")
    kills = {"SMPLAT_CRASH_KILLS": os.environ.get("SMPLAT_CRASH_KILLS", "30")}
    session.run("pytest", "-s", "tests/contract/crash", *session.posargs, env=kills)


@nox.session(default=False)
def machines(session: nox.Session) -> None:
    """Ten thousand random steps on each database, under every rule; about nine minutes."""
    locked(session, "--all-extras", "--group=tests")
    effort = {
        "SMPLAT_MACHINES_STEPS": os.environ.get("SMPLAT_MACHINES_STEPS", "10000"),
        "SMPLAT_MACHINES_SEED": os.environ.get("SMPLAT_MACHINES_SEED", secrets.token_hex(4)),
    }
    session.run("pytest", "-s", "tests/contract/machines", *session.posargs, env=effort)


@nox.session(default=False)
def replay(session: nox.Session) -> None:
    """A day of 100,000 events replays from the log to the same rows; about eight minutes."""
    locked(session, "--all-extras", "--group=tests")
    size = {"SMPLAT_REPLAY_EVENTS": os.environ.get("SMPLAT_REPLAY_EVENTS", "100000")}
    session.run("pytest", "-s", "tests/contract/replay", *session.posargs, env=size)


@nox.session(default=False)
def retarget(session: nox.Session) -> None:
    """An export of 100,000 locations whose workers are killed at random; about three minutes."""
    locked(session, "--all-extras", "--group=tests")
    size = {
        "SMPLAT_RETARGET_LOCATIONS": os.environ.get("SMPLAT_RETARGET_LOCATIONS", "100000"),
        "SMPLAT_RETARGET_KILLS": os.environ.get("SMPLAT_RETARGET_KILLS", "30"),
    }
    session.run(
        "pytest", "-s", "tests/contract/insights/test_retarget_crash.py", *session.posargs, env=size
    )


@nox.session(default=False)
def crowd(session: nox.Session) -> None:
    """Fifty clients at each of ten orders, paying, canceling and refunding at once."""
    locked(session, "--all-extras", "--group=tests")
    many = {"SMPLAT_CROWD_ORDERS": os.environ.get("SMPLAT_CROWD_ORDERS", "10")}
    session.run("pytest", "-s", "tests/contract/crowd", *session.posargs, env=many)


@nox.session(default=False)
def calculator(session: nox.Session) -> None:
    """A million strings: calculated or refused, each within 5 ms; about six minutes.

    Before them, twenty thousand expressions against a slow evaluator, their print and one another.
    """
    locked(session, "--all-extras", "--group=tests")
    effort = {
        "SMPLAT_CALCULATOR_EXAMPLES": os.environ.get("SMPLAT_CALCULATOR_EXAMPLES", "2500"),
        "SMPLAT_CALCULATOR_STRINGS": os.environ.get("SMPLAT_CALCULATOR_STRINGS", "1000000"),
        "SMPLAT_CALCULATOR_SEED": os.environ.get("SMPLAT_CALCULATOR_SEED", secrets.token_hex(4)),
    }
    session.run("pytest", "-s", "tests/unit/calculator", *session.posargs, env=effort)


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Breaks kernel, calculator, resolver, lifecycles and ledger; 90 % must be noticed."""
    locked(session, "--all-extras", "--group=mutants")
    effort = {
        "SMPLAT_CALCULATOR_EXAMPLES": "15",
        "SMPLAT_CALCULATOR_STRINGS": "300",
        "SMPLAT_EXPERIMENT_UNITS": "3000",
    }
    session.run("mutmut", "run", *session.posargs, env=effort)
    session.run("python", ".ci/check_mutants.py")


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Generated requests to every operation: no 5xx, no undocumented answer; about five minutes."""
    locked(session, "--all-extras", "--group=fuzz")
    session.run("python", "-m", "tests.contract.openapi.fuzz", *session.posargs)


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Speed beside the least work that could do the job, measured in one run."""
    locked(session, "--all-extras", "--group=bench")
    session.run("python", "-m", "benchmarks", *session.posargs)


@nox.session(default=False)
def serve(session: nox.Session) -> None:
    """The whole product on this machine, with demo data."""
    locked(session, "--all-extras")
    session.run("smplat", "up", "--demo", *session.posargs)
