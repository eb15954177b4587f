"""One connection to one Stripe account, opened at its first use."""

from typing import TYPE_CHECKING

from attrs import define, field

from smplat_stripe.settings import API_VERSION, StripeSettings

if TYPE_CHECKING:
    import stripe


@define
class StripeApi:
    """Stripe's own client, with our settings and the pinned version of its API.

    Shared by every adapter of this package; ``close`` it when the process ends. Wrap calls in
    ``translated()``, and pass an idempotency key of your own with everything that creates.
    """

    settings: StripeSettings
    http: "stripe.HTTPClient | None" = None
    """What carries the requests; the library's HTTPX client unless given."""
    _client: "stripe.StripeClient | None" = field(default=None, init=False, repr=False)

    @property
    def client(self) -> "stripe.StripeClient":
        """Call ``client.v1.<things>.<verb>_async``: the methods without ``_async`` would block."""
        if self._client is None:
            self._client = self._open()
        return self._client

    def _open(self) -> "stripe.StripeClient":
        import stripe  # noqa: PLC0415 - a fifth of a second, owed only by those who call Stripe

        if self.http is None:
            self.http = stripe.HTTPXClient(timeout=self.settings.timeout_seconds)
        return stripe.StripeClient(
            self.settings.secret_key,
            stripe_version=API_VERSION,
            base_addresses={"api": self.settings.api_base.rstrip("/")},
            max_network_retries=self.settings.max_retries,
            http_client=self.http,
        )

    async def close(self) -> None:
        """Let go of the open connections; a later call would open new ones."""
        client, self._client = self.http, None
        self.http = None
        if client is not None:
            await client.close_async()  # type: ignore[no-untyped-call]  # untyped there
