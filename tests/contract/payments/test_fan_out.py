"""Messages handed on to the legacy system: none lost, in order, and nobody here waits for them."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from attrs import define

from smplat_core.jobs import JobFilter, JobRun, JobRunId, Later, Queue
from smplat_core.kernel import ActionNotAllowed, PageRequest
from smplat_core.orders import BadReason
from smplat_core.payments import (
    FORWARD_OWED,
    LEGACY,
    PARK_AFTER,
    ComparisonVerdict,
    CutOver,
    FactOutcome,
    FanOutNotConfigured,
    FanOutQueries,
    FanOutState,
    FanOutTargetNotFound,
    Forwarding,
    ForwardingNotFound,
    ForwardingState,
    ForwardOwed,
    Message,
    MessageRefused,
    MessageVerifier,
    NotReadyToCutOver,
    PauseFanOut,
    ProcessorEventId,
    ReceiveMessage,
    RetryForwarding,
    RollBack,
    SkipForwarding,
    StartFanOut,
    TargetName,
    TargetOutcome,
    TargetUnavailable,
    WakeFanOut,
)
from smplat_memory import MemoryFanOutQueries, MemoryWebhookTarget
from smplat_postgres import PostgresFanOutQueries
from tests.contract.databases import Database
from tests.contract.shop import Shop


class Believing(MessageVerifier):
    """Takes every body for genuine; its text is the processor's id of it."""

    @property
    def source(self) -> str:
        return "stripe"

    def verify(self, body: bytes, signature: str) -> Message:  # noqa: ARG002 - the port's
        text = body.decode()
        payload = json.dumps({"id": text, "type": "test.event"})
        return Message(external_id=text, kind="test.event", payload=payload)


@define
class Desk:
    """The fan-out of one database, and a target that does as it is told."""

    database: Database
    queries: FanOutQueries
    target: MemoryWebhookTarget

    async def receive(self, *texts: str) -> None:
        clock, ids = self.database.clock, self.database.ids
        receive = ReceiveMessage(self.database.begin, clock, ids, Believing(), self.target)
        for text in texts:
            clock.advance(timedelta(seconds=1))
            await receive(text.encode(), "")

    async def start(self) -> None:
        await StartFanOut(self.database.begin, self.database.clock, self.target)(LEGACY)

    async def pause(self) -> None:
        await PauseFanOut(self.database.begin, self.database.clock)(LEGACY)

    async def send(self) -> Later | None:
        run = JobRun(
            id=JobRunId(UUID(int=7)),
            queue=Queue.ORDERS,
            name=FORWARD_OWED,
            payload={"target": LEGACY},
            max_attempts=5,
            actor="system",
            correlation_id="c-1",
            created_at=self.database.clock.now(),
            due_at=self.database.clock.now(),
        )
        return await ForwardOwed(self.database.begin, self.database.clock, self.target)(run)

    async def cut_over(self, accepted: int = 0, *, reason: str = "all is well") -> None:
        switch = CutOver(self.database.begin, self.database.clock, self.queries)
        await switch(LEGACY, accepted_differences=accepted, reason=reason)

    def taken(self) -> list[str]:
        return [json.loads(message.payload)["id"] for message in self.target.taken]

    async def listed(self, state: ForwardingState | None = None) -> list[Forwarding]:
        return list((await self.queries.forwardings(LEGACY, PageRequest(), state=state)).items)

    async def asked_runs(self) -> int:
        page = await self.database.job_queries.list(JobFilter(), PageRequest())
        return sum(run.name == FORWARD_OWED for run in page.items)

    async def told(self) -> list[str]:
        names = [record.name for record in await self.database.events()]
        return [name for name in names if name.startswith("fan_out.")]


@pytest.fixture
def desk(database: Database) -> Desk:
    queries: FanOutQueries = database.pick(
        memory=lambda t: MemoryFanOutQueries(t.fan_out, t.payments, t.orders),
        postgres=PostgresFanOutQueries,
    )
    return Desk(database, queries, MemoryWebhookTarget())


async def test_nothing_is_owed_before_somebody_starts(desk: Desk) -> None:
    await desk.receive("evt_1")

    assert await desk.listed() == []


