"""What happened to something, as every timeline shows it."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import EventRecord


@frozen
class EventView:
    """One fact, who caused it, and which request it belongs to."""

    id: UUID
    name: str
    at: datetime
    aggregate: str
    aggregate_id: UUID
    sequence: int
    actor: str
    correlation_id: str
    causation_id: str | None
    data: dict[str, object]
    """The event's own fields."""

    @classmethod
    def of(cls, record: EventRecord) -> "EventView":
        return cls(
            id=record.id,
            name=record.name,
            at=record.at,
            aggregate=record.aggregate,
            aggregate_id=record.aggregate_id,
            sequence=record.sequence,
            actor=record.actor,
            correlation_id=record.correlation_id,
            causation_id=record.causation_id,
            data=record.payload,
        )
