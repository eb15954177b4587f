"""Canada Post over HTTP."""

from typing import Final
from urllib.parse import quote

import httpx
from attrs import frozen

from smplat_core.fulfillment import LARGEST_COURIER_BODY, CourierUnavailable
from smplat_couriers.canada_post.settings import CanadaPostSettings
from smplat_couriers.canada_post.wire import MEDIA_TYPE

LONGEST_RETRY_AFTER: Final = 86_400


@frozen
class Reply:
    """An answer, whatever its status."""

    status: int
    body: bytes
    retry_after: int | None


@frozen
class CanadaPostClient:
    """The one call we make. The HTTP client is shared; its owner closes it."""

    settings: CanadaPostSettings
    http: httpx.AsyncClient

    async def detail(self, pin: str) -> Reply:
        """What Canada Post says about this number; ``CourierUnavailable`` when it says nothing."""
        url = f"{self.settings.base_url.rstrip('/')}/vis/track/pin/{quote(pin, safe='')}/detail"
        try:
            response = await self.http.get(
                url,
                headers={"Accept": MEDIA_TYPE, "Accept-Language": "en-CA"},
                auth=httpx.BasicAuth(self.settings.username, self.settings.password),
                timeout=self.settings.timeout_seconds,
            )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CourierUnavailable(
                f"canada_post does not answer: {type(error).__name__}"
            ) from error
        wait = response.headers.get("retry-after", "")[:9]
        return Reply(
            status=response.status_code,
            body=response.content[: LARGEST_COURIER_BODY + 1],
            retry_after=min(int(wait), LONGEST_RETRY_AFTER)
            if wait.isascii() and wait.isdigit()
            else None,
        )
