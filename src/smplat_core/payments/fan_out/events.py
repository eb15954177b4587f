"""What is told of the fan-out."""

from typing import ClassVar

from attrs import frozen

from smplat_core.kernel import Event
from smplat_core.payments.fan_out.vocabulary import FanOutTargetId, TargetName
from smplat_core.payments.vocabulary import ProcessorEventId


@frozen(kw_only=True)
class FanOutEvent(Event):
    target_id: FanOutTargetId
    target: TargetName


@frozen(kw_only=True)
class FanOutStarted(FanOutEvent):
    """From now on messages are sent to the target, those owed from before first."""

    name: ClassVar[str] = "fan_out.started"


@frozen(kw_only=True)
class FanOutPaused(FanOutEvent):
    """Messages are kept for the target and not sent."""

    name: ClassVar[str] = "fan_out.paused"


@frozen(kw_only=True)
class FanOutCutOver(FanOutEvent):
    """smplat works alone from now on."""

    name: ClassVar[str] = "fan_out.cut_over"

    reason: str
    differences: int
    """Orders on which the two disagreed when somebody decided so."""


@frozen(kw_only=True)
class FanOutRolledBack(FanOutEvent):
    """The target is told everything again, what came since the cut-over first."""

    name: ClassVar[str] = "fan_out.rolled_back"

    reason: str
    owed: int
    """Messages that came since the cut-over."""


@frozen(kw_only=True)
class ForwardingParked(FanOutEvent):
    """The target refuses this message; the ones after it go on."""

    name: ClassVar[str] = "fan_out.message_parked"

    processor_event_id: ProcessorEventId
    detail: str


@frozen(kw_only=True)
class ForwardingSkipped(FanOutEvent):
    """Somebody decided that the target need not have this message."""

    name: ClassVar[str] = "fan_out.message_skipped"

    processor_event_id: ProcessorEventId
    reason: str
