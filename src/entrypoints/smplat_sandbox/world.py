"""The world outside: one clock, one seed, what happened, and the parties that live in it."""

import asyncio
import secrets
import string
from collections.abc import Coroutine, Mapping, Sequence
from random import Random
from typing import Any, Final, Protocol

import httpx
from attrs import define, field, frozen
from litestar import Router
from litestar.types import ControllerRouterHandler

from smplat_sandbox.clock import VirtualClock
from smplat_sandbox.faults import FaultScript
from smplat_sandbox.ledger import Effect, EffectLedger, RequestLog
from smplat_sandbox.settings import SandboxSettings
from smplat_sandbox.snapshot import SnapshotFile

LETTERS: Final = string.ascii_letters + string.digits


@frozen
class Failure:
    """How a party words an error it did not mean to make."""

    body: bytes
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(factory=dict)


class Speaker(Protocol):
    """Whose words a door uses: a party, or one of several behind a party's name."""

    name: str
    """What fault rules and the request log call it."""

    def failure(self, status: int) -> Failure:
        """The body answered with 429, 500 and 503, and with 200 for the fault `error`."""
        ...


class Party(Speaker, Protocol):
    """Somebody outside who speaks their own wire format."""

    title: str
    """For people: one line saying who this is."""

    def router(self) -> Router:
        """Where this party answers.

        Put `Door(world, self)` in its `middleware` and give each handler an `operation="..."`
        keyword: faults, the request log and saving then need no further code.
        """
        ...

    def control(self) -> Sequence[ControllerRouterHandler]:
        """What a script can make this party do; mounted under `/_sandbox`."""
        return ()

    def addresses(self) -> Mapping[str, str]:
        """Label -> URL, shown to people and in the state summary."""
        ...

    def summary(self) -> Mapping[str, object]:
        """A few JSON-able figures for the state summary."""
        ...

    def snapshot(self) -> Mapping[str, object]:
        """All state, JSON-able."""
        ...

    def restore(self, data: Mapping[str, Any]) -> None:
        """Take up the state `snapshot` gave."""
        ...

    def reset(self) -> None:
        """Forget everything."""
        ...

    async def tick(self) -> None:
        """What this party does by itself; called twice a second and after the clock moves."""
        ...


@define
class World:
    """Everything shared by the parties of one sandbox."""

    settings: SandboxSettings
    clock: VirtualClock
    seed: int
    random: Random
    effects: EffectLedger
    requests: RequestLog
    faults: FaultScript
    http: httpx.AsyncClient
    parties: list[Party] = field(factory=list)
    file: SnapshotFile | None = None
    tasks: set[asyncio.Task[None]] = field(factory=set)

    @classmethod
    def of(cls, settings: SandboxSettings) -> "World":
        """A fresh world; nothing is read or started yet."""
        seed = settings.seed
        world = cls(
            settings=settings,
            clock=VirtualClock(),
            seed=seed,
            random=Random(seed),  # noqa: S311  repeatable chance is the point
            effects=EffectLedger(),
            requests=RequestLog(),
            faults=FaultScript(seed),
            http=httpx.AsyncClient(timeout=10, follow_redirects=False),
        )
        if settings.data_dir is not None:
            world.file = SnapshotFile(settings.data_dir / "sandbox.json", take=world.snapshot)
        return world

    def record(
        self, party: str, kind: str, key: str, *, detail: Mapping[str, str] | None = None
    ) -> None:
        """Note one real effect, as it happens."""
        self.effects.add(
            Effect(party=party, kind=kind, key=key, at=self.clock.now(), detail=detail or {})
        )
        self.changed()

    def changed(self) -> None:
        """Say that state moved; it is on disk within a moment."""
        if self.file is not None:
            self.file.mark()

    def token(self, length: int) -> str:
        """Letters and digits for an id that no run ever gave before.

        Not drawn from the seed: a caller keeps the ids of an earlier run, and would take a
        repeated one for something it already knows.
        """
        return "".join(secrets.choice(LETTERS) for _ in range(length))

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Run something beside the requests; it is cancelled when the sandbox stops."""
        task = asyncio.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def close(self) -> None:
        """Stop everything that runs, and save."""
        running = list(self.tasks)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        await self.http.aclose()
        if self.file is not None:
            self.file.save()

    async def tick(self) -> None:
        for party in self.parties:
            await party.tick()

    def reset(self) -> None:
        """Back to the first moment: same seed, real time, no state."""
        self.clock.reset()
        self.random.seed(self.seed)
        self.effects.entries.clear()
        self.requests.entries.clear()
        self.faults.clear()
        for party in self.parties:
            party.reset()
        self.changed()

    def snapshot(self) -> dict[str, object]:
        version, internal, gauss = self.random.getstate()
        return {
            "clock": self.clock.snapshot(),
            "random": [version, list(internal), gauss],
            "effects": self.effects.snapshot(),
            "faults": self.faults.snapshot(),
            "parties": {party.name: party.snapshot() for party in self.parties},
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        version, internal, gauss = data["random"]
        self.random.setstate((version, tuple(internal), gauss))
        self.clock.restore(data["clock"])
        self.effects.restore(data["effects"])
        self.faults.restore(data["faults"])
        for party in self.parties:
            if party.name in data["parties"]:
                party.restore(data["parties"][party.name])

    def addresses(self) -> Sequence[tuple[Party, Mapping[str, str]]]:
        return [(party, party.addresses()) for party in self.parties]
