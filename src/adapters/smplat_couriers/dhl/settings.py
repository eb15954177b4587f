"""How we reach DHL, and how its push proves itself."""

from attrs import field, frozen


@frozen(kw_only=True)
class DhlSettings:
    """One application's access to Shipment Tracking - Unified."""

    base_url: str = "https://api-eu.dhl.com"
    api_key: str = field(default="", repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any one of them may have signed: two while a secret is being replaced, none refuses all."""
    webhook_tolerance_seconds: int = 300
    timeout_seconds: float = 10.0
    parallel: int = 2
    """Calls under way at the same time; DHL's first tier allows one call a second."""
