"""Facts a context tells the rest of the house."""

from datetime import datetime
from typing import ClassVar, Protocol, TypeVar
from uuid import UUID

from attrs import frozen

from smplat_core.kernel.codec import from_json

E = TypeVar("E", bound="Event")


@frozen(kw_only=True)
class Event:
    """Something that happened, in the past tense. Subclasses add plain, JSON-friendly facts.

    ``name`` (``order.paid``) is permanent. An aggregate carries its events as ``news``; saving it
    stores them in the same transaction, numbered one by one per aggregate, so a reader can
    see a gap and a consumer can keep order.
    """

    name: ClassVar[str]

    at: datetime

    @property
    def subjects(self) -> tuple[UUID, ...]:
        """Ids on whose timelines this shows, besides the aggregate that tells it."""
        return ()


@frozen(kw_only=True)
class EventRecord:
    """An event as it was stored, with its place in history."""

    id: UUID
    position: int
    """Grows over the whole log; readers page by it."""
    name: str
    aggregate: str
    aggregate_id: UUID
    sequence: int
    """1, 2, 3 ... within the aggregate, without gaps."""
    at: datetime
    actor: str
    correlation_id: str
    causation_id: str | None
    payload: dict[str, object]
    """The event's own fields as JSON values."""
    traceparent: str | None = None
    """The span it was told in, as W3C Trace Context writes it; ``None`` when none was recorded."""

    def as_event(self, kind: type[E]) -> E:
        """The event itself, when it is of this kind."""
        return from_json(self.payload, kind)

    def missed_since(self, last: int) -> str:
        """What a reader missed who last saw event number ``last`` of this aggregate.

        Empty when this one is next. For consumers that keep the number of what they read:
        it never jumps in the log itself, so a jump was made on the way.
        """
        if self.sequence == last + 1:
            return ""
        if self.sequence <= last:
            return f"event {self.sequence} came after event {last}"
        missing = range(last + 1, self.sequence)
        return (
            f"event {missing[0]} is missing"
            if len(missing) == 1
            else f"events {missing[0]} to {missing[-1]} are missing"
        )


class Reaction(Protocol):
    """What a context does when something happened below it.

    Called at least once per event, in the order of each aggregate, inside a unit of work that
    also marks the delivery done: its changes are therefore kept exactly once. A reaction
    changes data and enqueues jobs; it never calls outside.
    """

    @property
    def name(self) -> str:
        """Permanent: ``billing.issue_invoice``. Deliveries are remembered under it."""
        ...

    @property
    def listens_to(self) -> tuple[str, ...]:
        """Names of the events it wants."""
        ...

    async def __call__(self, record: EventRecord) -> None: ...
