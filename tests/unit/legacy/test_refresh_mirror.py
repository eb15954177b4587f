from uuid import uuid4

import pytest

from smplat_core.kernel import Cause, PageRequest, Refusal, acting_as
from smplat_core.legacy import (
    BridgeUnavailable,
    CallOutcome,
    CompanyMirror,
    LegacyEntity,
    MirrorNotFound,
    OperationFailed,
    OperationRefused,
    RecordedBridge,
    RefreshMirror,
    UnknownLegacyCompany,
)
from smplat_memory import MemoryBridge, MemoryDatabase, MemoryLegacyQueries
from tests.builders.legacy import NOON, a_mirror, an_operation


class House:
    """A memory database with one mirror, and a bridge that can be told to fail."""

    def __init__(self) -> None:
        self.database = MemoryDatabase()
        self.far = MemoryBridge()
        self.far.add("L-1", name="Acme Sensors Inc.", updated_at=NOON)
        self.bridge = RecordedBridge(
            self.far, self.database.begin, self.database.clock, self.database.ids
        )
        self.refresh = RefreshMirror(
            self.database.begin, self.bridge, self.database.clock, self.database.ids
        )
        self.queries = MemoryLegacyQueries(self.database.tables.legacy)
        self.mirror = a_mirror()

    async def settle(self) -> "House":
        async with self.database.begin() as work:
            self.mirror = await work.company_mirrors.save(self.mirror)
        return self

    def told(self) -> list[str]:
        return [record.name for record in self.database.tables.log.records][2:]

    async def outcomes(self) -> list[CallOutcome]:
        page = await self.queries.calls(PageRequest(), correlation_id=None)
        return [call.outcome for call in page.items]


async def test_a_mirror_is_refreshed_by_its_legacy_id_and_by_its_own() -> None:
    house = await House().settle()
    house.far.add("L-1", name="Acme Ltd.", updated_at=NOON)

    by_legacy_id = await house.refresh(LegacyEntity.COMPANY, "L-1")
    by_own_id = await house.refresh(LegacyEntity.COMPANY, str(house.mirror.id))

    assert isinstance(by_own_id, CompanyMirror)
    assert by_own_id.name == "Acme Ltd."
    assert by_legacy_id.record == by_own_id.record
    assert house.told() == ["legacy.sync_requested", "legacy.sync_completed"] * 2


async def test_the_intent_is_kept_even_when_the_bridge_is_down() -> None:
    house = await House().settle()
    house.far.failures.append(BridgeUnavailable("no answer"))

    with pytest.raises(BridgeUnavailable):
        await house.refresh(LegacyEntity.COMPANY, "L-1")

    assert house.told() == ["legacy.sync_requested", "legacy.sync_failed"]
    assert house.database.tables.log.records[-1].payload["outcome"] == "unavailable"
    assert await house.outcomes() == [CallOutcome.UNAVAILABLE]


async def test_a_company_that_vanished_there_keeps_its_mirror_here() -> None:
    house = await House().settle()
    house.far.companies.clear()

    with pytest.raises(UnknownLegacyCompany):
        await house.refresh(LegacyEntity.COMPANY, "L-1")

    assert (await house.queries.mirror("L-1", company=None)).name == house.mirror.name
    assert await house.outcomes() == [CallOutcome.UNKNOWN_RECORD]


async def test_a_company_sees_no_mirror_but_its_own() -> None:
    house = await House().settle()

    with pytest.raises(MirrorNotFound):
        await house.refresh(LegacyEntity.COMPANY, "L-1", company=uuid4())

    assert house.told() == []
    assert await house.outcomes() == []


@pytest.mark.parametrize("reference", ["L-404", str(uuid4())])
async def test_what_has_no_mirror_cannot_be_refreshed(reference: str) -> None:
    house = await House().settle()

    with pytest.raises(MirrorNotFound):
        await house.refresh(LegacyEntity.COMPANY, reference)


async def test_a_call_is_written_down_with_the_correlation_id_of_its_request() -> None:
    house = await House().settle()

    with acting_as(Cause("key:1", "corr-9")):
        await house.refresh(LegacyEntity.COMPANY, "L-1")

    (call,) = (await house.queries.calls(PageRequest(), correlation_id="corr-9")).items
    assert (call.operation, call.reference) == ("fetch_company", "L-1")


@pytest.mark.parametrize(
    ("failure", "outcome"),
    [
        (OperationRefused("no"), CallOutcome.REFUSED),
        (OperationFailed("broke"), CallOutcome.FAILED),
        (BridgeUnavailable("away"), CallOutcome.UNAVAILABLE),
    ],
)
async def test_an_operation_that_did_not_work_is_written_down_too(
    failure: Refusal, outcome: CallOutcome
) -> None:
    house = await House().settle()
    house.far.failures.append(failure)

    with pytest.raises(type(failure)):
        await house.bridge.perform(an_operation())

    (call,) = (await house.queries.calls(PageRequest(), correlation_id="corr-1")).items
    assert (call.operation, call.reference, call.outcome) == ("assign_device", "step-1:1", outcome)
