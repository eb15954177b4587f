"""The check an embedder runs, on the core as it is and on cores that were broken on purpose."""

import subprocess
import sys

from smplat_core import selfcheck

BROKEN = """
from smplat_core import selfcheck
from smplat_core.kernel import Event, Invalid, Lifecycle
from smplat_core.jobs import JOB_LIFECYCLE, JobStatus
import smplat_core.jobs.lifecycle as lifecycle

class Twin(Invalid):
    code = "paging.bad_page"

class Nameless(Invalid):
    pass

class Doubled(Event):
    name = "access.key_issued"

for cls in (Twin, Nameless, Doubled):
    cls.__module__ = "smplat_core.patched"

cut_off = {state: {} for state in JobStatus}
object.__setattr__(JOB_LIFECYCLE, "table", cut_off)
raise SystemExit(selfcheck.main())
"""


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments], capture_output=True, text=True, check=False
    )


def test_the_core_keeps_its_own_rules() -> None:
    ran = run("-m", "smplat_core.selfcheck")

    lines = [line.split()[:2] for line in ran.stdout.splitlines()]
    assert lines == [["ok", rule] for rule in ("imports", "lifecycles", "events", "refusals")]
    assert (ran.returncode, ran.stderr) == (0, "")


def test_every_broken_rule_is_told_with_what_breaks_it() -> None:
    ran = run("-c", BROKEN)

    assert ran.returncode == 1
    for told in (
        "JOB_LIFECYCLE: states never reached from queued",
        "access.key_issued is Doubled, and not alone",
        "paging.bad_page is Twin, and not alone",
        "Nameless has no code",
    ):
        assert told in ran.stdout
    assert [line[:3] for line in ran.stdout.splitlines() if not line.startswith(" ")] == [
        "ok ",
        "BAD",
        "BAD",
        "BAD",
    ]


def test_it_finds_what_there_is() -> None:
    selfcheck.load_everything()

    assert {"JOB_LIFECYCLE", "ORDER_LIFECYCLE"} <= set(selfcheck.lifecycles())
    assert "order.paid" in {cls.name for cls in selfcheck.events()}
    assert "paging.bad_page" in {cls.code for cls in selfcheck.refusals()}
