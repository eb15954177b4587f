"""One HTTP call to a courier, whatever comes of it."""

import math
import time
from collections.abc import Awaitable
from email.utils import parsedate_to_datetime
from typing import Final

import httpx
from attrs import frozen

from smplat_core.fulfillment import LARGEST_COURIER_BODY, CourierCode, CourierUnavailable
from smplat_core.kernel import SpanKind, span

LONGEST_RETRY_AFTER: Final = 86_400


@frozen
class Reply:
    """An answer, whatever its status."""

    status: int
    body: bytes
    """At most one byte more than is read of any courier."""
    retry_after: int | None = None
    """Seconds, no more than a day."""


async def reply_to(call: Awaitable[httpx.Response], *, courier: CourierCode) -> Reply:
    """What came back; ``CourierUnavailable`` when nothing did."""
    with span(f"courier {courier}", SpanKind.CLIENT, courier=courier) as outside:
        try:
            response = await call
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise CourierUnavailable(
                f"{courier} does not answer: {type(error).__name__}"
            ) from error
        outside.note("http.response.status_code", response.status_code)
    return Reply(
        status=response.status_code,
        body=response.content[: LARGEST_COURIER_BODY + 1],
        retry_after=seconds_asked(response.headers.get("retry-after", ""), now=time.time()),
    )


def seconds_asked(text: str, *, now: float) -> int | None:
    """``Retry-After`` in seconds, at most a day: a number, or an HTTP date (RFC 9110).

    ``None`` when it is neither, or a moment that has passed.
    """
    if text.isascii() and text.isdigit():
        return min(int(text[:9]), LONGEST_RETRY_AFTER)
    try:
        until = parsedate_to_datetime(text[:40]).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    wait = math.ceil(until - now)
    return min(wait, LONGEST_RETRY_AFTER) if wait > 0 else None
