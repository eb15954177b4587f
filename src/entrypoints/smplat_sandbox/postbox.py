"""Outgoing webhooks: delivered until the other side says 2xx, with the faults of the script."""

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any, Final

import httpx
from attrs import define, field

from smplat_sandbox.faults import Fault, FaultKind
from smplat_sandbox.world import World

FIRST_RETRY: Final = 0.2
LONGEST_WAIT: Final = 5.0
"""Seconds: the wait doubles from the first to the longest."""
ATTEMPTS: Final = 500
"""About 40 minutes of a receiver that is not there."""
PATIENCE: Final = 5.0
"""Seconds the receiver has to answer."""
LOG_KEPT: Final = 1000


class LetterState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    DROPPED = "dropped"
    GIVEN_UP = "given_up"


@define(eq=False)
class Letter:
    """One webhook to one address; `operation` is what fault rules match, `webhook.<type>`."""

    id: str
    operation: str
    url: str
    body: str
    headers: dict[str, str] = field(factory=dict)
    attempts: int = 0
    state: LetterState = field(default=LetterState.WAITING, converter=LetterState)
    answer: str = ""
    due: float = 0.0
    cleared: bool = False
    """Its fault was chosen and suffered: a late letter is not made late again."""
    overtakable: bool = False

    def view(self) -> dict[str, object]:
        return {
            "id": self.id,
            "operation": self.operation,
            "url": self.url,
            "state": self.state.value,
            "attempts": self.attempts,
            "answer": self.answer,
        }


Sign = Callable[[Letter, bool], Mapping[str, str]]
"""Headers that prove the sender; the flag asks for a proof that must not hold."""


@define
class Postbox:
    """Letters of one party, sent in order, one at a time; a failing one does not hold the rest.

    Waiting letters survive a restart with the party's snapshot.
    """

    world: World
    party: str
    sign: Sign
    waiting: list[Letter] = field(factory=list)
    log: deque[Letter] = field(factory=lambda: deque(maxlen=LOG_KEPT))
    _task: asyncio.Task[None] | None = None
    _wake: asyncio.Event = field(factory=asyncio.Event)

    def post(self, letter: Letter) -> None:
        """Send as soon as may be."""
        self.waiting.append(letter)
        self.world.changed()
        self.wake()

    def wake(self) -> None:
        """See that the carrier runs; safe to call at any time inside the event loop."""
        self._wake.set()
        if self.waiting and (self._task is None or self._task.done()):
            self._task = self.world.spawn(self._carry())

    async def _carry(self) -> None:
        while self.waiting:
            self._wake.clear()
            moment = time.monotonic()
            ready = next((letter for letter in self.waiting if letter.due <= moment), None)
            if ready is not None:
                await self._attempt(ready)
                continue
            wait = min(letter.due for letter in self.waiting) - moment
            try:
                await asyncio.wait_for(self._wake.wait(), timeout=max(wait, 0.001))
            except TimeoutError:
                continue

    async def _attempt(self, letter: Letter) -> None:
        fault = None if letter.cleared else self.world.faults.next(self.party, letter.operation)
        if fault is not None and fault.kind in (FaultKind.LATENCY, FaultKind.REORDER):
            letter.due = time.monotonic() + fault.seconds
            letter.cleared = True
            letter.overtakable = fault.kind is FaultKind.REORDER
            return
        if fault is not None and fault.kind is FaultKind.DROP:
            self._close(letter, LetterState.DROPPED, answer="dropped by a scripted fault")
            return
        status = await self._send(letter, fault=fault)
        if fault is not None and fault.kind is FaultKind.DUPLICATE:
            status = await self._send(letter, fault=fault)
        if letter not in self.waiting:  # the world was reset meanwhile
            return
        if status is not None and httpx.codes.is_success(status):
            self._close(letter, LetterState.DELIVERED, answer=letter.answer)
            self._let_overtaken_go()
        elif letter.attempts >= ATTEMPTS:
            self._close(letter, LetterState.GIVEN_UP, answer=letter.answer)
        else:
            doublings = min(letter.attempts - 1, 10)
            letter.due = time.monotonic() + min(FIRST_RETRY * 2**doublings, LONGEST_WAIT)
            letter.cleared = False

    async def _send(self, letter: Letter, *, fault: Fault | None) -> int | None:
        kind = fault.kind if fault else None
        proof = self.sign(letter, kind is FaultKind.WRONG_SIGNATURE)
        body = letter.body.encode()
        if kind is FaultKind.MALFORMED:
            body = body[: len(body) * 2 // 3]
        letter.attempts += 1
        try:
            response = await self.world.http.post(
                letter.url, content=body, headers={**letter.headers, **proof}, timeout=PATIENCE
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            letter.answer = f"{type(error).__name__}: {error}"
            return None
        letter.answer = f"HTTP {response.status_code}"
        return response.status_code

    def _let_overtaken_go(self) -> None:
        for letter in self.waiting:
            if letter.overtakable:
                letter.due = 0.0
                letter.overtakable = False

    def _close(self, letter: Letter, state: LetterState, *, answer: str) -> None:
        letter.state = state
        letter.answer = answer
        self.waiting.remove(letter)
        self.log.append(letter)
        self.world.changed()

    def views(self) -> list[dict[str, object]]:
        """Every letter that is known, oldest first."""
        return [letter.view() for letter in (*self.log, *self.waiting)]

    def snapshot(self) -> list[dict[str, object]]:
        return [
            {
                "id": letter.id,
                "operation": letter.operation,
                "url": letter.url,
                "body": letter.body,
                "headers": letter.headers,
                "attempts": letter.attempts,
            }
            for letter in self.waiting
        ]

    def restore(self, data: Iterable[dict[str, Any]]) -> None:
        self.waiting = [Letter(**saved) for saved in data]

    def reset(self) -> None:
        self.waiting.clear()
        self.log.clear()