async def test_what_comes_is_handed_on_once_and_in_order(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1", "evt_2", "evt_1", "evt_3")

    await desk.send()
    await desk.send()

    assert desk.taken() == ["evt_1", "evt_2", "evt_3"]
    status = await desk.queries.status(LEGACY)
    assert (status.owed, status.parked, status.last_error) == (0, 0, None)
    assert status.last_acknowledged_at == desk.database.clock.now()


async def test_the_body_is_handed_on_byte_for_byte_and_every_attempt_has_one_name(
    desk: Desk,
) -> None:
    await desk.start()
    await desk.receive("evt_1")
    desk.target.answers = [TargetUnavailable("it does not answer")]

    await desk.send()
    await desk.send()

    (message,) = desk.target.taken
    (one,) = await desk.listed()
    assert message.payload == json.dumps({"id": "evt_1", "type": "test.event"})
    assert message.delivery_id == f"legacy-{one.processor_event_id}"
    assert (message.attempt, one.attempts) == (2, 2)


async def test_an_hour_of_outage_loses_nothing_and_changes_no_order(desk: Desk) -> None:
    await desk.start()
    names = [f"evt_{number:03}" for number in range(120)]
    end = desk.database.clock.now() + timedelta(hours=1)
    for name in names:
        await desk.receive(name)
    attempts = 0
    while desk.database.clock.now() < end:
        desk.target.answers = [TargetUnavailable("it answered 503")]
        later = await desk.send()
        assert later is not None
        desk.database.clock.moment = later.at
        attempts += 1

    await desk.send()

    assert desk.taken() == names
    assert 60 <= attempts <= 70, "once a minute, after a few quick tries"
    assert await desk.told() == ["fan_out.started"]


async def test_a_message_that_is_not_taken_holds_up_those_behind_it(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1", "evt_2")
    desk.target.answers = [TargetUnavailable("it answered 500: boom")]

    later = await desk.send()

    assert later == Later(desk.database.clock.now() + timedelta(seconds=1))
    assert desk.taken() == []
    status = await desk.queries.status(LEGACY)
    assert (status.owed, status.last_error) == (2, "it answered 500: boom")


async def test_a_message_refused_again_and_again_is_parked_and_the_next_go_on(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_bad", "evt_2")
    for _ in range(PARK_AFTER):
        desk.target.answers = [MessageRefused("it answered 422: no such thing")]
        await desk.send()

    await desk.send()

    (parked,) = await desk.listed(ForwardingState.PARKED)
    assert desk.taken() == ["evt_2"]
    assert (parked.external_id, parked.refusals) == ("evt_bad", PARK_AFTER)
    assert await desk.told() == ["fan_out.started", "fan_out.message_parked"]


async def test_a_parked_message_is_sent_again_when_somebody_says_so(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_bad")
    for _ in range(PARK_AFTER):
        desk.target.answers = [MessageRefused("no")]
        await desk.send()
    (parked,) = await desk.listed(ForwardingState.PARKED)

    retry = RetryForwarding(desk.database.begin, desk.database.clock)
    await retry(LEGACY, parked.processor_event_id)
    await desk.send()

    assert desk.taken() == ["evt_bad"]
    with pytest.raises(ActionNotAllowed):
        await retry(LEGACY, parked.processor_event_id)


async def test_a_message_left_out_is_never_sent_and_says_who_is_told(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1", "evt_2")
    first = (await desk.listed())[-1]

    skip = SkipForwarding(desk.database.begin, desk.database.clock)
    await skip(LEGACY, first.processor_event_id, reason="it has it from elsewhere")
    await desk.send()

    assert desk.taken() == ["evt_2"]
    assert await desk.told() == ["fan_out.started", "fan_out.message_skipped"]
    with pytest.raises(ActionNotAllowed):
        await skip(LEGACY, first.processor_event_id, reason="again")


async def test_while_paused_messages_are_kept_and_sent_after_the_start(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1")
    await desk.pause()
    await desk.receive("evt_2")
    await desk.send()
    while_paused = desk.taken()

    await desk.start()
    await desk.send()

    assert (while_paused, desk.taken()) == ([], ["evt_1", "evt_2"])


async def test_starting_and_pausing_twice_is_the_same_as_once(desk: Desk) -> None:
    for switch in (desk.start, desk.start, desk.pause, desk.pause):
        await switch()

    assert await desk.told() == ["fan_out.started", "fan_out.paused"]


async def test_nobody_starts_without_an_address(desk: Desk) -> None:
    desk.target.is_on = False

    with pytest.raises(FanOutNotConfigured):
        await desk.start()


async def test_one_run_is_asked_for_however_many_messages_come(desk: Desk) -> None:
    await desk.start()

    await desk.receive("evt_1", "evt_2", "evt_3")
    await WakeFanOut(desk.database.begin, desk.target)(None)  # type: ignore[arg-type]  # the run is not looked at

    assert await desk.asked_runs() == 1


async def test_cutting_over_waits_until_nothing_is_owed_or_parked(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1")

    with pytest.raises(NotReadyToCutOver, match="1 messages are owed"):
        await desk.cut_over()

    await desk.send()
    await desk.cut_over()
    assert (await desk.queries.status(LEGACY)).target.state is FanOutState.CUT_OVER


async def test_after_the_cut_over_nothing_is_owed_until_it_is_rolled_back(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1")
    await desk.send()
    await desk.cut_over()
    await desk.receive("evt_2", "evt_3")
    alone = await desk.send()

    await RollBack(desk.database.begin, desk.database.clock)(LEGACY, reason="prices were wrong")
    await desk.receive("evt_4")
    await desk.send()

    assert alone is None
    assert desk.taken() == ["evt_1", "evt_2", "evt_3", "evt_4"]
    assert await desk.told() == ["fan_out.started", "fan_out.cut_over", "fan_out.rolled_back"]


async def test_nobody_switches_without_saying_why(desk: Desk) -> None:
    await desk.start()

    with pytest.raises(BadReason, match="no reason"):
        await desk.cut_over(reason="  ")

    assert await desk.told() == ["fan_out.started"]


async def test_differences_are_accepted_by_their_number_or_not_at_all(desk: Desk) -> None:
    await desk.start()
    await desk.receive("evt_1")
    desk.target.answers = [TargetOutcome("ORD-999999", "paid")]
    await desk.send()

    for wrong in (0, 2):
        with pytest.raises(NotReadyToCutOver, match="disagree on 1 orders"):
            await desk.cut_over(wrong)

    await desk.cut_over(1)


async def test_orders_are_compared_by_what_the_target_said_last(desk: Desk, shop: Shop) -> None:
    same, other = await shop.placed(), await shop.placed()
    await desk.start()
    await desk.receive("evt_1", "evt_2", "evt_3", "evt_4")
    desk.target.answers = [
        TargetOutcome(same.reference, "paid"),
        TargetOutcome(same.reference, "unpaid"),
        TargetOutcome(other.reference, "paid"),
        TargetOutcome("ORD-999999", "paid"),
    ]
    await desk.send()

    page = await desk.queries.comparison(LEGACY, PageRequest(), verdict=None)

    assert {one.reference: one.verdict for one in page.items} == {
        same.reference: ComparisonVerdict.SAME,
        other.reference: ComparisonVerdict.DIFFERENT,
        "ORD-999999": ComparisonVerdict.ONLY_THERE,
    }
    assert await desk.queries.verdicts(LEGACY) == {
        ComparisonVerdict.SAME: 1,
        ComparisonVerdict.DIFFERENT: 1,
        ComparisonVerdict.ONLY_THERE: 1,
        ComparisonVerdict.PENDING: 0,
        ComparisonVerdict.ONLY_HERE: 0,
    }


async def test_an_order_whose_messages_are_owed_or_unanswered_is_not_judged(
    desk: Desk, shop: Shop
) -> None:
    order = await shop.placed()
    await desk.start()
    await desk.receive("evt_1")
    (one,) = await desk.listed()
    async with desk.database.begin() as work:
        event = await work.processor_events.get(one.processor_event_id)
        await work.processor_events.save(
            event.settled(
                FactOutcome.UNCHANGED, order_id=order.id, detail="", at=desk.database.clock.now()
            )
        )

    before = (await desk.queries.comparison(LEGACY, PageRequest(), verdict=None)).items
    await desk.send()
    after = (await desk.queries.comparison(LEGACY, PageRequest(), verdict=None)).items

    assert [each.verdict for each in before] == [ComparisonVerdict.PENDING]
    assert [each.verdict for each in after] == [ComparisonVerdict.ONLY_HERE]


async def test_comparisons_and_messages_come_in_pages(desk: Desk) -> None:
    await desk.start()
    names = [f"evt_{number}" for number in range(5)]
    await desk.receive(*names)
    desk.target.answers = [TargetOutcome(f"ORD-90000{n}", "paid") for n in range(5)]
    await desk.send()

    first = await desk.queries.comparison(LEGACY, PageRequest(limit=3), verdict=None)
    rest = await desk.queries.comparison(
        LEGACY, PageRequest.of(limit=3, cursor=first.next_cursor, parts=1), verdict=None
    )
    newest = await desk.queries.forwardings(LEGACY, PageRequest(limit=2), state=None)
    older = await desk.queries.forwardings(
        LEGACY, PageRequest.of(limit=9, cursor=newest.next_cursor, parts=1), state=None
    )

    assert [len(first.items), len(rest.items)] == [3, 2]
    shown = [one.external_id for one in (*newest.items, *older.items)]
    assert shown == names[::-1]


async def test_a_target_or_a_message_that_is_not_there_is_refused(desk: Desk) -> None:
    with pytest.raises(FanOutTargetNotFound):
        await desk.queries.status(TargetName("elsewhere"))
    with pytest.raises(ForwardingNotFound):
        await SkipForwarding(desk.database.begin, desk.database.clock)(
            LEGACY, ProcessorEventId(UUID(int=9)), reason="why not"
        )
