"""One step of a state machine with a guard, an event and an audit record; and a refused one."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from attrs import define, field, frozen
from transitions import Machine, MachineError

from benchmarks.figures import Figure, at_least, at_most
from benchmarks.timing import in_turns
from smplat_core.kernel import ActionNotAllowed, Event, Lifecycle, evolve, maker

NOW = datetime(2026, 11, 20, tzinfo=UTC)
PARCEL = UUID(int=7)


class State(StrEnum):
    DRAFT = "draft"
    READY = "ready"
    SENT = "sent"


class Action(StrEnum):
    PACK = "pack"
    SEND = "send"


TABLE: Mapping[State, Mapping[Action, State]] = {
    State.DRAFT: {Action.PACK: State.READY},
    State.READY: {Action.SEND: State.SENT},
    State.SENT: {},
}
LIFECYCLE = Lifecycle(initial=State.DRAFT, table=TABLE)


@frozen(kw_only=True)
class Packed(Event):
    name: ClassVar[str] = "parcel.packed"
    parcel_id: UUID
    before: State
    after: State


@frozen
class Change:
    before: State
    after: State
    reason: str
    at: datetime


make_change = maker(Change)


@frozen
class Parcel:
    id: UUID
    units: int
    weight: int
    carrier: str
    created_at: datetime
    updated_at: datetime
    status: State = State.DRAFT
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)
    audit: tuple[Change, ...] = field(default=(), eq=False)

    def pack(self) -> "Parcel":
        """As our aggregates do it."""
        if not self.units:
            raise ValueError("nothing to pack")
        after = LIFECYCLE.after(self.status, Action.PACK)
        event = Packed(at=NOW, parcel_id=self.id, before=self.status, after=after)
        change = make_change(self.status, after, "packed", NOW)
        return evolve(
            self,
            status=after,
            news=(*self.news, event),
            audit=(*self.audit, change),
            updated_at=NOW,
        )

    def pack_plainly(self) -> "Parcel":
        """The least work: a dict and three constructors."""
        if not self.units:
            raise ValueError("nothing to pack")
        after = TABLE[self.status][Action.PACK]
        event = Packed(at=NOW, parcel_id=self.id, before=self.status, after=after)
        change = Change(self.status, after, "packed", NOW)
        return Parcel(
            self.id,
            self.units,
            self.weight,
            self.carrier,
            self.created_at,
            NOW,
            after,
            self.version,
            (*self.news, event),
            (*self.audit, change),
        )


@define(slots=False)
class TheirParcel:
    """A parcel as ``transitions`` wants it: changed in place by its machine."""

    units: int = 3
    news: list[Packed] = field(factory=list)
    audit: list[Change] = field(factory=list)
    state: str = "draft"
    pack: Callable[[], bool] = field(init=False)
    send: Callable[[], bool] = field(init=False)
    """The machine puts both in."""

    def is_packable(self) -> bool:
        return self.units > 0

    def record(self) -> None:
        self.news.append(Packed(at=NOW, parcel_id=PARCEL, before=State.DRAFT, after=State.READY))
        self.audit.append(Change(State.DRAFT, State.READY, "packed", NOW))

    def again(self) -> None:
        """Back to the start, without the machine, so that only the step is measured."""
        self.state = "draft"
        self.news.clear()
        self.audit.clear()


def measure() -> Iterator[Figure]:
    parcel = Parcel(PARCEL, 3, 1200, "dhl", NOW, NOW)
    theirs = _machine()

    def step_theirs() -> None:
        theirs.again()
        theirs.pack()

    steps = in_turns(
        {"ours": parcel.pack, "limit": parcel.pack_plainly, "transitions": step_theirs}
    )
    yield Figure("step", steps.typical("ours") * 1e9, "ns")
    yield Figure("step: dict and constructors", steps.typical("limit") * 1e9, "ns")
    yield Figure("step: times the limit", steps.ratio("ours", "limit"), "x", at_most(1.5))
    faster = steps.ratio("transitions", "ours")
    yield Figure("step: times faster than transitions", faster, "x", at_least(4))
    yield from _refusals()


def _refusals() -> Iterator[Figure]:
    theirs = _machine()

    def ours() -> None:
        with suppress(ActionNotAllowed):
            LIFECYCLE.after(State.DRAFT, Action.SEND)

    def limit() -> None:
        with suppress(ValueError):
            _step_plainly(State.DRAFT, Action.SEND)

    def transitions() -> None:
        with suppress(MachineError):
            theirs.send()

    rounds = in_turns({"ours": ours, "limit": limit, "transitions": transitions})
    yield Figure("refusal", rounds.typical("ours") * 1e9, "ns")
    yield Figure("refusal: transitions", rounds.typical("transitions") * 1e9, "ns")
    yield Figure("refusal: times the limit", rounds.ratio("ours", "limit"), "x", at_most(2))


def _step_plainly(state: State, action: Action) -> State:
    row = TABLE[state]
    if action not in row:
        raise ValueError(f"cannot {action} while {state}; allowed here: {', '.join(row)}")
    return row[action]


def _machine() -> TheirParcel:
    theirs = TheirParcel()
    machine = Machine(theirs, states=["draft", "ready", "sent"], initial="draft")
    machine.add_transition("pack", "draft", "ready", conditions=["is_packable"], after=["record"])
    machine.add_transition("send", "ready", "sent")
    return theirs
