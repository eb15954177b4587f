"""When a variant is paused by itself: the policy of one experiment."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel import InputError
from smplat_core.pricing.experiments.vocabulary import is_decimal

SMALLEST_MINIMUM: Final = 10
LARGEST_MINIMUM: Final = 1_000_000
LONGEST_STALL: Final = timedelta(days=90)
LONGEST_DWELL: Final = timedelta(days=30)


@frozen(kw_only=True)
class GuardPolicy:
    """What no variant may do. Shares are of one: ``0.05`` is five in a hundred."""

    stalled_share: Decimal | None = None
    """At most this share of those exposed ``stalled_after`` ago or earlier may still not have
    converted."""
    stalled_after: timedelta = timedelta(hours=24)
    conversion_drop: Decimal | None = None
    """A variant may convert at most so much less than the control: ``0.02`` is two points."""
    minimum_exposures: int = 100
    """Nothing is judged before the variant, and the control it is compared with, has as many."""
    dwell: timedelta = timedelta(hours=6)
    """How long a variant is left as it is once it was paused or resumed, by whomever."""

    def faults(self, code: str) -> Iterator[InputError]:
        """What cannot be used of it, with pointers under ``/guard``."""
        if self.stalled_share is None and self.conversion_drop is None:
            said = "the guard watches nothing"
            yield InputError("/guard", code, said, "stalled_share, conversion_drop, or both")
        for name, share in (
            ("stalled_share", self.stalled_share),
            ("conversion_drop", self.conversion_drop),
        ):
            if share is not None and not (is_decimal(share) and 0 < share < 1):
                yield InputError(f"/guard/{name}", code, f"{share} is no share", "between 0 and 1")
        if not SMALLEST_MINIMUM <= self.minimum_exposures <= LARGEST_MINIMUM:
            said = f"{self.minimum_exposures} exposures prove nothing, or never come"
            accepted = f"{SMALLEST_MINIMUM} to {LARGEST_MINIMUM}"
            yield InputError("/guard/minimum_exposures", code, said, accepted)
        for name, wait, longest in (
            ("stalled_after", self.stalled_after, LONGEST_STALL),
            ("dwell", self.dwell, LONGEST_DWELL),
        ):
            if not timedelta() < wait <= longest:
                accepted = f"more than nothing, up to {longest.days} days"
                yield InputError(f"/guard/{name}", code, f"{wait} is no wait", accepted)
