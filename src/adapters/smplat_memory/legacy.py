"""Mirrors, the call log and a legacy system, all in this process."""

from collections.abc import Mapping
from datetime import UTC, datetime
from operator import attrgetter
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.kernel import Page, PageRequest, Refusal, evolve
from smplat_core.legacy import (
    BridgeCall,
    BridgeCallId,
    BridgeCalls,
    CallOutcome,
    CompanyAttributes,
    CompanyMirror,
    CompanyMirrorId,
    CompanyMirrors,
    LegacyBridge,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyId,
    LegacyOperation,
    LegacyQueries,
    MirrorChanged,
    MirrorNotFound,
    OperationReceipt,
    UnknownLegacyCompany,
)
from smplat_memory.log import MemoryLog

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


@define
class LegacyTables:
    mirrors: dict[CompanyMirrorId, CompanyMirror] = Factory(dict)
    calls: dict[BridgeCallId, BridgeCall] = Factory(dict)


@frozen
class MemoryCompanyMirrors(CompanyMirrors):
    tables: LegacyTables
    log: MemoryLog

    async def get(self, mirror_id: CompanyMirrorId) -> CompanyMirror:
        try:
            return self.tables.mirrors[mirror_id]
        except KeyError:
            raise MirrorNotFound(f"no company mirror {mirror_id}") from None

    async def find(self, legacy_id: LegacyId) -> CompanyMirror | None:
        mirrors = self.tables.mirrors.values()
        return next((mirror for mirror in mirrors if mirror.legacy_id == legacy_id), None)

    async def save(self, mirror: CompanyMirror) -> CompanyMirror:
        stored = self.tables.mirrors.get(mirror.id)
        if mirror.version != (stored.version if stored else 0):
            raise MirrorChanged(
                f"company mirror {mirror.id} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        rival = await self.find(mirror.legacy_id)
        if rival is not None and rival.id != mirror.id:
            raise MirrorChanged(f"legacy company {mirror.legacy_id!r} has another mirror")
        saved = evolve(mirror, version=mirror.version + 1, news=())
        self.tables.mirrors[mirror.id] = saved
        self.log.publish(aggregate="company_mirror", aggregate_id=mirror.id, news=mirror.news)
        return saved


@frozen
class MemoryBridgeCalls(BridgeCalls):
    tables: LegacyTables

    async def add(self, call: BridgeCall) -> None:
        self.tables.calls[call.id] = call


@frozen
class MemoryLegacyQueries(LegacyQueries):
    tables: LegacyTables

    async def mirror(self, reference: str, *, company: UUID | None) -> CompanyMirror:
        for mirror in self.tables.mirrors.values():
            named = reference in (mirror.legacy_id, str(mirror.id))
            if named and company in (None, mirror.company_id):
                return mirror
        raise MirrorNotFound(f"no company mirror {reference!r}")

    async def calls(self, page: PageRequest, *, correlation_id: str | None) -> Page[BridgeCall]:
        before = page.last_id()
        rows = [
            call
            for call in sorted(self.tables.calls.values(), key=attrgetter("id"), reverse=True)
            if correlation_id in (None, call.correlation_id)
            and (before is None or call.id < before)
        ]
        return Page.cut(rows[: page.limit + 1], page.limit, lambda call: (str(call.id),))


@define
class MemoryBridge(LegacyBridge):
    """A legacy system that knows the companies it was given, and fails when told to."""

    companies: dict[LegacyId, LegacyCompany] = Factory(dict)
    failures: list[Refusal] = Factory(list)
    """Raised by the next calls, one each, before anything is done."""
    done: dict[str, tuple[str, LegacyOperation]] = Factory(dict)
    """Operation id and operation, by idempotency key: each is here once."""

    def add(self, legacy_id: str, *, name: str, updated_at: datetime = LONG_AGO) -> None:
        """There is such a company now, active and with this name."""
        self.companies[LegacyId(legacy_id)] = LegacyCompany(
            legacy_id=LegacyId(legacy_id),
            name=name,
            attributes=CompanyAttributes(
                status=LegacyCompanyStatus.ACTIVE, status_text="active", updated_at=updated_at
            ),
        )

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        self._fail_if_told()
        try:
            return self.companies[legacy_id]
        except KeyError:
            raise UnknownLegacyCompany(f"the legacy system has no company {legacy_id!r}") from None

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        self._fail_if_told()
        if known := self.done.get(operation.idempotency_key):
            return OperationReceipt(operation_id=known[0], outcome=CallOutcome.ALREADY_DONE)
        operation_id = f"op-{len(self.done) + 1}"
        self.done[operation.idempotency_key] = (operation_id, operation)
        echo: Mapping[str, str | int] = dict(operation.payload)
        return OperationReceipt(operation_id=operation_id, echo=echo)

    def _fail_if_told(self) -> None:
        if self.failures:
            raise self.failures.pop(0)
