"""Messages handed on to the system smplat takes over from, and the switch between the two."""

from datetime import datetime
from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter, SkipValidation

from smplat_api.access import requires
from smplat_api.wire import LongText, PageBody
from smplat_core.kernel import PageRequest
from smplat_core.payments import (
    ComparisonVerdict,
    CutOver,
    FanOutQueries,
    FanOutState,
    FanOutStatus,
    FanOutTarget,
    Forwarding,
    ForwardingState,
    OrderComparison,
    PauseFanOut,
    ProcessorEventId,
    RetryForwarding,
    RollBack,
    SkipForwarding,
    StartFanOut,
    TargetName,
)

Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]
State = Annotated[ForwardingState | None, QueryParameter(name="state")]


@frozen
class TargetView:
    """A target as it stands."""

    name: str
    state: FanOutState
    since: datetime | None

    @classmethod
    def of(cls, target: FanOutTarget) -> "TargetView":
        return cls(target.name, target.state, target.since)


@frozen
class FanOutView:
    """How far a target is behind, and on how many orders it sees what we see."""

    name: str
    state: FanOutState
    since: datetime | None
    owed: int
    parked: int
    oldest_owed_at: datetime | None
    last_acknowledged_at: datetime | None
    last_error: str | None
    orders: dict[str, int]
    """How many orders by verdict: same, different, pending, only_here, only_there."""

    @classmethod
    def of(cls, status: FanOutStatus, verdicts: dict[ComparisonVerdict, int]) -> "FanOutView":
        return cls(
            name=status.target.name,
            state=status.target.state,
            since=status.target.since,
            owed=status.owed,
            parked=status.parked,
            oldest_owed_at=status.oldest_owed_at,
            last_acknowledged_at=status.last_acknowledged_at,
            last_error=status.last_error,
            orders={verdict.value: count for verdict, count in verdicts.items()},
        )


@frozen
class ForwardingView:
    """One message owed to a target, and what became of it."""

    processor_event_id: UUID
    external_id: str
    kind: str
    state: ForwardingState
    owed_at: datetime
    attempts: int
    refusals: int
    last_error: str | None
    order_reference: str | None
    """Which order the target says the message was about."""
    payment_status: str | None
    """What the target says the order was then."""
    ended_at: datetime | None

    @classmethod
    def of(cls, one: Forwarding) -> "ForwardingView":
        return cls(
            processor_event_id=one.processor_event_id,
            external_id=one.external_id,
            kind=one.kind,
            state=one.state,
            owed_at=one.owed_at,
            attempts=one.attempts,
            refusals=one.refusals,
            last_error=one.last_error,
            order_reference=one.outcome.order_reference if one.outcome else None,
            payment_status=one.outcome.payment_status if one.outcome else None,
            ended_at=one.ended_at,
        )


@frozen
class ComparisonView:
    """One order as both systems see it."""

    order_reference: str
    order_id: UUID | None
    ours: str | None
    theirs: str | None
    owed: int
    verdict: ComparisonVerdict

    @classmethod
    def of(cls, one: OrderComparison) -> "ComparisonView":
        return cls(one.reference, one.order_id, one.ours, one.theirs, one.owed, one.verdict)


@frozen
class CutOverBody:
    reason: LongText
    accepted_differences: Count = 0
    """Exactly as many as there are now: who decides must have seen them."""


@frozen
class ReasonBody:
    reason: LongText


