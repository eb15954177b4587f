"""Asking couriers about parcels under way."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from attrs import evolve, frozen

from smplat_core.fulfillment.model import (
    CallFeature,
    CourierProfile,
    EventSource,
    PollPolicy,
    TrackingWatch,
)
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import (
    TrackingAnswer,
    TrackingAnswers,
    TrackingErrorKind,
)
from smplat_core.fulfillment.use_cases.ask_couriers import NOT_ASKED, AskCouriers
from smplat_core.fulfillment.use_cases.record_tracking import RecordTracking
from smplat_core.fulfillment.vocabulary import CourierCode
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock

POLL_JOB: Final = "fulfillment.poll_tracking"


@frozen
class PollTracking:
    """The job: ask about every parcel that is due, courier by courier, and believe the answers.

    Each parcel is claimed for a while first, so that any number of workers may poll. An error
    about one parcel costs only that parcel; a number the courier does not know yet is no error,
    and neither is a courier whose allowance is used up.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    ask: AskCouriers
    record: RecordTracking
    policy: PollPolicy

    async def __call__(self, run: JobRun) -> None:  # noqa: ARG002 - the job carries no payload
        now = self.clock.now()
        async with self.begin() as work:
            due = await work.tracking_watches.claim_due(
                now=now, lease_until=now + self.policy.lease, limit=self.policy.batch
            )
            profiles = {profile.code: profile for profile in await work.courier_profiles.every()}
        by_courier: dict[CourierCode, list[TrackingWatch]] = {}
        for watch in due:
            by_courier.setdefault(watch.courier, []).append(watch)
        for code, watches in by_courier.items():
            await self._ask(profiles.get(code), watches)

    async def _ask(self, profile: CourierProfile | None, watches: Sequence[TrackingWatch]) -> None:
        now = self.clock.now()
        connection = CourierCode((profile and profile.adapter) or "")
        if not self.ask.knows(connection):
            settled = [watch.retire(at=now) for watch in watches]
        else:
            numbers = tuple(dict.fromkeys(watch.tracking_number for watch in watches))
            found = await self.ask(connection, numbers, feature=CallFeature.POLL)
            await believe(self.record, found, courier=watches[0].courier)
            answers = {answer.tracking_number: answer for answer in found.answers}
            settled = [
                after_answer(
                    watch,
                    answers.get(watch.tracking_number),
                    at=self.clock.now(),
                    policy=self.policy,
                )
                for watch in watches
            ]
        async with self.begin() as work:
            await work.tracking_watches.settle(settled)


async def believe(record: RecordTracking, found: TrackingAnswers, *, courier: CourierCode) -> None:
    """Record what an answer says, under the code of the courier its parcels go by."""
    told = (evolve(event, courier=courier) for event in found.events)
    promises = {(courier, number): by for number, by in found.promises.items()}
    await record(told, source=EventSource.POLL, promises=promises)


def after_answer(
    watch: TrackingWatch, answer: TrackingAnswer | None, *, at: datetime, policy: PollPolicy
) -> TrackingWatch:
    """The watch once its courier was asked: when it is asked next follows from the answer."""
    error = answer.error if answer else None
    if answer is None:
        return watch.failed("the courier gave no answer", at=at, policy=policy)
    if error is None or error.kind is TrackingErrorKind.NOT_FOUND:
        return watch.answered(at=at, policy=policy)
    wait = timedelta(seconds=error.retry_after_seconds or 0)
    if error.code == NOT_ASKED:
        return watch.postponed(until=at + max(wait, timedelta(seconds=1)))
    return watch.failed(
        f"{error.kind}: {error.code} {error.message}"[:500],
        at=at,
        policy=policy,
        not_before=wait or None,
    )
