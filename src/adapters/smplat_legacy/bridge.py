"""The ``LegacyBridge`` port over HTTP."""

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from attrs import frozen

from smplat_core.kernel import current_cause
from smplat_core.legacy import (
    LARGEST_BATCH,
    LegacyBridge,
    LegacyCompany,
    LegacyEntity,
    LegacyId,
    LegacyOperation,
    LegacyRecord,
    OperationReceipt,
    RecordPage,
)
from smplat_legacy.client import LegacyClient
from smplat_legacy.translate import PLURALS, to_company, to_page, to_receipt, to_records
from smplat_legacy.wire import CORRELATION, IDEMPOTENCY, Answer


@frozen
class HttpLegacyBridge(LegacyBridge):
    client: LegacyClient

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        headers = {CORRELATION: current_cause().correlation_id}
        answer = await self.client.get(f"companies/{quote(legacy_id, safe='')}", headers=headers)
        return to_company(answer, legacy_id)

    async def fetch(
        self, entity: LegacyEntity, legacy_ids: Sequence[LegacyId]
    ) -> tuple[LegacyRecord, ...]:
        if not legacy_ids:
            return ()
        query = urlencode([("id", legacy_id) for legacy_id in legacy_ids])
        return to_records(await self._list(entity, query), entity, legacy_ids)

    async def page(self, entity: LegacyEntity, *, after: str | None) -> RecordPage:
        place = [] if after is None else [("after", after)]
        query = urlencode([*place, ("limit", str(LARGEST_BATCH))])
        return to_page(await self._list(entity, query), entity)

    async def _list(self, entity: LegacyEntity, query: str) -> Answer:
        headers = {CORRELATION: current_cause().correlation_id}
        return await self.client.get(f"{PLURALS[entity]}?{query}", headers=headers)

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        headers = {
            CORRELATION: operation.correlation_id,
            IDEMPOTENCY: operation.idempotency_key,
        }
        body = {"operation": operation.name, "payload": dict(operation.payload)}
        return to_receipt(await self.client.post("operations", body=body, headers=headers))
