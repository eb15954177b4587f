"""Who did what: commands as they ended, beside the events they told."""

from collections.abc import Mapping
from datetime import datetime

from attrs import Factory, frozen

from smplat_core.oversight.vocabulary import BadPeriod, Outcome


@frozen(kw_only=True)
class AuditEntry:
    """One command somebody gave, or tried to give. Never holds what was sent, only about what."""

    at: datetime
    actor: str
    action: str
    """The operation of the API, such as ``placeOrder``; permanent as the API's own names are."""
    outcome: Outcome
    status: int
    """What the API answered."""
    correlation_id: str
    subject_id: str | None = None
    """The record it was about, when the request named one."""
    code: str | None = None
    """Of the refusal, if it was refused."""
    times: int = 1
    """How many such attempts this entry stands for: a flood of refusals is kept as one."""


@frozen(kw_only=True)
class AuditRecord:
    """One line of the audit trail: a command's entry, or an event with who caused it."""

    position: int
    at: datetime
    actor: str
    actor_name: str | None
    """The name of the key, when the actor is one."""
    action: str
    outcome: Outcome
    subject: str | None
    """The kind of aggregate an event is of."""
    subject_id: str | None
    correlation_id: str
    details: Mapping[str, object] = Factory(dict)


@frozen(kw_only=True)
class AuditFilter:
    """Which lines to list; ``None`` means any."""

    actor: str | None = None
    action: str | None = None
    """An event's name, or an operation of the API."""
    subject_id: str | None = None
    outcome: Outcome | None = None
    correlation_id: str | None = None
    position: int | None = None
    since: datetime | None = None
    until: datetime | None = None

    def __attrs_post_init__(self) -> None:
        for name, moment in (("from", self.since), ("until", self.until)):
            if moment is not None and moment.tzinfo is None:
                raise BadPeriod.at(
                    f"/{name}",
                    f"{moment.isoformat()} says no zone",
                    accepted="2026-11-21T04:00:00Z",
                )
        if self.since and self.until and self.until <= self.since:
            raise BadPeriod.at(
                "/until", f"{self.until.isoformat()} is not after from", accepted="a later moment"
            )
