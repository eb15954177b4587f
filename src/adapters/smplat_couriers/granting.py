"""Tokens that let us ask a courier: fetched once, kept until shortly before their end."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final

import httpx
from attrs import Factory, define, frozen

from smplat_core.fulfillment import CourierCode, CourierPayloadUnreadable, CourierUnavailable
from smplat_couriers.calling import Reply
from smplat_couriers.reading import json_document, json_object, word

EARLY: Final = 60.0
"""Seconds before its end in which a token is not used any more: a call takes a while."""

LONGEST_TOKEN_LIFE: Final = 86_400

NO_TOKEN_HERE: Final = (200, 404)
"""Answers without a token that are no refusal of our credentials: somebody else answered."""


@frozen
class Token:
    """What lets us ask."""

    text: str
    seconds: int
    """How long it holds from now."""


@define(eq=False)
class Grant:
    """The token in use, and until when, by ``time.monotonic``."""

    token: str = ""
    until: float = 0.0
    turn: asyncio.Lock = Factory(asyncio.Lock)
    """One call at a time fetches a token; the others wait for it."""

    async def of(
        self, fetch: Callable[[], Awaitable[Reply]], *, courier: CourierCode
    ) -> str | Reply:
        """The token; when the courier gives none, its refusal of that."""
        async with self.turn:
            if self.token and time.monotonic() < self.until:
                return self.token
            reply = await fetch()
            found = read_token(reply.body, of=courier) if reply.status == httpx.codes.OK else None
            if found is None and reply.status in NO_TOKEN_HERE:
                raise CourierUnavailable(f"{courier} gives no token: HTTP {reply.status}")
            if found is None:
                return reply
            self.token = found.text
            self.until = time.monotonic() + found.seconds - EARLY
            return found.text

    def heard(self, reply: Reply, *, token: str) -> Reply:
        """The reply; a token that was revoked before its time is forgotten."""
        if reply.status == httpx.codes.UNAUTHORIZED and self.token == token:
            self.token = ""
        return reply


def read_token(payload: bytes, *, of: str) -> Token | None:
    """The token in an answer of an OAuth token endpoint; ``None`` when there is none in it."""
    try:
        found = json_object(json_document(payload, of=of), "the document")
    except CourierPayloadUnreadable:
        return None
    text, seconds = found.get("access_token"), word(found, "expires_in")
    if not (isinstance(text, str) and text.isascii() and text.isprintable() and text):
        return None
    known = seconds.isascii() and seconds.isdigit() and len(seconds) <= len(str(LONGEST_TOKEN_LIFE))
    return Token(text, min(int(seconds), LONGEST_TOKEN_LIFE) if known else 0)
