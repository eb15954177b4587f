"""Everything the sandbox can be told, in one frozen tree."""

from pathlib import Path

from attrs import field, frozen


@frozen
class StripeSettings:
    """The account the sandbox plays; `secret_key` None accepts any test key (`sk_test_...`)."""

    secret_key: str | None = None
    webhook_url: str | None = None
    webhook_secret: str = "whsec_sandbox"  # noqa: S105  a public default of a fake, not a secret
    merchant: str = "Sandbox Merchant"


@frozen
class CourierSettings:
    """How the couriers know their customer, and where they tell it of scans.

    `webhook_url` is a template: `{courier}` in it becomes `canada_post`, `dhl`, ...; without it, the
    code is added as the last step of the path. A secret that begins with `whsec_` is base64.
    """

    webhook_url: str | None = None
    canada_post_webhook_secret: str = "canada-post-sandbox"  # noqa: S105  a public default of a fake, not a secret
    dhl_webhook_secret: str = "dhl-sandbox"  # noqa: S105  a public default of a fake, not a secret
    canada_post_username: str = "sandbox"
    canada_post_password: str = "sandbox"  # noqa: S105  a public default of a fake, not a secret
    dhl_api_key: str = "sandbox"
    dhl_ecommerce_client_id: str = "sandbox"
    dhl_ecommerce_client_secret: str = "sandbox"  # noqa: S105  a public default of a fake, not a secret
    usps_client_id: str = "sandbox"
    usps_client_secret: str = "sandbox"  # noqa: S105  a public default of a fake, not a secret
    usps_webhook_secret: str = "usps-sandbox"  # noqa: S105  a public default of a fake, not a secret
    chit_chats_client_id: str = "99"
    chit_chats_access_token: str = "sandbox"  # noqa: S105  a public default of a fake, not a secret
    chit_chats_webhook_secret: str = "chit-chats-sandbox"  # noqa: S105  a public default of a fake, not a secret


@frozen
class LegacySettings:
    """How the legacy system knows its caller."""

    api_key: str = "legacy-sandbox"
    webhook_secret: str = "whsec_legacy"  # noqa: S105  a public default of a fake, not a secret


@frozen
class SandboxSettings:
    """One sandbox: where it listens, what it remembers, how its chance is seeded.

    `public_url` is the address people and callers reach it at; hosted pages link to it.
    Without `data_dir` nothing survives the process.
    """

    host: str = "127.0.0.1"
    port: int = 8070
    public_url: str | None = None
    data_dir: Path | None = None
    seed: int = 1
    stripe: StripeSettings = field(factory=StripeSettings)
    couriers: CourierSettings = field(factory=CourierSettings)
    legacy: LegacySettings = field(factory=LegacySettings)

    @property
    def base_url(self) -> str:
        """Where the sandbox is reached, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")
