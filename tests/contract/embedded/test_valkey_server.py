"""What ``ValkeyServer`` promises about starting, stopping and crashing."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import cast

import pytest
from redis import Redis

from smplat_embedded import (
    FolderInUse,
    FolderUnusable,
    ServerDidNotStart,
    ServerNotFound,
    ValkeyServer,
)
from tests.contract.embedded.processes import another_launcher
from tests.contract.services import short_folder


@pytest.fixture
def folder() -> Iterator[Path]:
    with short_folder() as made:
        yield made


def client(server: ValkeyServer) -> Redis:
    return Redis.from_url(server.address.url)


def pid_of(server: ValkeyServer) -> int:
    """redis-py cannot say in types that this client is the synchronous one."""
    return int(cast("dict[str, str]", client(server).info("server"))["process_id"])


def test_the_first_start_answers(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        assert client(server).ping()


def test_data_survives_a_restart(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        client(server).set("kept", "42")

        server.restart()

        assert client(server).get("kept") == b"42"


def test_synced_data_survives_a_killed_server_and_its_stale_socket(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        client(server).config_set("appendfsync", "always")
        client(server).set("kept", "42")

        os.kill(pid_of(server), signal.SIGKILL)

        assert server.gone_within(10)
        assert not server.alive()
        assert server.address.socket.exists()
        server.start()
        assert client(server).get("kept") == b"42"


def test_data_survives_a_killed_launcher(folder: Path) -> None:
    server = ValkeyServer(folder)
    with another_launcher("ValkeyServer", folder) as launcher:
        client(server).set("kept", "42")

        launcher.kill()

    with server:
        assert client(server).get("kept") == b"42"


def test_a_second_launcher_is_told_which_folder_is_taken(folder: Path) -> None:
    with ValkeyServer(folder), pytest.raises(FolderInUse, match=str(folder)):
        ValkeyServer(folder).start()


def test_starting_twice_and_stopping_twice_change_nothing(folder: Path) -> None:
    server = ValkeyServer(folder)

    server.start()
    first = pid_of(server)
    server.start()

    assert pid_of(server) == first
    server.stop()
    server.stop()
    assert not server.alive()


def test_nothing_is_ever_evicted(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        assert client(server).config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}


def test_only_this_user_may_open_the_socket(folder: Path) -> None:
    with ValkeyServer(folder) as server:
        assert server.address.socket.stat().st_mode & 0o777 == 0o700
        assert server.address.socket.parent.stat().st_mode & 0o777 == 0o700


def test_a_folder_with_a_long_or_odd_name_gets_a_short_socket(folder: Path) -> None:
    for name in ("long" * 40, "a name, with commas"):
        server = ValkeyServer(folder / name)

        with server:
            assert client(server).ping()

        assert not server.address.socket.parent.exists()


def test_a_socket_folder_that_others_may_enter_is_refused_and_kept(folder: Path) -> None:
    server = ValkeyServer(folder / ("long" * 40))
    server.sockets.mkdir()
    server.sockets.chmod(0o777)

    with pytest.raises(FolderUnusable, match=str(server.sockets)):
        server.start()

    server.sockets.rmdir()


def test_a_server_outlives_the_thread_that_started_it(folder: Path) -> None:
    server = ValkeyServer(folder)
    starter = Thread(target=server.start)

    starter.start()
    starter.join()

    assert not server.gone_within(0.2)
    assert client(server).ping()
    server.stop()


def test_a_server_that_cannot_start_shows_its_log_and_frees_the_folder(folder: Path) -> None:
    server = ValkeyServer(folder)
    broken = folder / "data/appendonlydir"
    broken.parent.mkdir(mode=0o700)
    broken.write_text("in the way")

    with pytest.raises(ServerDidNotStart, match="appendonlydir"):
        server.start()

    broken.unlink()
    with server:
        assert server.alive()


def test_a_wrong_program_in_the_variable_is_refused_by_name(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SMPLAT_VALKEY_BIN", "/bin/true")

    with pytest.raises(ServerNotFound, match="SMPLAT_VALKEY_BIN names /bin/true"):
        ValkeyServer(folder).start()
