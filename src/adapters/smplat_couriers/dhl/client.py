"""DHL over HTTP."""

import re
from typing import Final

import httpx
from attrs import field, frozen

from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.dhl.settings import DhlSettings
from smplat_couriers.dhl.wire import CODE
from smplat_couriers.granting import Grant

PACKAGE_NUMBER: Final = re.compile(
    r"(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)[0-9A-Z]{10,38}|[0-9]{14}"
    r"|(?:420[0-9]{5}(?:[0-9]{4})?)?9[1-5][0-9]{20}(?:[0-9]{4})?"
)
"""Numbers of DHL eCommerce: its own, and those of USPS, which brings its parcels to the door."""


@frozen
class DhlClient:
    """The calls we make. The HTTP client is shared; its owner closes it."""

    settings: DhlSettings
    http: httpx.AsyncClient
    grant: Grant = field(factory=Grant, init=False, repr=False, eq=False)

    async def about(self, number: str) -> Reply:
        """What DHL says about this number; ``CourierUnavailable`` when it says nothing.

        eCommerce is asked about its own numbers, if we have access to it.
        """
        ours = self.settings.ecommerce_client_id and PACKAGE_NUMBER.fullmatch(number)
        return await (self.package(number) if ours else self.shipments(number))

    async def shipments(self, number: str) -> Reply:
        """What DHL says about this number; ``CourierUnavailable`` when it says nothing."""
        call = self.http.get(
            f"{self.settings.base_url.rstrip('/')}/track/shipments",
            params={"trackingNumber": number},
            headers={"Accept": "application/json", "DHL-API-Key": self.settings.api_key},
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)

    async def package(self, number: str) -> Reply:
        """The same from DHL eCommerce. When it gives no token, its refusal of that is the reply."""
        token = await self.grant.of(self._ask_for_token, courier=CODE)
        if isinstance(token, Reply):
            return token
        call = self.http.get(
            f"{self._ecommerce}/tracking/v4/package",
            params={"trackingId": number},
            headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
            timeout=self.settings.timeout_seconds,
        )
        return self.grant.heard(await reply_to(call, courier=CODE), token=token)

    @property
    def _ecommerce(self) -> str:
        return self.settings.ecommerce_base_url.rstrip("/")

    async def _ask_for_token(self) -> Reply:
        call = self.http.post(
            f"{self._ecommerce}/auth/v4/accesstoken",
            data={
                "grant_type": "client_credentials",
                "client_id": self.settings.ecommerce_client_id,
                "client_secret": self.settings.ecommerce_client_secret,
            },
            headers={"Accept": "application/json"},
            timeout=self.settings.timeout_seconds,
        )
        return await reply_to(call, courier=CODE)
