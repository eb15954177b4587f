"""What is done about servers that die while the house stands."""

from pathlib import Path
from threading import Event

import pytest
from attrs import define, field

from smplat_cli.up import house
from smplat_cli.up.house import MOST_FAILURES, House, Ports
from smplat_embedded import PostgresCluster, ServerDidNotStart, ValkeyServer


@define(eq=False, slots=False)
class Stumbling(PostgresCluster):
    """Dies so many times while it starts."""

    stumbles: int = field(default=0, kw_only=True)
    started: Event = field(factory=Event, kw_only=True)

    def alive(self) -> bool:
        return self.started.is_set()

    def start(self) -> None:
        if self.stumbles:
            self.stumbles -= 1
            raise ServerDidNotStart("it ended at once")
        self.started.set()


@pytest.fixture
def watched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    monkeypatch.setattr(house, "RESTART_SECONDS", 0)
    watched = House(tmp_path, Ports(api=1, sandbox=2))
    monkeypatch.setattr(ValkeyServer, "alive", lambda _: True)
    return watched


def test_a_server_that_dies_while_it_starts_is_started_again(watched: House) -> None:
    server = Stumbling(watched.folder, stumbles=MOST_FAILURES - 1)
    watched.postgres = server

    watched.watch(server.started)

    assert (server.alive(), server.stumbles) == (True, 0)


def test_a_server_that_never_starts_ends_the_watch(watched: House) -> None:
    watched.postgres = Stumbling(watched.folder, stumbles=MOST_FAILURES + 1)

    with pytest.raises(ServerDidNotStart):
        watched.watch(Event())
