"""A bridge that asks the breaker first, and writes every call down."""

import logging
from asyncio import CancelledError
from collections.abc import Callable, Coroutine, Sequence
from datetime import timedelta
from hashlib import sha256
from typing import Any, Final, TypeVar
from uuid import UUID

from attrs import Factory, frozen

from smplat_core.kernel import Begin, Clock, Ids, Refusal, current_cause, dumps, evolve
from smplat_core.legacy.breaker import BreakerSettings
from smplat_core.legacy.lifecycle import BreakerState
from smplat_core.legacy.mirrors import FETCH
from smplat_core.legacy.model import (
    FETCH_COMPANY,
    BridgeCall,
    LegacyCompany,
    LegacyOperation,
    OperationReceipt,
)
from smplat_core.legacy.ports import LegacyBridge, LegacyWork
from smplat_core.legacy.records import LegacyRecord, RecordPage
from smplat_core.legacy.vocabulary import (
    BridgeCallId,
    CallOutcome,
    LegacyEntity,
    LegacyId,
    OperationFailed,
    OperationRefused,
    UnknownLegacyCompany,
    UnknownLegacyRecord,
)

A = TypeVar("A")

LONGEST_DETAIL: Final = 500
LONGEST_REFERENCE: Final = 200

log = logging.getLogger("smplat.legacy")


def outcome_of(refusal: Refusal) -> CallOutcome:
    """How a call that raised this ended."""
    match refusal:
        case UnknownLegacyCompany() | UnknownLegacyRecord():
            return CallOutcome.UNKNOWN_RECORD
        case OperationRefused():
            return CallOutcome.REFUSED
        case OperationFailed():
            return CallOutcome.FAILED
        case _:
            return CallOutcome.UNAVAILABLE


@frozen
class _Begun:
    """A call that the breaker let through."""

    call: BridgeCall
    of_round: int
    timelines: tuple[UUID, ...]


@frozen
class RecordedBridge(LegacyBridge):
    """Passes calls on while the breaker lets it, and keeps one ``BridgeCall`` for each.

    While the breaker is open, calls are refused with ``BridgeOpen`` and the legacy system is not
    asked. The record is its own unit of work after the call, so a call that failed leaves a
    trace too; when it cannot be kept, the answer counts all the same.
    """

    bridge: LegacyBridge
    begin: Begin[LegacyWork]
    clock: Clock
    ids: Ids
    settings: BreakerSettings = Factory(BreakerSettings)

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        begun = await self._begun(FETCH_COMPANY, legacy_id, question=legacy_id)
        return await self._recorded(begun, lambda: self.bridge.fetch_company(legacy_id))

    async def fetch(
        self, entity: LegacyEntity, legacy_ids: Sequence[LegacyId]
    ) -> tuple[LegacyRecord, ...]:
        name, asked = FETCH.format(entity=entity.value), ",".join(legacy_ids)
        begun = await self._begun(name, asked, question=list(legacy_ids))
        return await self._recorded(begun, lambda: self.bridge.fetch(entity, legacy_ids))

    async def page(self, entity: LegacyEntity, *, after: str | None) -> RecordPage:
        begun = await self._begun(f"list_{entity.value}", after or "", question=after)
        return await self._recorded(begun, lambda: self.bridge.page(entity, after=after))

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        begun = await self._begun(
            operation.name,
            operation.idempotency_key,
            question=[operation.name, dict(operation.payload)],
            correlation_id=operation.correlation_id,
            timelines=operation.timelines,
        )
        return await self._recorded(begun, lambda: self.bridge.perform(operation))

    async def _begun(
        self,
        operation: str,
        reference: str,
        *,
        question: object,
        correlation_id: str | None = None,
        timelines: tuple[UUID, ...] = (),
    ) -> _Begun:
        of_round = await self._admitted()
        call = BridgeCall(
            id=BridgeCallId(self.ids.new()),
            correlation_id=correlation_id or current_cause().correlation_id,
            operation=operation,
            reference=reference[:LONGEST_REFERENCE],
            outcome=CallOutcome.UNAVAILABLE,
            request_digest=_digest(question),
            duration=timedelta(0),
            at=self.clock.now(),
        )
        return _Begun(call, of_round, timelines)

    async def _admitted(self) -> int:
        """The breaker's round this call belongs to; or ``BridgeOpen``."""
        async with self.begin() as work:
            seen = await work.breakers.peek()
            if seen.state is BreakerState.CLOSED:
                return seen.round
            held = await work.breakers.get()
            admitted = held.admit(self.settings, at=self.clock.now())
            if admitted is not held:
                await work.breakers.save(admitted)
            return admitted.round

    async def _recorded(self, begun: _Begun, call: Callable[[], Coroutine[Any, Any, A]]) -> A:
        """The answer, or whatever was raised, after either was written down."""
        try:
            answer = await call()
        except Refusal as refusal:
            await self._ended(begun, outcome_of(refusal), detail=refusal.detail)
            raise
        except CancelledError:
            await self._ended(begun, CallOutcome.UNAVAILABLE, detail="nobody waited any longer")
            raise
        except Exception as error:
            await self._ended(begun, CallOutcome.UNAVAILABLE, detail=type(error).__name__)
            raise
        outcome = answer.outcome if isinstance(answer, OperationReceipt) else CallOutcome.DONE
        await self._ended(begun, outcome, answer=_digest(answer))
        return answer

    async def _ended(
        self, begun: _Begun, outcome: CallOutcome, *, detail: str = "", answer: str = ""
    ) -> None:
        """Keep how the call ended. It has ended that way even if this cannot be kept."""
        now = self.clock.now()
        ended = evolve(
            begun.call,
            outcome=outcome,
            detail=detail[:LONGEST_DETAIL],
            answer_digest=answer,
            duration=now - begun.call.at,
        )
        try:
            async with self.begin() as work:
                await work.bridge_calls.add(ended, timelines=begun.timelines)
                held = await work.breakers.get()
                heard = held.heard(outcome, self.settings, of_round=begun.of_round, at=now)
                if heard is not held:
                    await work.breakers.save(heard)
        except Exception:
            log.exception("call %s to the legacy system was not recorded", ended.id)


def _digest(value: object) -> str:
    return sha256(dumps(value).encode()).hexdigest()
