"""Chit Chats over HTTP."""

from urllib.parse import quote

import httpx
from attrs import frozen

from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.chit_chats.settings import ChitChatsSettings
from smplat_couriers.chit_chats.wire import CODE


@frozen
class ChitChatsClient:
    """The one call we make. The HTTP client is shared; its owner closes it."""

    settings: ChitChatsSettings
    http: httpx.AsyncClient

    async def shipment(self, number: str) -> Reply:
        """What Chit Chats says about this number; ``CourierUnavailable`` when it says nothing."""
        path, headers = self._request(number)
        call = self.http.get(
            f"{self.settings.base_url.rstrip('/')}/{path}",
            headers={"Accept": "application/json", **headers},
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)

    def _request(self, number: str) -> tuple[str, dict[str, str]]:
        """Path and proof: of the client's own shipment, or of the page anybody may read."""
        if not self.settings.access_token:
            return f"tracking/{quote(number.lower(), safe='')}.json", {}
        client = quote(self.settings.client_id, safe="")
        path = f"api/v1/clients/{client}/shipments/{quote(number, safe='')}"
        return path, {"Authorization": self.settings.access_token}
