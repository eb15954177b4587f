"""Asking a courier about many numbers, one call each, and making one answer of each reply."""

import asyncio
from collections.abc import Awaitable, Callable

from attrs import evolve

from smplat_core.fulfillment import (
    CourierPayloadUnreadable,
    CourierUnavailable,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
)
from smplat_couriers.calling import Reply
from smplat_couriers.sorting import failed, kind_of_status

Ask = Callable[[str], Awaitable[Reply]]
"""One call about one number; raises ``CourierUnavailable`` when there is no reply."""

Read = Callable[[bytes], TrackingAnswers]
"""Everything in one document; raises ``CourierPayloadUnreadable``."""


async def track_each(
    numbers: tuple[str, ...], *, ask: Ask, read: Read, parallel: int
) -> TrackingAnswers:
    """One answer per number, in order; after a rate limit the rest is not asked at all."""
    turn, limited = asyncio.Semaphore(parallel), asyncio.Event()

    async def answer(number: str) -> TrackingAnswer:
        async with turn:
            found = _spared(number) if limited.is_set() else await _asked(number, ask, read)
        if found.error and found.error.kind is TrackingErrorKind.RATE_LIMITED:
            limited.set()
        return found

    return TrackingAnswers(tuple(await asyncio.gather(*map(answer, numbers))))


def answer_in(reply: Reply, number: str, *, read: Read) -> TrackingAnswer:
    """What one call about one number brought, whatever it was."""
    try:
        found = read(reply.body).answers
    except CourierPayloadUnreadable as refusal:
        kind = kind_of_status(reply.status) or TrackingErrorKind.UNREADABLE
        return _failed(number, kind, refusal.detail, reply)
    told = [one for one in found if one.error is None]
    own = next((one for one in told if one.tracking_number == number), None)
    if own is not None:
        return own
    refused = next((one.error for one in found if one.error is not None), None)
    if refused is not None:
        kind = kind_of_status(reply.status) or refused.kind
        return failed(number, evolve(refused, kind=kind, retry_after_seconds=reply.retry_after))
    if not told:
        return _failed(number, TrackingErrorKind.NOT_FOUND, "the answer holds no shipment", reply)
    message = f"the answer is about {told[0].tracking_number}, not about {number}"
    return _failed(number, TrackingErrorKind.UNREADABLE, message, reply)


async def _asked(number: str, ask: Ask, read: Read) -> TrackingAnswer:
    try:
        reply = await ask(number)
    except CourierUnavailable as refusal:
        kind = TrackingErrorKind.UNAVAILABLE
        error = TrackingError(kind=kind, code=refusal.code, message=refusal.detail)
        return failed(number, error)
    return answer_in(reply, number, read=read)


def _failed(number: str, kind: TrackingErrorKind, message: str, reply: Reply) -> TrackingAnswer:
    error = TrackingError(
        kind=kind, code=str(reply.status), message=message, retry_after_seconds=reply.retry_after
    )
    return failed(number, error)


def _spared(number: str) -> TrackingAnswer:
    kind = TrackingErrorKind.RATE_LIMITED
    message = "the limit was reached before"
    return failed(number, TrackingError(kind=kind, code="not_asked", message=message))
