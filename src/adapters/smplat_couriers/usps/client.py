"""USPS over HTTP."""

import asyncio
import time
from typing import Final
from urllib.parse import quote

import httpx
from attrs import Factory, define, field, frozen

from smplat_core.fulfillment import CourierUnavailable
from smplat_couriers.calling import Reply, reply_to
from smplat_couriers.usps.settings import UspsSettings
from smplat_couriers.usps.wire import CODE, Token, read_token

EARLY: Final = 60.0
"""Seconds before its end in which a token is not used any more: a call takes a while."""

UNAUTHORIZED: Final = 401
NO_TOKEN_HERE: Final = (200, 404)
"""Answers without a token that are no refusal of our credentials: somebody else answered."""


@define
class _Grant:
    """The token in use, and until when, by ``time.monotonic``."""

    token: str = ""
    until: float = 0.0
    turn: asyncio.Lock = Factory(asyncio.Lock)
    """One call at a time fetches a token; the others wait for it."""


@frozen
class UspsClient:
    """The call we make, and the one for the token it needs.

    The HTTP client is shared; its owner closes it.
    """

    settings: UspsSettings
    http: httpx.AsyncClient
    grant: _Grant = field(factory=_Grant, init=False, repr=False, eq=False)

    async def tracking(self, number: str) -> Reply:
        """What USPS says about this number; ``CourierUnavailable`` when it says nothing.

        When USPS gives no token, its refusal of that is the reply.
        """
        token = await self._token()
        if isinstance(token, Reply):
            return token
        call = self.http.get(
            f"{self._base}/tracking/v3/tracking/{quote(number, safe='')}",
            params={"expand": "DETAIL"},
            headers={"Accept": "application/json", "Authorization": f"Bearer {token}"},
            timeout=self.settings.timeout_seconds,
        )
        reply = await reply_to(call, courier=CODE)
        if reply.status == UNAUTHORIZED and self.grant.token == token:
            self.grant.token = ""  # revoked before its time: the next call asks for another
        return reply

    @property
    def _base(self) -> str:
        return self.settings.base_url.rstrip("/")

    async def _token(self) -> str | Reply:
        async with self.grant.turn:
            if self.grant.token and time.monotonic() < self.grant.until:
                return self.grant.token
            granted = await self._ask_for_token()
            if isinstance(granted, Reply):
                return granted
            self.grant.token = granted.text
            self.grant.until = time.monotonic() + granted.seconds - EARLY
            return granted.text

    async def _ask_for_token(self) -> Token | Reply:
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
        reply = await reply_to(call, courier=CODE)
        token = read_token(reply.body) if reply.status == httpx.codes.OK else None
        if token is None and reply.status in NO_TOKEN_HERE:
            raise CourierUnavailable(f"{CODE} gives no token: HTTP {reply.status}")
        return token or reply
