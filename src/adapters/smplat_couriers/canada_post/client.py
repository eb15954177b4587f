"""Canada Post over HTTP."""

from urllib.parse import quote

import httpx
from attrs import frozen

from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.canada_post.settings import CanadaPostSettings
from smplat_couriers.canada_post.wire import CODE, MEDIA_TYPE


@frozen
class CanadaPostClient:
    """The one call we make. The HTTP client is shared; its owner closes it."""

    settings: CanadaPostSettings
    http: httpx.AsyncClient

    async def detail(self, pin: str) -> Reply:
        """What Canada Post says about this number; ``CourierUnavailable`` when it says nothing."""
        url = f"{self.settings.base_url.rstrip('/')}/vis/track/pin/{quote(pin, safe='')}/detail"
        call = self.http.get(
            url,
            headers={"Accept": MEDIA_TYPE, "Accept-Language": "en-CA"},
            auth=httpx.BasicAuth(self.settings.username, self.settings.password),
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)
