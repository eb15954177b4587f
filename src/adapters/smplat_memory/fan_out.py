"""Targets of the fan-out and what they are owed, in dictionaries; and a target to script."""

from collections import Counter
from datetime import datetime

from attrs import Factory, define, frozen

from smplat_core.kernel import Page, PageRequest, evolve
from smplat_core.payments import (
    ComparisonVerdict,
    FanOutQueries,
    FanOutStatus,
    FanOutTarget,
    FanOutTargetChanged,
    FanOutTargets,
    ForwardedMessage,
    Forwarding,
    ForwardingNotFound,
    Forwardings,
    ForwardingState,
    OrderComparison,
    ProcessorEvent,
    ProcessorEventId,
    TargetName,
    TargetOutcome,
    WebhookTarget,
)
from smplat_memory.log import MemoryLog
from smplat_memory.orders import OrdersTables
from smplat_memory.payments import PaymentsTables

Key = tuple[TargetName, ProcessorEventId]


@define
class FanOutTables:
    targets: dict[TargetName, FanOutTarget] = Factory(dict)
    forwardings: dict[Key, Forwarding] = Factory(dict)

    def target(self, name: TargetName) -> FanOutTarget:
        return self.targets.get(name) or FanOutTarget.named(name)

    def of(self, name: TargetName, *states: ForwardingState) -> list[Forwarding]:
        """Those of a target in one of these states, in the order they were received."""
        mine = (each for (target, _), each in self.forwardings.items() if target == name)
        wanted = (each for each in mine if each.state in states)
        return sorted(wanted, key=lambda each: each.processor_event_id)


@frozen
class MemoryFanOutTargets(FanOutTargets):
    tables: FanOutTables
    log: MemoryLog

    async def get(self, name: TargetName) -> FanOutTarget:
        return self.tables.target(name)

    async def save(self, target: FanOutTarget) -> FanOutTarget:
        if self.tables.target(target.name).version != target.version:
            raise FanOutTargetChanged(f"{target.name} was switched by someone else")
        saved = evolve(target, version=target.version + 1, news=())
        self.tables.targets[target.name] = saved
        self.log.publish(aggregate="fan_out_target", aggregate_id=target.id, news=target.news)
        return saved


@frozen
class MemoryForwardings(Forwardings):
    tables: FanOutTables
    payments: PaymentsTables

    async def owe(self, event: ProcessorEvent) -> tuple[TargetName, ...]:
        owed = [target.name for target in self.tables.targets.values() if target.is_owed_messages]
        for name in owed:
            self._owe(name, event)
        return tuple(owed)

    async def owe_since(self, target: TargetName, moment: datetime) -> int:
        missing = [
            event
            for event in self.payments.events.values()
            if event.received_at >= moment and (target, event.id) not in self.tables.forwardings
        ]
        for event in missing:
            self._owe(target, event)
        return len(missing)

    async def next_owed(
        self, target: TargetName, *, limit: int
    ) -> tuple[tuple[Forwarding, str], ...]:
        owed = self.tables.of(target, ForwardingState.OWED)[:limit]
        return tuple((each, self.payments.events[each.processor_event_id].payload) for each in owed)

    async def get(self, target: TargetName, event_id: ProcessorEventId) -> Forwarding:
        try:
            return self.tables.forwardings[target, event_id]
        except KeyError:
            raise ForwardingNotFound(f"message {event_id} was never owed to {target}") from None

    async def save(self, forwarding: Forwarding) -> None:
        self.tables.forwardings[forwarding.target, forwarding.processor_event_id] = forwarding

    def _owe(self, name: TargetName, event: ProcessorEvent) -> None:
        self.tables.forwardings[name, event.id] = Forwarding(
            target=name,
            processor_event_id=event.id,
            external_id=event.external_id,
            kind=event.kind,
            owed_at=event.received_at,
        )


@frozen
class MemoryFanOutQueries(FanOutQueries):
    tables: FanOutTables
    payments: PaymentsTables
    orders: OrdersTables

    async def status(self, name: TargetName) -> FanOutStatus:
        target = self.tables.target(name)
        owed = self.tables.of(name, ForwardingState.OWED)
        taken = self.tables.of(name, ForwardingState.ACKNOWLEDGED)
        return FanOutStatus(
            target=target,
            owed=len(owed),
            parked=len(self.tables.of(name, ForwardingState.PARKED)),
            oldest_owed_at=owed[0].owed_at if owed else None,
            last_acknowledged_at=max((one.ended_at for one in taken if one.ended_at), default=None),
            last_error=owed[0].last_error if owed else None,
        )

    async def forwardings(
        self, name: TargetName, page: PageRequest, *, state: ForwardingState | None
    ) -> Page[Forwarding]:
        found = self.tables.of(name, *((state,) if state else ForwardingState))[::-1]
        last = page.last_id()
        rows = [one for one in found if last is None or one.processor_event_id < last]
        return Page.cut(
            rows[: page.limit + 1], page.limit, lambda row: (str(row.processor_event_id),)
        )

    async def comparison(
        self, name: TargetName, page: PageRequest, *, verdict: ComparisonVerdict | None
    ) -> Page[OrderComparison]:
        after = page.after[0] if page.after else ""
        rows = [
            one
            for one in self._compared(name)
            if one.reference > after and verdict in (None, one.verdict)
        ]
        return Page.cut(rows[: page.limit + 1], page.limit, lambda row: (row.reference,))

    async def verdicts(self, name: TargetName) -> dict[ComparisonVerdict, int]:
        counted = Counter(one.verdict for one in self._compared(name))
        return {verdict: counted[verdict] for verdict in ComparisonVerdict}

    def _compared(self, name: TargetName) -> list[OrderComparison]:
        orders = {order.reference: order for order in self.orders.orders.values()}
        told: dict[str, str] = {}
        owed: Counter[str] = Counter()
        for one in self.tables.of(name, *ForwardingState):
            if one.outcome is not None:
                told[one.outcome.order_reference] = one.outcome.payment_status
            about = self.payments.events[one.processor_event_id].order_id
            if about is not None and one.state is not ForwardingState.SKIPPED:
                unfinished = one.state in (ForwardingState.OWED, ForwardingState.PARKED)
                owed[self.orders.orders[about].reference] += unfinished
        return [
            OrderComparison(
                reference=reference,
                order_id=orders[reference].id if reference in orders else None,
                ours=orders[reference].payment_status.value if reference in orders else None,
                theirs=told.get(reference),
                owed=owed[reference],
            )
            for reference in sorted({*told, *owed})
        ]


@define
class MemoryWebhookTarget(WebhookTarget):
    """Takes every message, unless told what to answer next."""

    answers: list[TargetOutcome | Exception | None] = Factory(list)
    """What comes of the next deliveries, in order; afterwards all are taken without a word."""
    taken: list[ForwardedMessage] = Factory(list)
    is_on: bool = True

    @property
    def is_configured(self) -> bool:
        return self.is_on

    async def deliver(self, message: ForwardedMessage) -> TargetOutcome | None:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        self.taken.append(message)
        return answer
