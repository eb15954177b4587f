"""Names and refusals of the fan-out."""

from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import NotAllowed, NotFound, Stale, Unavailable

FanOutTargetId = NewType("FanOutTargetId", UUID)
TargetName = NewType("TargetName", str)

LEGACY: Final = TargetName("legacy")
"""The one target there is: the system smplat takes over from."""

LONGEST_REASON: Final = 500
"""Characters kept of why a target did not take a message."""


class FanOutTargetNotFound(NotFound):
    """No target has this name."""

    code = "payments.fan_out_target_not_found"


class FanOutTargetChanged(Stale):
    """The target was switched by somebody else since it was read."""

    code = "payments.fan_out_target_changed"


class ForwardingNotFound(NotFound):
    """This message was never owed to this target."""

    code = "payments.forwarding_not_found"


class FanOutNotConfigured(NotAllowed):
    """Nobody has told where the target takes messages, or the secret they are signed with."""

    code = "payments.fan_out_not_configured"


class NotReadyToCutOver(NotAllowed):
    """The target lacks messages, or makes something else of them than we do."""

    code = "payments.not_ready_to_cut_over"


class TargetUnavailable(Unavailable):
    """The target did not say that it took the message: no answer, or one that tells of trouble."""

    code = "payments.fan_out_target_unavailable"


class MessageRefused(NotAllowed):
    """The target will not take this message, whenever it comes."""

    code = "payments.fan_out_message_refused"


@frozen
class TargetOutcome:
    """What a target says it made of a message."""

    order_reference: str
    payment_status: str
    """In our words when the target uses them; anything else is kept as it was said."""
