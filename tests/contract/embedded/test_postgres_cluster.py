"""What ``PostgresCluster`` promises about starting, stopping and crashing."""

import asyncio
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import asyncpg
import pytest

from smplat_embedded import (
    FolderInUse,
    FolderUnusable,
    PostgresAddress,
    PostgresCluster,
    ServerDidNotStart,
    VersionMismatch,
    locate_postgres,
    postgres_candidates,
)
from tests.contract.embedded.processes import another_launcher, running
from tests.contract.services import short_folder

ROOT = os.geteuid() == 0
BUSY = "select exists (select from pg_stat_activity where state = 'active' and query ~ '^do')"


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


async def ask(address: PostgresAddress, question: str) -> object:
    line = await asyncpg.connect(address.dsn)
    try:
        return await line.fetchval(question)
    finally:
        await line.close()


async def remember(address: PostgresAddress) -> None:
    await ask(address, "create table kept as select 42 as answer")


async def remembered(address: PostgresAddress) -> object:
    return await ask(address, "select answer from kept")


def server_pid(folder: Path) -> int:
    return int((folder / "data/postmaster.pid").read_text().splitlines()[0])


async def test_every_postgresql_on_this_machine_starts_in_an_empty_folder() -> None:
    for programs in postgres_candidates():
        with short_folder() as folder, PostgresCluster(folder, programs=programs) as cluster:
            version = await ask(cluster.address, "show server_version_num")

            assert str(version).startswith(str(programs.major))


async def test_the_server_takes_sixty_connections_and_no_network(folder: Path) -> None:
    with PostgresCluster.throwaway(folder) as cluster:
        assert await ask(cluster.address, "show max_connections") == "60"
        assert await ask(cluster.address, "show listen_addresses") == ""


async def test_a_setting_can_be_replaced(folder: Path) -> None:
    with PostgresCluster.throwaway(folder, settings={"max_connections": "7"}) as cluster:
        assert await ask(cluster.address, "show max_connections") == "7"


async def test_text_is_unicode_sorted_by_code_point_on_every_system(folder: Path) -> None:
    with PostgresCluster.throwaway(folder) as cluster:
        assert await ask(cluster.address, "select lower('ÀÉ')") == "àé"
        assert await ask(cluster.address, "select 'Z' < 'a'") is True


async def test_only_a_throwaway_cluster_skips_the_disk(folder: Path) -> None:
    kept, throwaway = PostgresCluster(folder / "kept"), PostgresCluster.throwaway(folder / "gone")

    with kept, throwaway:
        assert await ask(kept.address, "show fsync") == "on"
        assert await ask(kept.address, "show data_checksums") == "on"
        assert await ask(throwaway.address, "show fsync") == "off"


async def test_data_survives_a_restart(folder: Path) -> None:
    with PostgresCluster(folder) as cluster:
        await remember(cluster.address)

        cluster.restart()

        assert await remembered(cluster.address) == 42


async def test_data_survives_a_killed_server_and_start_revives_it(folder: Path) -> None:
    settings = {"statement_timeout": "30s"}  # so that even a failure leaves nothing behind
    with PostgresCluster(folder, settings=settings) as cluster:
        await remember(cluster.address)
        busy = await asyncpg.connect(cluster.address.dsn)
        endless = asyncio.create_task(busy.execute("do $$ begin loop end loop; end $$"))
        while not await ask(cluster.address, BUSY):
            pass

        os.kill(server_pid(folder), signal.SIGKILL)

        assert cluster.gone_within(10)
        assert not cluster.alive()
        cluster.start()
        assert await remembered(cluster.address) == 42
        with pytest.raises((asyncpg.PostgresError, asyncpg.InternalClientError, OSError)):
            await endless


async def test_data_survives_a_killed_launcher(folder: Path) -> None:
    cluster = PostgresCluster(folder)
    with another_launcher("PostgresCluster", folder) as launcher:
        await remember(cluster.address)

        launcher.kill()

    with cluster:
        assert await remembered(cluster.address) == 42


def test_a_second_launcher_is_told_which_folder_is_taken_and_by_whom(folder: Path) -> None:
    with PostgresCluster.throwaway(folder), pytest.raises(FolderInUse) as refusal:
        PostgresCluster(folder).start()

    assert str(folder) in str(refusal.value)
    assert str(os.getpid()) in str(refusal.value)


