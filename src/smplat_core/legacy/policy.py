"""How patient we are with the legacy system and with our own copies of it."""

from datetime import timedelta
from typing import Final

from attrs import Factory, field, frozen
from attrs.validators import ge

from smplat_core.legacy.breaker import BreakerSettings

NOTHING: Final = timedelta(0)


@frozen(kw_only=True)
class LegacyPolicy:
    """Settings of a deployment."""

    mirror_ttl: timedelta = field(default=timedelta(minutes=15), validator=ge(NOTHING))
    """A mirror older than this is refreshed when somebody reads it."""
    stale_after: timedelta = field(default=timedelta(hours=36), validator=ge(NOTHING))
    """A mirror older than this is a finding of the drift report."""
    breaker: BreakerSettings = Factory(BreakerSettings)
