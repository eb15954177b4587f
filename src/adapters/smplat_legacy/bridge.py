"""The ``LegacyBridge`` port over HTTP."""

from urllib.parse import quote

from attrs import frozen

from smplat_core.kernel import current_cause
from smplat_core.legacy import (
    LegacyBridge,
    LegacyCompany,
    LegacyId,
    LegacyOperation,
    OperationReceipt,
)
from smplat_legacy.client import LegacyClient
from smplat_legacy.translate import to_company, to_receipt
from smplat_legacy.wire import CORRELATION, IDEMPOTENCY


@frozen
class HttpLegacyBridge(LegacyBridge):
    client: LegacyClient

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        headers = {CORRELATION: current_cause().correlation_id}
        answer = await self.client.get(f"companies/{quote(legacy_id, safe='')}", headers=headers)
        return to_company(answer, legacy_id)

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        headers = {
            CORRELATION: operation.correlation_id,
            IDEMPOTENCY: operation.idempotency_key,
        }
        body = {"operation": operation.name, "payload": dict(operation.payload)}
        return to_receipt(await self.client.post("operations", body=body, headers=headers))
