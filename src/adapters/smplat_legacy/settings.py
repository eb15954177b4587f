"""Where the legacy system is, and how long we wait for it."""

from attrs import field, frozen
from attrs.validators import gt, matches_re


@frozen(kw_only=True)
class LegacySettings:
    base_url: str = field(validator=matches_re(r"https?://[^\s?#]+"))
    """Without query or fragment: ``https://legacy.example.com/api``."""
    token: str = field(repr=False)
    timeout_seconds: float = field(default=10.0, validator=gt(0))
    """For the whole of one call; a legacy system that is slower counts as away."""
