"""What the fan-out needs from the outside."""

from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.kernel import Page, PageRequest
from smplat_core.payments.fan_out.comparison import ComparisonVerdict, OrderComparison
from smplat_core.payments.fan_out.lifecycle import ForwardingState
from smplat_core.payments.fan_out.model import FanOutTarget, Forwarding
from smplat_core.payments.fan_out.vocabulary import (
    FanOutNotConfigured,
    TargetName,
    TargetOutcome,
)
from smplat_core.payments.model import ProcessorEvent
from smplat_core.payments.ports import PaymentsWork
from smplat_core.payments.vocabulary import ProcessorEventId


@frozen(kw_only=True)
class ForwardedMessage:
    """What is handed on: the processor's own words, byte for byte."""

    delivery_id: str
    """The same at every attempt, so that the target can tell repetitions."""
    attempt: int
    """From 1."""
    payload: str


class WebhookTarget(Protocol):
    """A system that takes messages of a processor."""

    @property
    def is_configured(self) -> bool:
        """Whether anybody has told where it is."""
        ...

    async def deliver(self, message: ForwardedMessage) -> TargetOutcome | None:
        """Hand the message over; what the target made of it, if it says so.

        "Already have it" is success. ``TargetUnavailable`` when it did not say that it took the
        message, an answer 200 that tells of an error included; ``MessageRefused`` when it will
        not take this one. Repeating is safe.
        """
        ...


@frozen
class NoTarget(WebhookTarget):
    """Where nothing is handed on to anybody."""

    @property
    def is_configured(self) -> bool:
        return False

    async def deliver(self, message: ForwardedMessage) -> TargetOutcome | None:
        raise FanOutNotConfigured(f"nobody takes {message.delivery_id}")


class FanOutTargets(Protocol):
    """Every target there is, switched or not."""

    async def get(self, name: TargetName) -> FanOutTarget:
        """The target, held until the unit of work ends; or ``FanOutTargetNotFound``."""
        ...

    async def save(self, target: FanOutTarget) -> FanOutTarget:
        """Keep it and its news, one version on; ``FanOutTargetChanged`` when it moved."""
        ...


class Forwardings(Protocol):
    """Every message owed to a target."""

    async def owe(self, event: ProcessorEvent) -> tuple[TargetName, ...]:
        """Owe a message just received to every target that is owed messages; to which."""
        ...

    async def owe_since(self, target: TargetName, moment: datetime) -> int:
        """Owe every message received at or after ``moment`` that is not owed yet; how many."""
        ...

    async def next_owed(
        self, target: TargetName, *, limit: int
    ) -> tuple[tuple[Forwarding, str], ...]:
        """The oldest messages owed, in the order they were received, each with its payload."""
        ...

    async def get(self, target: TargetName, event_id: ProcessorEventId) -> Forwarding:
        """One of them, held until the unit of work ends; or ``ForwardingNotFound``."""
        ...

    async def save(self, forwarding: Forwarding) -> None:
        """Keep what became of it."""
        ...


@frozen(kw_only=True)
class FanOutStatus:
    """How far a target is behind."""

    target: FanOutTarget
    owed: int
    parked: int
    oldest_owed_at: datetime | None
    last_acknowledged_at: datetime | None
    last_error: str | None
    """Of the message that waits first, when the target did not take it."""


class FanOutQueries(Protocol):
    """The fan-out for screens; holds nothing."""

    async def status(self, name: TargetName) -> FanOutStatus:
        """How far the target is; or ``FanOutTargetNotFound``."""
        ...

    async def forwardings(
        self, name: TargetName, page: PageRequest, *, state: ForwardingState | None
    ) -> Page[Forwarding]:
        """Messages owed once, newest first."""
        ...

    async def comparison(
        self, name: TargetName, page: PageRequest, *, verdict: ComparisonVerdict | None
    ) -> Page[OrderComparison]:
        """Every order a forwarded message was about, by reference."""
        ...

    async def verdicts(self, name: TargetName) -> dict[ComparisonVerdict, int]:
        """How many orders there are of each verdict; all verdicts are named."""
        ...


class FanOutWork(PaymentsWork, Protocol):
    """What a unit of work must offer for the fan-out."""

    @property
    def fan_out_targets(self) -> FanOutTargets: ...

    @property
    def forwardings(self) -> Forwardings: ...
