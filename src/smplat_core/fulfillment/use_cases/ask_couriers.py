"""Calling couriers within what they allow, and writing down who spent it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from attrs import Factory, frozen

from smplat_core.fulfillment.model import CallBucket, CallFeature, CallRate, CallUsage
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import (
    Courier,
    TrackingAnswer,
    TrackingAnswers,
    TrackingError,
    TrackingErrorKind,
)
from smplat_core.fulfillment.vocabulary import CourierCode
from smplat_core.kernel import Begin, Clock

NOT_ASKED: Final = "not_asked"
"""Code of an error that cost no call: the allowance was used up, by us or by the courier's word."""

USUAL_SILENCE: Final = timedelta(seconds=60)
"""How long a courier is left alone that says "too often" without saying for how long."""

HARMLESS: Final = (TrackingErrorKind.NOT_FOUND,)


@frozen
class AskCouriers:
    """Ask one courier about some parcels, as far as its allowance goes.

    The allowance is taken before the first call, in a unit of work of its own, so that any number
    of workers together keep to it. Parcels beyond it get the error ``not_asked``, which says
    after how many seconds to come again. A courier that says it is asked too often is left alone
    by everybody for as long as it wants.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    couriers: Mapping[CourierCode, Courier]
    rates: Mapping[CourierCode, CallRate] = Factory(dict)
    """What each connection allows; ``CallRate()`` where nothing is said."""

    def knows(self, connection: CourierCode) -> bool:
        """Whether there is an adapter of this name."""
        return connection in self.couriers

    def rate(self, connection: CourierCode) -> CallRate:
        return self.rates.get(connection, CallRate())

    async def __call__(
        self, connection: CourierCode, numbers: tuple[str, ...], *, feature: CallFeature
    ) -> TrackingAnswers:
        """One answer per number, in order; never raises for a number or an outage."""
        if not numbers:
            return TrackingAnswers(())
        bucket, granted = await self._take(connection, len(numbers))
        found = await self.couriers[connection].track(numbers[:granted])
        now = self.clock.now()
        wait = bucket.next_at(rate=self.rate(connection), at=now) - now
        spared = tuple(_spared(number, wait) for number in numbers[granted:])
        answers = TrackingAnswers((*found.answers, *spared))
        await self._settle(connection, answers, feature=feature, at=now)
        return answers

    async def _take(self, connection: CourierCode, wanted: int) -> tuple[CallBucket, int]:
        rate = self.rate(connection)
        async with self.begin() as work:
            at = self.clock.now()
            bucket = await work.courier_calls.hold(connection, at=at, full=float(rate.burst))
            after, granted = bucket.take(wanted, rate=rate, at=at)
            await work.courier_calls.save(after)
        return after, granted

    async def _settle(
        self,
        connection: CourierCode,
        answers: TrackingAnswers,
        *,
        feature: CallFeature,
        at: datetime,
    ) -> None:
        errors = [answer.error for answer in answers.answers if answer.error is not None]
        count = Counter(error.code == NOT_ASKED for error in errors)
        failed = [e for e in errors if e.code != NOT_ASKED and e.kind not in HARMLESS]
        limited = [e for e in failed if e.kind is TrackingErrorKind.RATE_LIMITED]
        async with self.begin() as work:
            await work.courier_calls.count(
                CallUsage(
                    connection=connection,
                    day=at.date(),
                    feature=feature,
                    calls=len(answers.answers) - count[True],
                    failures=len(failed),
                    spared=count[True],
                )
            )
            if limited:
                asked = max(error.retry_after_seconds or 0 for error in limited)
                silence = timedelta(seconds=asked) if asked else USUAL_SILENCE
                full = float(self.rate(connection).burst)
                bucket = await work.courier_calls.hold(connection, at=at, full=full)
                await work.courier_calls.save(bucket.shut(until=at + silence))


def _spared(number: str, wait: timedelta) -> TrackingAnswer:
    error = TrackingError(
        kind=TrackingErrorKind.RATE_LIMITED,
        code=NOT_ASKED,
        message="the calls this courier allows are used up for now",
        retry_after_seconds=max(1, -int(-wait.total_seconds() // 1)),
    )
    return TrackingAnswer(tracking_number=number, error=error)
