"""A day of events replays to the same rows: ``nox -s replay`` makes it one of 100,000."""

import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from typing import Final

import asyncpg
import pytest

from smplat_postgres import Engine, migrate
from smplat_system import Uuid7Ids
from tests.contract.replay.day import Day, told
from tests.contract.replay.whole import SETTINGS, Whole
from tests.contract.services import PostgresService

EVENTS: Final = int(os.environ.get("SMPLAT_REPLAY_EVENTS", "600"))
DATABASE: Final = "smplat_day"
MEGABYTE: Final = 1_024
"""In the kilobytes the system counts memory in."""


@pytest.fixture(scope="module")
async def day(postgres_cluster: PostgresService) -> AsyncIterator[PostgresService]:
    connection = await asyncpg.connect(postgres_cluster.dsn)
    await connection.execute(f"drop database if exists {DATABASE} with (force)")
    await connection.execute(f"create database {DATABASE}")
    await connection.close()
    there = postgres_cluster.with_database(DATABASE)
    engine = Engine({"dsn": there.dsn})
    await engine.open(largest=8)
    await migrate(engine)
    began = time.monotonic()
    whole = await Whole.on_postgres(engine, Uuid7Ids())
    orders = await Day(whole).trade(EVENTS)
    say(f"made {await told():,} events of {orders:,} orders in {time.monotonic() - began:.0f} s")
    yield there
    await engine.close()


def test_a_day_of_events_replays_to_the_same_rows(day: PostgresService) -> None:
    """By the command an operator types, in a process of its own whose memory is measured."""
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "smplat_cli", "events", "verify", "--json"],
        env={**os.environ, **SETTINGS, "SMPLAT_DATABASE_URL": day.dsn},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    lines = child.stdout.read().splitlines()
    _, status, usage = os.wait4(child.pid, 0)
    seconds = time.monotonic() - began

    verified = json.loads(lines[-1])["verified"]
    say(
        f"verified {verified['events']:,} events, {sum(verified['compared'].values()):,} rows and"
        f" {verified['facts']:,} facts in {seconds:.1f} s:"
        f" {verified['events'] / seconds:,.0f} events/s,"
        f" {usage.ru_maxrss / MEGABYTE:.0f} MB at most; differences:"
        f" {verified['findings'] or 'none'}"
    )
    assert (os.waitstatus_to_exitcode(status), len(lines)) == (0, 1)
    assert verified["clean"]
    assert verified["events"] >= EVENTS
    assert verified["untold"] == 0


def say(text: str) -> None:
    sys.stderr.write(text + "\n")
