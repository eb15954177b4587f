"""A legacy system in this process: it knows what it was given, and fails when told to."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Final

import attrs
from attrs import Factory, define

from smplat_core.kernel import Refusal
from smplat_core.legacy import (
    CallOutcome,
    CompanyAttributes,
    LegacyAsset,
    LegacyBridge,
    LegacyCompany,
    LegacyCompanyStatus,
    LegacyDevice,
    LegacyEntity,
    LegacyId,
    LegacyOperation,
    LegacyRecord,
    LegacyThing,
    OperationReceipt,
    OperationRefused,
    RecordPage,
    ThingStatus,
    UnknownLegacyCompany,
    entity_of,
)

LONG_AGO: Final = datetime(2020, 1, 1, tzinfo=UTC)
PAGE: Final = 50


@define
class MemoryBridge(LegacyBridge):
    """A legacy system that knows the companies it was given, and fails when told to."""

    companies: dict[LegacyId, LegacyCompany] = Factory(dict)
    failures: list[Refusal] = Factory(list)
    """Raised by the next calls, one each, before anything is done."""
    done: dict[str, tuple[str, LegacyOperation]] = Factory(dict)
    """Operation id and operation, by idempotency key: each is here once."""
    things: dict[tuple[LegacyEntity, LegacyId], LegacyThing] = Factory(dict)
    """Devices and assets, by kind and id."""
    registers: dict[str, tuple[LegacyId, ...]] = Factory(dict)
    """Devices named in the receipt of an operation of this name."""

    def add(self, legacy_id: str, *, name: str, updated_at: datetime = LONG_AGO) -> None:
        """There is such a company now, active and with this name."""
        self.companies[LegacyId(legacy_id)] = LegacyCompany(
            legacy_id=LegacyId(legacy_id),
            name=name,
            attributes=CompanyAttributes(
                status=LegacyCompanyStatus.ACTIVE, status_text="active", updated_at=updated_at
            ),
        )

    def put(self, thing: LegacyThing) -> None:
        """There is such a device or asset now."""
        self.things[entity_of(thing), thing.legacy_id] = thing

    async def fetch_company(self, legacy_id: LegacyId) -> LegacyCompany:
        self._fail_if_told()
        try:
            return self.companies[legacy_id]
        except KeyError:
            raise UnknownLegacyCompany(f"the legacy system has no company {legacy_id!r}") from None

    async def fetch(
        self, entity: LegacyEntity, legacy_ids: Sequence[LegacyId]
    ) -> tuple[LegacyRecord, ...]:
        self._fail_if_told()
        known = self._all(entity)
        return tuple(known[legacy_id] for legacy_id in legacy_ids if legacy_id in known)

    async def page(self, entity: LegacyEntity, *, after: str | None) -> RecordPage:
        self._fail_if_told()
        known = self._all(entity)
        names = sorted(name for name in known if after is None or name > after)
        more = len(names) > PAGE
        shown = tuple(known[name] for name in names[:PAGE])
        return RecordPage(shown, shown[-1].legacy_id if more else None)

    async def perform(self, operation: LegacyOperation) -> OperationReceipt:
        self._fail_if_told()
        devices = self.registers.get(operation.name, ())
        if known := self.done.get(operation.idempotency_key):
            return OperationReceipt(
                operation_id=known[0], outcome=CallOutcome.ALREADY_DONE, devices=devices
            )
        self._change(operation)
        operation_id = f"op-{len(self.done) + 1}"
        self.done[operation.idempotency_key] = (operation_id, operation)
        echo: Mapping[str, str | int] = dict(operation.payload)
        return OperationReceipt(operation_id=operation_id, echo=echo, devices=devices)

    def _all(self, entity: LegacyEntity) -> dict[LegacyId, LegacyRecord]:
        if entity is LegacyEntity.COMPANY:
            return dict(self.companies)
        return {name: thing for (kind, name), thing in self.things.items() if kind is entity}

    def _change(self, operation: LegacyOperation) -> None:
        kind = operation.name.removeprefix("update_")
        if kind not in (LegacyEntity.DEVICE, LegacyEntity.ASSET) or kind == operation.name:
            return
        key = (LegacyEntity(kind), LegacyId(str(operation.payload[kind])))
        thing = self.things.get(key)
        if thing is None:
            raise OperationRefused(f"the legacy system refused: no {kind} {key[1]!r}")
        facts = {name: value or None for name, value in operation.payload.items() if name != kind}
        if "status" in facts:
            status = str(facts["status"])
            facts |= {"status": ThingStatus(status), "status_text": status}
        self.things[key] = _changed(thing, facts)

    def _fail_if_told(self) -> None:
        if self.failures:
            raise self.failures.pop(0)


def _changed(thing: LegacyThing, facts: Mapping[str, object]) -> LegacyThing:
    match thing:
        case LegacyDevice():
            return attrs.evolve(thing, **facts)  # type: ignore[arg-type]  # names a caller chose
        case LegacyAsset():
            return attrs.evolve(thing, **facts)  # type: ignore[arg-type]  # names a caller chose
