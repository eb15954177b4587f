"""What is known about a service, and what its sales are held to."""

import re
from typing import Final

from attrs import field, frozen

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails.costs import CostModel
from smplat_core.guardrails.policy import MOST_FEES, Fee, MarginPolicy
from smplat_core.guardrails.vocabulary import BadPolicy, BadService
from smplat_core.kernel import InputError

NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,79}")
LONGEST_LABEL: Final = 120


def refuse_bad_service(service: ServiceRef) -> None:
    """``BadService`` when no provider or service can go by these names."""
    accepted = "1 to 80 letters, digits, '.', '_', ':' and '-'"
    errors = tuple(
        InputError(f"/{part}", BadService.code, f"{name[:90]!r} names no {part}", accepted)
        for part, name in (("provider", service.provider), ("service", service.service))
        if not NAME.fullmatch(name)
    )
    if errors:
        raise BadService(f"{str(service)[:180]!r} names no service", errors=errors)


def refuse_bad_fees(_: object, __: object, fees: tuple[Fee, ...]) -> None:
    """``BadPolicy`` when there are too many, or two of one label. A validator."""
    labels = [fee.label for fee in fees]
    if len(fees) > MOST_FEES or len(set(labels)) < len(labels):
        accepted = f"up to {MOST_FEES}, each under its own label"
        raise BadPolicy.at("/fees", f"fees {labels}", accepted=accepted)


@frozen(kw_only=True)
class Terms:
    """What we know of one service, and hold its sales to."""

    label: str = field()
    offered: bool = True
    """A service that is no longer offered is unknown to whoever sells it."""
    cost: CostModel | None = None
    """``None`` while nobody said what it costs."""
    fees: tuple[Fee, ...] = field(default=(), validator=refuse_bad_fees)
    """On top of those of the house."""
    policy: MarginPolicy | None = None
    """``None`` when that of the house holds."""

    @label.validator
    def _is_called_something(self, _: object, label: str) -> None:
        if not label.strip() or len(label) > LONGEST_LABEL or not label.isprintable():
            accepted = f"1 to {LONGEST_LABEL} characters"
            raise BadService.at("/label", f"{label[:40]!r} is no label", accepted=accepted)
