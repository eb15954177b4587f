"""Names, small values and refusals of exchange rates."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from attrs import field, frozen
from attrs.validators import gt

from smplat_core.kernel import Invalid, NotAllowed, Unavailable

REFRESH_RATES: Final = "pricing.refresh_rates"
"""The job that asks the source."""

FX_ID: Final = UUID("7a4c1f9e-52d3-5f0b-8c1a-9e6d2b7f3a10")
"""There is one table of rates; its timeline has this id."""

MANUAL: Final = "manual"
"""The source of a rate a person set."""

NO_TIME: Final = timedelta(0)


@frozen(kw_only=True)
class FxLimits:
    """How old a rate may be: to be shown without a warning, and to take money by it."""

    shown: timedelta = field(default=timedelta(hours=24), validator=gt(NO_TIME))
    checkout: timedelta = field(default=timedelta(hours=48), validator=gt(NO_TIME))


class NoRate(NotAllowed):
    """Nobody ever said what the one currency is worth in the other."""

    code = "pricing.no_rate"


class RateStale(NotAllowed):
    """The newest rate is older than it may be; the detail names its age and the limit."""

    code = "pricing.rate_stale"


class RateSwing(NotAllowed):
    """The rate is so far from the last one that it has to be confirmed."""

    code = "pricing.rate_swing"


class BadRateReason(Invalid):
    """A rate set by hand needs a reason of bounded length."""

    code = "pricing.bad_rate_reason"


class RatesUnavailable(Unavailable):
    """The source of exchange rates does not answer, or with something that cannot be read."""

    code = "pricing.rates_unavailable"
