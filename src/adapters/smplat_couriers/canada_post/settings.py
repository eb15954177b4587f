"""How we reach Canada Post, and how its relay proves itself."""

from attrs import field, frozen


@frozen(kw_only=True)
class CanadaPostSettings:
    """One customer's access to the tracking service."""

    base_url: str = "https://soa-gw.canadapost.ca"
    username: str = ""
    password: str = field(default="", repr=False)
    webhook_secrets: tuple[str, ...] = field(default=(), repr=False)
    """Any one of them may have signed: two while a secret is being replaced, none refuses all."""
    webhook_tolerance_seconds: int = 300
    timeout_seconds: float = 10.0
    parallel: int = 4
    """Calls under way at the same time."""
