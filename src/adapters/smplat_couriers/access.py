"""What access to any courier that is asked over HTTP is made of."""

from attrs import field, frozen
from attrs.validators import ge, gt


@frozen(kw_only=True)
class CourierAccess:
    """How a courier proves its webhooks, and how patient and how busy we are with it."""

    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any one of them may have signed: two while a secret is being replaced, none refuses all."""
    webhook_tolerance_seconds: int = 300
    timeout_seconds: float = 10.0
    parallel: int = 4
    """Calls under way at the same time."""
    calls_per_second: float = field(default=5.0, validator=gt(0))
    """What this connection allows, by all workers together; see ``calls_burst``."""
    calls_burst: int = field(default=100, validator=ge(1))
    """Calls at once, after a silence."""
