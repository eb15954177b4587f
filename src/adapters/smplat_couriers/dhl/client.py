"""DHL over HTTP."""

import httpx
from attrs import frozen

from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.dhl.settings import DhlSettings
from smplat_couriers.dhl.wire import CODE


@frozen
class DhlClient:
    """The one call we make. The HTTP client is shared; its owner closes it."""

    settings: DhlSettings
    http: httpx.AsyncClient

    async def shipments(self, number: str) -> Reply:
        """What DHL says about this number; ``CourierUnavailable`` when it says nothing."""
        call = self.http.get(
            f"{self.settings.base_url.rstrip('/')}/track/shipments",
            params={"trackingNumber": number},
            headers={"Accept": "application/json", "DHL-API-Key": self.settings.api_key},
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)