class FanOutController(Controller):
    path = "/fan-out/{target:str}"
    tags = ("fan-out",)

    @get(
        "/",
        guards=[requires("legacy:read")],
        operation_id="getFanOut",
        summary="How far a target is",
    )
    async def read(
        self,
        fan_out_queries: NamedDependency[SkipValidation[FanOutQueries]],
        target: FromPath[str],
    ) -> FanOutView:
        """What it is owed, since when, why it did not take the first of it, and how many orders
        both see alike. The one target is `legacy`.
        """
        name = TargetName(target)
        status = await fan_out_queries.status(name)
        return FanOutView.of(status, await fan_out_queries.verdicts(name))

    @post(
        "/start",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="startFanOut",
        summary="Hand every message on",
    )
    async def start(
        self,
        start_fan_out: NamedDependency[SkipValidation[StartFanOut]],
        target: FromPath[str],
    ) -> TargetView:
        """Every message of the processor is owed to the target from now on and sent in order, those
        kept while paused first. 409 `payments.fan_out_not_configured` without an address.
        """
        return TargetView.of(await start_fan_out(TargetName(target)))

    @post(
        "/pause",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="pauseFanOut",
        summary="Keep messages for later",
    )
    async def pause(
        self,
        pause_fan_out: NamedDependency[SkipValidation[PauseFanOut]],
        target: FromPath[str],
    ) -> TargetView:
        """Messages stay owed and are not sent until the target is started again."""
        return TargetView.of(await pause_fan_out(TargetName(target)))

    @post(
        "/cut-over",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="cutOver",
        summary="Work alone from now on",
    )
    async def cut_over(
        self,
        cut_over: NamedDependency[SkipValidation[CutOver]],
        target: FromPath[str],
        data: JSONBody[CutOverBody],
    ) -> TargetView:
        """409 `payments.not_ready_to_cut_over` while messages are owed or parked, or the number of
        orders the two disagree on is another than the one accepted.
        """
        return TargetView.of(
            await cut_over(
                TargetName(target),
                accepted_differences=data.accepted_differences,
                reason=data.reason,
            )
        )

    @post(
        "/roll-back",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="rollBackCutOver",
        summary="Let the target work again",
    )
    async def roll_back(
        self,
        roll_back: NamedDependency[SkipValidation[RollBack]],
        target: FromPath[str],
        data: JSONBody[ReasonBody],
    ) -> TargetView:
        """The target is told what came since the cut-over, in order, and then everything again."""
        return TargetView.of(await roll_back(TargetName(target), reason=data.reason))

    @get(
        "/messages",
        guards=[requires("legacy:read")],
        operation_id="listForwardings",
        summary="Messages owed to a target",
    )
    async def messages(
        self,
        fan_out_queries: NamedDependency[SkipValidation[FanOutQueries]],
        target: FromPath[str],
        forwarding_state: State = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ForwardingView]:
        """Newest first."""
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        name = TargetName(target)
        await fan_out_queries.status(name)
        page = await fan_out_queries.forwardings(name, request, state=forwarding_state)
        return PageBody.of(page.map(ForwardingView.of))

    @post(
        "/messages/{event_id:uuid}/retry",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="retryForwarding",
        summary="Send a parked message again",
    )
    async def retry(
        self,
        retry_forwarding: NamedDependency[SkipValidation[RetryForwarding]],
        target: FromPath[str],
        event_id: FromPath[UUID],
    ) -> ForwardingView:
        """Only a parked one; what is owed is tried again by itself."""
        again = await retry_forwarding(TargetName(target), ProcessorEventId(event_id))
        return ForwardingView.of(again)

    @post(
        "/messages/{event_id:uuid}/skip",
        guards=[requires("legacy:write")],
        status_code=200,
        operation_id="skipForwarding",
        summary="Leave a message out",
    )
    async def skip(
        self,
        skip_forwarding: NamedDependency[SkipValidation[SkipForwarding]],
        target: FromPath[str],
        event_id: FromPath[UUID],
        data: JSONBody[ReasonBody],
    ) -> ForwardingView:
        """The target never gets it; those behind it go on."""
        skipped = await skip_forwarding(
            TargetName(target), ProcessorEventId(event_id), reason=data.reason
        )
        return ForwardingView.of(skipped)

    @get(
        "/comparison",
        guards=[requires("legacy:read")],
        operation_id="compareSystems",
        summary="What both systems made of the same messages",
    )
    async def comparison(
        self,
        fan_out_queries: NamedDependency[SkipValidation[FanOutQueries]],
        target: FromPath[str],
        verdict: FromQuery[ComparisonVerdict | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[ComparisonView]:
        """Every order a message handed on was about, by reference: our payment status beside the
        one the target told last.
        """
        request = PageRequest.of(limit=limit, cursor=cursor, parts=1)
        name = TargetName(target)
        await fan_out_queries.status(name)
        page = await fan_out_queries.comparison(name, request, verdict=verdict)
        return PageBody.of(page.map(ComparisonView.of))


ROUTES: Final = (FanOutController,)
