"""USPS over HTTP."""

from urllib.parse import quote

import httpx
from attrs import field, frozen

from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.granting import Grant
from smplat_couriers.usps.settings import UspsSettings
from smplat_couriers.usps.wire import CODE


@frozen
class UspsClient:
    """The call we make, and the one for the token it needs.

    The HTTP client is shared; its owner closes it.
    """

    settings: UspsSettings
    http: httpx.AsyncClient
    grant: Grant = field(factory=Grant, init=False, repr=False, eq=False)

    async def tracking(self, number: str) -> Reply:
        """What USPS says about this number; ``CourierUnavailable`` when it says nothing.

        When USPS gives no token, its refusal of that is the reply.
        """
        token = await self.grant.of(self._ask_for_token, courier=CODE)
        if isinstance(token, Reply):
            return token
        call = self.http.get(
            f"{self._base}/tracking/v3/tracking/{quote(number, safe='')}",
            params={"expand": "DETAIL"},
            headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
            timeout=self.settings.timeout_seconds,
        )
        return self.grant.heard(await reply_to(call, courier=CODE), token=token)

    @property
    def _base(self) -> str:
        return self.settings.base_url.rstrip("/")

    async def _ask_for_token(self) -> Reply:
        call = self.http.post(
            f"{self._base}/oauth2/v3/token",
            json={
                "grant_type": "client_credentials",
                "client_id": self.settings.client_id,
                "client_secret": self.settings.client_secret,
            },
            headers={"Accept": "application/json"},
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)
