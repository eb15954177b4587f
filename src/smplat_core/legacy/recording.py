"""A bridge that writes every call down."""

from collections.abc import Awaitable
from datetime import timedelta
from typing import Final, TypeVar

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids, Refusal, current_cause, evolve
from smplat_core.legacy.model import (
    FETCH_COMPANY,
    BridgeCall,
    LegacyCompany,
    LegacyOperation,
    OperationReceipt,
)
from smplat_core.legacy.ports import LegacyBridge, LegacyWork
from smplat_core.legacy.vocabulary import (
    BridgeCallId,
    CallOutcome,
    LegacyId,
    OperationFailed,
    OperationRefused,
    UnknownLegacyCompany,
)

A = TypeVar("A")

LONGEST_DETAIL: Final = 500


def outcome_of(refusal: Refusal) -> CallOutcome:
    """How a call that raised this ended."""
    match refusal:
        case UnknownLegacyCompany():
            return CallOutcome.UNKNOWN_RECORD
        case OperationRefused():
            return CallOutcome.REFUSED
        case OperationFailed():
            return CallOutcome.FAILED
        case _:
            return CallOutcome.UNAVAILABLE


@frozen
class RecordedBridge(LegacyBridge):
    """Passes calls on, and keeps one ``BridgeCall`` for each, however it ended.

    The record is its own unit of work after the call, so a call that failed leaves a trace too.
    """

    bridge: LegacyBridge
    begin: Begin[LegacyWork]
    clock: Clock
    ids: Ids

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        begun = self._begun(FETCH_COMPANY, legacy_id, current_cause().correlation_id)
        company = await self._or_recorded(begun, self.bridge.fetch_company(legacy_id))
        await self._add(begun, CallOutcome.DONE)
        return company

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        begun = self._begun(operation.name, operation.idempotency_key, operation.correlation_id)
        receipt = await self._or_recorded(begun, self.bridge.perform(operation))
        await self._add(begun, receipt.outcome)
        return receipt

    def _begun(self, operation: str, reference: str, correlation_id: str) -> BridgeCall:
        return BridgeCall(
            id=BridgeCallId(self.ids.new()),
            correlation_id=correlation_id,
            operation=operation,
            reference=reference,
            outcome=CallOutcome.UNAVAILABLE,
            duration=timedelta(0),
            at=self.clock.now(),
        )

    async def _or_recorded(self, begun: BridgeCall, call: Awaitable[A]) -> A:
        """The answer, or the refusal after it was written down."""
        try:
            return await call
        except Refusal as refusal:
            await self._add(begun, outcome_of(refusal), refusal.detail)
            raise

    async def _add(self, begun: BridgeCall, outcome: CallOutcome, detail: str = "") -> None:
        ended = evolve(
            begun,
            outcome=outcome,
            detail=detail[:LONGEST_DETAIL],
            duration=self.clock.now() - begun.at,
        )
        async with self.begin() as work:
            await work.bridge_calls.add(ended)
