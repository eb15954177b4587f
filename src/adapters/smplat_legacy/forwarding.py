"""Messages of the processor handed to the legacy system as the processor itself would send them."""

import hashlib
import hmac
from asyncio import timeout
from collections.abc import Mapping
from types import TracebackType
from typing import Final, Self

import httpx
from attrs import define, field

from smplat_core.kernel import Clock
from smplat_core.payments import (
    ForwardedMessage,
    MessageRefused,
    TargetOutcome,
    TargetUnavailable,
    WebhookTarget,
)
from smplat_legacy.settings import LegacySettings

TAKEN_ALREADY: Final = 409
REFUSALS: Final = frozenset({400, 410, 413, 422})
"""Answers about this message; every other one outside 2xx is about the target's own state."""
SHORT: Final = 200
"""Characters of a foreign answer kept for operators."""


@define
class HttpWebhookTarget(WebhookTarget):
    """Posts each message with a fresh ``Stripe-Signature``: the age of the message is no forgery.

    Only an empty body, a short plain text or JSON that tells of no error counts as taken: pages
    of an overloaded server come with 200 too. Follows no redirect.
    """

    settings: LegacySettings
    clock: Clock
    transport: httpx.AsyncBaseTransport | None = None
    """Instead of the network, for tests."""
    _http: httpx.AsyncClient = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._http = httpx.AsyncClient(timeout=None, transport=self.transport)  # noqa: S113 - the whole call has one

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        await self._http.aclose()

    @property
    def is_configured(self) -> bool:
        return bool(self.settings.webhook_url and self.settings.webhook_secret)

    async def deliver(self, message: ForwardedMessage) -> TargetOutcome | None:
        body = message.payload.encode()
        headers = {
            "Content-Type": "application/json",
            "Stripe-Signature": signature(body, self.settings.webhook_secret, self.clock),
            "Smplat-Delivery-Id": message.delivery_id,
            "Smplat-Delivery-Attempt": str(message.attempt),
        }
        try:
            async with timeout(self.settings.timeout_seconds):
                response = await self._http.post(
                    self.settings.webhook_url, content=body, headers=headers
                )
        except (httpx.HTTPError, TimeoutError) as error:
            raise TargetUnavailable(f"it does not answer: {type(error).__name__}") from error
        return _outcome(response)


def signature(body: bytes, secret: str, clock: Clock) -> str:
    """As the processor signs: HMAC-SHA256 of the second and the body, good for its tolerance."""
    second = str(int(clock.now().timestamp()))
    proof = hmac.new(secret.encode(), second.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={second},v1={proof}"


def _outcome(response: httpx.Response) -> TargetOutcome | None:
    code = response.status_code
    if code == TAKEN_ALREADY:
        return None
    if code in REFUSALS:
        raise MessageRefused(f"it answered {code}: {response.text[:SHORT]}")
    if not response.is_success:
        raise TargetUnavailable(f"it answered {code}: {response.text[:SHORT]}")
    said = _said(response)
    if said.get("error") or said.get("status") in ("error", "failed") or said.get("ok") is False:
        raise TargetUnavailable(f"it answered {code} and told of an error: {response.text[:SHORT]}")
    outcome = said.get("outcome")
    if not isinstance(outcome, Mapping):
        return None
    reference, status = outcome.get("order"), outcome.get("payment_status")
    if not isinstance(reference, str) or not isinstance(status, str):
        return None
    return TargetOutcome(reference[:SHORT], status[:SHORT])


def _said(response: httpx.Response) -> Mapping[str, object]:
    """The object of a JSON body; empty for no body and for a word or two of plain text."""
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if not response.content or (kind == "text/plain" and len(response.content) <= SHORT):
        return {}
    try:
        said = response.json()
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise TargetUnavailable(
            f"it answered {response.status_code} with {kind or 'something'} that is no JSON object"
        )
    return said
