"""Where the legacy system is, and how patient we are with it."""

from datetime import timedelta

from attrs import field, frozen
from attrs.validators import and_, ge, gt, le, matches_re

from smplat_core.legacy import BreakerSettings, LegacyPolicy


@frozen(kw_only=True)
class LegacySettings:
    base_url: str = field(validator=matches_re(r"https?://[^\s?#]+"))
    """Without query or fragment: ``https://legacy.example.com/api``."""
    token: str = field(repr=False)
    webhook_url: str = field(default="", validator=matches_re(r"|https?://[^\s?#]+"))
    """Where the legacy system takes the processor's messages; nothing is handed on without it."""
    webhook_secret: str = field(default="", repr=False)
    """What messages handed on are signed with, as the processor signs them."""
    timeout_seconds: float = field(default=10.0, validator=gt(0))
    """For the whole of one call; a legacy system that is slower counts as away."""
    mirror_ttl_seconds: int = field(default=900, validator=ge(0))
    """A mirror older than this is refreshed when somebody reads it."""
    stale_after_seconds: int = field(default=129_600, validator=ge(1))
    """A mirror older than this is a finding of the drift report."""
    breaker_window_seconds: int = field(default=60, validator=ge(1))
    """How far back calls count."""
    breaker_minimum_calls: int = field(default=5, validator=ge(1))
    """Fewer calls in the window never open the breaker."""
    breaker_failure_percent: int = field(default=50, validator=and_(ge(1), le(100)))
    """So many of a hundred calls in the window open the breaker when they fail."""
    breaker_open_seconds: int = field(default=30, validator=ge(1))
    """How long an open breaker lets nobody through."""
    breaker_probes: int = field(default=1, validator=ge(1))
    """How many calls may try at once afterwards."""
    breaker_close_after: int = field(default=2, validator=ge(1))
    """How many of them must succeed in a row to close it."""


def policy_of(settings: LegacySettings) -> LegacyPolicy:
    """The settings in the words of the core."""
    return LegacyPolicy(
        mirror_ttl=timedelta(seconds=settings.mirror_ttl_seconds),
        stale_after=timedelta(seconds=settings.stale_after_seconds),
        breaker=BreakerSettings(
            window=timedelta(seconds=settings.breaker_window_seconds),
            minimum_calls=settings.breaker_minimum_calls,
            failure_percent=settings.breaker_failure_percent,
            open_for=timedelta(seconds=settings.breaker_open_seconds),
            probes=settings.breaker_probes,
            close_after=settings.breaker_close_after,
        ),
    )
