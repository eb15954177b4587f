"""DHL over HTTP."""

from typing import Final

import httpx
from attrs import frozen

from smplat_core.fulfillment import LARGEST_COURIER_BODY, CourierUnavailable
from smplat_couriers.dhl.settings import DhlSettings

LONGEST_RETRY_AFTER: Final = 86_400


@frozen
class Reply:
    """An answer, whatever its status."""

    status: int
    body: bytes
    retry_after: int | None


@frozen
class DhlClient:
    """The one call we make. The HTTP client is shared; its owner closes it."""

    settings: DhlSettings
    http: httpx.AsyncClient

    async def shipments(self, number: str) -> Reply:
        """What DHL says about this number; ``CourierUnavailable`` when it says nothing."""
        url = f"{self.settings.base_url.rstrip('/')}/track/shipments"
        try:
            response = await self.http.get(
                url,
                params={"trackingNumber": number},
                headers={"Accept": "application/json", "DHL-API-Key": self.settings.api_key},
                timeout=self.settings.timeout_seconds,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CourierUnavailable(f"dhl does not answer: {type(error).__name__}") from error
        wait = response.headers.get("retry-after", "")[:9]
        return Reply(
            status=response.status_code,
            body=response.content[: LARGEST_COURIER_BODY + 1],
            retry_after=min(int(wait), LONGEST_RETRY_AFTER)
            if wait.isascii() and wait.isdigit()
            else None,
        )
