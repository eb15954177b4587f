"""The page for embedders and the README say only what runs, and run on what they say."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs" / "how-to" / "embed.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SECOND_PART = "## Use cases, on a database in memory"

ALONE = """
import sys

ALLOWED = {allowed}

class Guard:
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top not in ALLOWED and top not in sys.stdlib_module_names:
            raise ImportError(f"{{name}} is not there for an embedder")

sys.meta_path.insert(0, Guard())
"""
CORE = {"attr", "attrs", "cattr", "cattrs", "typing_extensions", "smplat_core"}


def blocks(text: str) -> str:
    return "\n".join(BLOCK.findall(text))


def run(code: str, *, allowed: set[str]) -> "subprocess.CompletedProcess[str]":
    """The code in a fresh process where only these packages and the standard library exist."""
    guard = ALONE.format(allowed=sorted(allowed))
    return subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", guard + code], capture_output=True, text=True, check=False
    )


FIRST, SECOND = PAGE.read_text().split(SECOND_PART)


def test_the_first_part_runs_on_attrs_and_cattrs_alone() -> None:
    ran = run(blocks(FIRST), allowed=CORE)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[0] == "275.00 EUR"
    assert "pricing.no_price_in_currency" in ran.stdout


def test_the_second_part_needs_the_memory_adapter_and_no_more() -> None:
    ran = run(blocks(FIRST) + blocks(SECOND), allowed=CORE | {"smplat_memory"})

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.splitlines()[-2:] == ["ORD-000001 275.00 EUR", "['order.created']"]


@pytest.mark.parametrize("part", [FIRST, SECOND])
def test_what_a_comment_says_is_printed_is_printed(part: str) -> None:
    ran = run(blocks(FIRST) + blocks(SECOND), allowed=CORE | {"smplat_memory"})
    promised = re.findall(
        r"print\(.*\)  # ([A-Z0-9][\w.-]* ?[0-9.]* ?[A-Z]*|pricing\.\w+)$", part, re.MULTILINE
    )

    assert promised
    assert all(text.strip() in ran.stdout for text in promised)


def test_the_guard_of_these_tests_guards() -> None:
    ran = run("import httpx", allowed=CORE)

    assert ran.returncode != 0
    assert "not there for an embedder" in ran.stderr


def test_the_readme_shows_a_piece_of_the_page_that_runs() -> None:
    shown = blocks((ROOT / "README.md").read_text())

    ran = run(shown, allowed=CORE)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.startswith("275.00 EUR\n")
    assert shown.strip() in PAGE.read_text()
