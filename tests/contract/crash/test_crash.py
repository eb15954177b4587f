"""Whatever is killed, whenever: the same final state, and each outside effect exactly once.

Three kills by default; ``nox -s crash`` makes thirty. ``SMPLAT_CRASH_KILLS`` says how many,
``SMPLAT_CRASH_SEED`` repeats a drawing, ``SMPLAT_CRASH_TARGETS`` names what may be killed.
"""

import asyncio
import os
import secrets
import sys
import time
from collections.abc import Iterator, Sequence
from random import Random
from typing import Final

import asyncpg
import httpx
import pytest
from attrs import define

from smplat_cli.up.house import House
from tests.contract.crash.client import Client, PathBroken, wait_for
from tests.contract.crash.house import KILLS, crash_house, keep_logs
from tests.contract.crash.kills import FEW, Killer, KillPoint, draw
from tests.contract.crash.outcome import Outcome, Records, read_outcome
from tests.contract.crash.path import PRICES, STEPS, Path

KILLS_PER_WALK: Final = 3
QUIET: Final = 45.0
"""Seconds after which everything that is owed must be done."""

DROPPED: Final = {"party": "couriers", "fault": "drop", "operation": "webhook.canada_post.*"}


@define
class Ground:
    """A house with prices, and how to walk through it."""

    house: House
    api: Client
    sandbox: httpx.Client
    records: Records

    def walk(self, name: str, points: tuple[KillPoint, ...]) -> Outcome:
        """One order the whole way, with these kills; what is left when all is quiet."""
        killer = Killer(self.house, points)
        path = Path(self.api, self.sandbox, name, killer.hook)
        mark = asyncio.run(self.records.mark())
        started = time.monotonic()
        try:
            path.walk()
            killer.finish()
            assert len(killer.done) == len(points), "something could not be killed"
            self._settle()
        except (PathBroken, AssertionError) as broken:
            killer.finish()
            story = _story(name, path.step, killer)
            kept = keep_logs(self.house)
            raise PathBroken(f"{story}: {broken}; logs in {kept}") from broken
        took = f"{time.monotonic() - started:.1f} s (slowest: {path.slowest})"
        _say(f"{_story(name, path.step, killer)}; {took}")
        told = asyncio.run(self.records.told_since(mark))
        return read_outcome(path, told, self.records.effects_since(mark))

    def _settle(self) -> None:
        last: list[dict[str, object]] = []

        def nothing_is_owed() -> bool:
            nonlocal last
            try:
                last = asyncio.run(self.records.unfinished())
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):  # killed just now
                return False
            return not last

        try:
            wait_for("nothing is owed any more", nothing_is_owed, patience=QUIET)
        except PathBroken as broken:
            raise PathBroken(f"{broken}; still: {last}") from None


def _say(line: str) -> None:
    """Seen with ``-s``, and whenever the test fails."""
    sys.stdout.write(f"{line}\n")


def _story(name: str, step: str, killer: Killer) -> str:
    told = [f"walk {name} until {step!r}"]
    told += [f"killed {', '.join(str(point) for point in killer.done) or 'nothing'}"]
    return "; ".join(told)


@pytest.fixture(scope="module")
def ground() -> Iterator[Ground]:
    with crash_house() as house:
        auth = {"Authorization": f"Bearer {house.token}"}
        with (
            httpx.Client(base_url=house.api_url, headers=auth, timeout=15) as http,
            httpx.Client(base_url=house.sandbox_url, timeout=15) as sandbox,
        ):
            ground = Ground(house, Client(http), sandbox, Records(house, sandbox))
            _stock(ground)
            yield ground


def _stock(ground: Ground) -> None:
    """Prices that stand at Stripe; and a Canada Post that only speaks when it is asked."""
    ground.api.ask(
        "POST",
        "/price-books/import",
        params={"code": "crash", "name": "Crash"},
        content=PRICES.encode(),
        headers={"Content-Type": "text/csv"},
    )
    ground.sandbox.post("/_sandbox/faults", json={**DROPPED, "times": None}).raise_for_status()
    wait_for("every price is synced", lambda: _synced(ground.api))


def _synced(api: Client) -> bool:
    counts = api.get("/price-entries/unsynced", limit=1)["backlog"]["counts"]
    return not (counts["pending"] or counts["stale"] or counts["failed"])


def test_killing_anything_at_any_time_changes_nothing(ground: Ground) -> None:
    seed = os.environ.get("SMPLAT_CRASH_SEED") or secrets.token_hex(4)
    walks = _drawing(seed)
    _say(f"SMPLAT_CRASH_SEED={seed}: {sum(len(points) for points in walks)} kills")
    undisturbed = ground.walk(f"{seed}-0", ())

    differences = {
        f"seed {seed}, walk {number}: {', '.join(map(str, points))}": _differences(
            undisturbed, ground.walk(f"{seed}-{number}", points)
        )
        for number, points in enumerate(walks, start=1)
    }

    differences = {walk: wrong for walk, wrong in differences.items() if wrong}
    for walk, wrong in differences.items():
        for name, (expected, found) in wrong.items():
            _say(f"{walk}\n  {name} should be {expected}\n  {name} is {found}")
    assert not differences
    assert ground.records.repeated() == [], seed
    assert asyncio.run(ground.records.gaps()) == [], seed
    numbers = asyncio.run(ground.records.invoice_numbers())
    assert len(numbers) == len(walks) + 1, seed
    assert [number.rsplit("-")[-1] for number in numbers] == [
        f"{place:0{len(numbers[0].rsplit('-')[-1])}}" for place in range(1, len(numbers) + 1)
    ], seed


def _drawing(seed: str) -> list[tuple[KillPoint, ...]]:
    """The kills of each walk, every target as often as any other."""
    random = Random(seed)  # noqa: S311 - repeatable chance is the point
    kills = int(os.environ.get("SMPLAT_CRASH_KILLS", "0"))
    if not kills:
        return [draw(random, list(STEPS), FEW)]
    allowed = os.environ.get("SMPLAT_CRASH_TARGETS", ",".join(KILLS)).split(",")
    targets = [allowed[number % len(allowed)] for number in range(kills)]
    random.shuffle(targets)
    return [
        draw(random, list(STEPS), targets[start : start + KILLS_PER_WALK])
        for start in range(0, kills, KILLS_PER_WALK)
    ]


def _differences(expected: Outcome, found: Outcome) -> dict[str, tuple[object, object]]:
    """What ended otherwise: name to what it should be and what it is."""
    names: Sequence[str] = [field.name for field in Outcome.__attrs_attrs__]
    return {
        name: _apart(getattr(expected, name), getattr(found, name))
        for name in names
        if getattr(expected, name) != getattr(found, name)
    }


def _apart(expected: object, found: object) -> tuple[object, object]:
    """Of two lists, only what is not in the other one."""
    if isinstance(expected, list) and isinstance(found, list):
        missing = [one for one in expected if expected.count(one) > found.count(one)]
        more = [one for one in found if found.count(one) > expected.count(one)]
        return missing, more
    return expected, found
