"""Asking couriers about parcels under way."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from attrs import evolve, frozen

from smplat_core.fulfillment.model import CourierProfile, EventSource, PollPolicy, TrackingWatch
from smplat_core.fulfillment.ports import FulfillmentWork
from smplat_core.fulfillment.tracking import (
    Courier,
    TrackingAnswer,
    TrackingErrorKind,
)
from smplat_core.fulfillment.use_cases.record_tracking import RecordTracking
from smplat_core.fulfillment.vocabulary import CourierCode
from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock

POLL_JOB: Final = "fulfillment.poll_tracking"


@frozen
class PollTracking:
    """The job: ask about every parcel that is due, courier by courier, and believe the answers.

    Each parcel is claimed for a while first, so that any number of workers may poll. An error
    about one parcel costs only that parcel; a number the courier does not know yet is no error.
    """

    begin: Begin[FulfillmentWork]
    clock: Clock
    couriers: Mapping[CourierCode, Courier]
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
        courier = self.couriers.get(CourierCode((profile and profile.adapter) or ""))
        if courier is None:
            settled = [watch.retire(at=now) for watch in watches]
        else:
            numbers = tuple(dict.fromkeys(watch.tracking_number for watch in watches))
            found = await courier.track(numbers)
            answers = {answer.tracking_number: answer for answer in found.answers}
            told = (evolve(event, courier=watches[0].courier) for event in found.events)
            await self.record(told, source=EventSource.POLL)
            settled = [
                self._settled(watch, answers.get(watch.tracking_number)) for watch in watches
            ]
        async with self.begin() as work:
            await work.tracking_watches.settle(settled)

    def _settled(self, watch: TrackingWatch, answer: TrackingAnswer | None) -> TrackingWatch:
        at = self.clock.now()
        error = answer.error if answer else None
        if answer is None:
            return watch.failed("the courier gave no answer", at=at, policy=self.policy)
        if error is None or error.kind is TrackingErrorKind.NOT_FOUND:
            return watch.answered(at=at, policy=self.policy)
        wait = error.retry_after_seconds
        return watch.failed(
            f"{error.kind}: {error.code} {error.message}"[:500],
            at=at,
            policy=self.policy,
            not_before=timedelta(seconds=wait) if wait else None,
        )