def test_starting_twice_and_stopping_twice_change_nothing(folder: Path) -> None:
    cluster = PostgresCluster.throwaway(folder)

    cluster.start()
    first = server_pid(folder)
    cluster.start()

    assert server_pid(folder) == first
    cluster.stop()
    cluster.stop()
    assert not cluster.alive()


async def test_a_bystander_with_a_dead_servers_number_is_left_in_peace(folder: Path) -> None:
    cluster = PostgresCluster(folder)
    cluster.start()
    await remember(cluster.address)
    os.kill(server_pid(folder), signal.SIGKILL)
    cluster.gone_within(10)
    cluster.stop()
    with running("/bin/sleep", "600", owner_of=folder / "data") as bystander:
        lock = folder / "data/postmaster.pid"
        _, *rest = lock.read_text().splitlines()
        lock.write_text("\n".join([str(bystander.pid), *rest]))

        with cluster:
            assert await remembered(cluster.address) == 42

        assert bystander.poll() is None


def test_a_server_that_somebody_else_runs_on_the_data_is_not_touched(folder: Path) -> None:
    ours = PostgresCluster.throwaway(folder)
    ours.start()
    ours.stop()
    data = folder / "data"
    command = (locate_postgres() / "postgres", "-D", data, "-c", "listen_addresses=", "-k", data)
    with running(*command, says=b"ready to accept", owner_of=data) as theirs:
        with pytest.raises(FolderInUse, match=str(theirs.pid)):
            ours.start()

        assert theirs.poll() is None


def test_an_empty_lock_file_left_by_a_crash_does_not_prevent_a_start(folder: Path) -> None:
    with PostgresCluster.throwaway(folder) as cluster:
        pass
    (folder / "data/postmaster.pid").touch()

    cluster.start()

    assert cluster.alive()
    cluster.stop()


def test_a_half_finished_creation_is_begun_again(folder: Path) -> None:
    half = folder / "data.init"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")

    with PostgresCluster.throwaway(folder) as cluster:
        assert cluster.alive()

    assert not half.exists()


def test_a_folder_with_something_else_in_it_is_refused_and_kept(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data/thesis.txt").write_text("ten years of work")

    with pytest.raises(FolderUnusable, match="not PostgreSQL data"):
        PostgresCluster(folder).start()

    assert (folder / "data/thesis.txt").exists()


def test_data_of_another_version_is_refused_by_number(folder: Path) -> None:
    (folder / "data").mkdir()
    (folder / "data/PG_VERSION").write_text("9.6\n")

    with pytest.raises(VersionMismatch, match="written by PostgreSQL 9,"):
        PostgresCluster(folder).start()


def test_a_start_that_takes_too_long_is_given_up_and_frees_the_folder(folder: Path) -> None:
    with pytest.raises(ServerDidNotStart, match="not ready after 0 s"):
        PostgresCluster(folder, start_timeout=0).start()

    with PostgresCluster(folder) as patient:
        assert patient.alive()


def test_a_server_that_cannot_start_shows_its_log_and_frees_the_folder(folder: Path) -> None:
    wrong = PostgresCluster.throwaway(folder, settings={"max_connections": "many"})

    with pytest.raises(ServerDidNotStart, match='invalid value for parameter "max_connections"'):
        wrong.start()

    with PostgresCluster.throwaway(folder) as right:
        assert right.alive()


def test_the_server_never_runs_as_root(folder: Path) -> None:
    with PostgresCluster.throwaway(folder):
        assert Path(f"/proc/{server_pid(folder)}").stat().st_uid != 0


def test_a_closed_folder_further_up_is_refused_and_stays_closed(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700 if ROOT else 0o000)
    mode = closed.stat().st_mode

    with pytest.raises(FolderUnusable, match="data folder"):
        PostgresCluster(closed / "data").start()

    assert closed.stat().st_mode == mode
    closed.chmod(0o700)  # or the fixture could not delete it


async def test_a_folder_with_a_long_or_odd_name_gets_a_short_socket(folder: Path) -> None:
    for name in ("long" * 40, "a name, with commas"):
        cluster = PostgresCluster.throwaway(folder / name)

        with cluster:
            assert await ask(cluster.address, "select 1") == 1

        assert not cluster.address.host.exists()


async def test_a_server_outlives_the_thread_that_started_it(folder: Path) -> None:
    cluster = PostgresCluster.throwaway(folder)
    starter = Thread(target=cluster.start)

    starter.start()
    starter.join()

    assert not cluster.gone_within(0.2)
    assert await ask(cluster.address, "select 1") == 1
    cluster.stop()
