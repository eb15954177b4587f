"""The catalog of ports: nothing is left out of it, and ours pass everything in it."""

import re
from pathlib import Path

import pytest

from smplat_core.testing import suites
from smplat_core.testing.ports import EVERY, PORTS
from smplat_core.testing.promises import Contract, members
from tests.contract.databases import Database

CONTRACT = Path(__file__).parents[2] / "contract"
OURS = "\n".join(path.read_text() for path in sorted(CONTRACT.rglob("test_*.py")))
SUITES: dict[str, type[Contract]] = {
    name: getattr(suites, name) for name in suites.__all__ if name.endswith("Contract")
}


def test_every_suite_belongs_to_a_port() -> None:
    listed = [suite for port in EVERY for suite in port.suites]

    assert sorted(suite.__name__ for suite in listed) == sorted(SUITES)
    assert len(PORTS) == len(EVERY)


@pytest.mark.parametrize("name", sorted(SUITES))
def test_every_suite_is_passed_by_adapters_of_ours(name: str) -> None:
    assert re.search(rf"^class Test\w+\({name}\):", OURS, re.MULTILINE)


@pytest.mark.parametrize("name", sorted(SUITES))
def test_a_suite_says_what_it_needs_and_promises_something(name: str) -> None:
    suite = SUITES[name]

    assert suite.__doc__
    assert suite.promises()
    assert members(suite.shape)


@pytest.mark.parametrize(
    "name", sorted(name for name, suite in SUITES.items() if suite.needs == "database")
)
def test_our_databases_have_all_that_a_suite_asks_for(name: str) -> None:
    missing = [one for one in members(SUITES[name].shape) if not hasattr(Database, one)]

    assert set(missing) <= {"clock", "ids"}, "these two are attributes of each database"


def test_no_promise_is_made_twice_in_a_suite() -> None:
    for suite in SUITES.values():
        assert len(suite.promises()) == len(set(suite.promises()))
