"""Reading, changing, comparing and repairing mirrors, on whichever database is under test."""

from datetime import timedelta

import pytest
from attrs import evolve, frozen

from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.kernel import ActionNotAllowed, PageRequest
from smplat_core.legacy import (
    AssignmentFilter,
    BadChange,
    BadRefresh,
    BreakerSettings,
    BridgeUnavailable,
    CannotRepair,
    CarryOut,
    DetectDrift,
    DriftFinding,
    DriftKind,
    FindingState,
    FinishWrites,
    LegacyEntity,
    LegacyId,
    LegacyPolicy,
    LegacyQueries,
    MirrorChanged,
    NotWritable,
    OperationRefused,
    ReadMirror,
    RecordedBridge,
    RefreshAll,
    RefreshMirror,
    RefreshMirrors,
    RepairAction,
    RepairDrift,
    ReportState,
    ThingFilter,
    ThingMirror,
    ThingStatus,
    UnknownLegacyRecord,
    WritePending,
    WriteState,
    WriteThrough,
)
from smplat_memory import MemoryBridge, MemoryLegacyQueries
from smplat_postgres import PostgresLegacyQueries
from tests.builders.legacy import NOON
from tests.builders.things import a_device, an_asset
from tests.contract.databases import Database
from tests.contract.parents import keep_companies

DOWN = BridgeUnavailable("no answer")
DEVICE, ASSET, COMPANY = LegacyEntity.DEVICE, LegacyEntity.ASSET, LegacyEntity.COMPANY
POLICY = LegacyPolicy(
    mirror_ttl=timedelta(minutes=15),
    stale_after=timedelta(hours=36),
    breaker=BreakerSettings(minimum_calls=1_000),
)


@frozen
class House:
    database: Database
    far: MemoryBridge
    queries: LegacyQueries
    refresh: RefreshMirror
    read: ReadMirror
    write: WriteThrough
    finish: FinishWrites
    repair: RepairDrift
    detect: DetectDrift
    refresh_many: RefreshMirrors
    refresh_all: RefreshAll

    async def device(self) -> ThingMirror:
        return await self.queries.thing(DEVICE, "D-1")

    async def compare(self) -> list[DriftFinding]:
        """Run the nightly job to its end; what the newest report found."""
        await self.detect(a_run(self.database))
        (report, *_) = (await self.queries.reports(PageRequest())).items
        assert report.state is ReportState.COMPLETED
        page = await self.queries.findings(report.id, PageRequest(), state=None)
        return list(page.items)

    async def told(self) -> list[str]:
        return [event.name.removeprefix("legacy.") for event in await self.database.events()]


def a_run(database: Database, **payload: str | None) -> JobRun:
    return JobRun(
        id=JobRunId(database.ids.new()),
        queue=Queue.MAINTENANCE,
        name="a job",
        payload=payload,
        max_attempts=1,
        actor="system",
        correlation_id="c-1",
        created_at=NOON,
        due_at=NOON,
    )


@pytest.fixture
async def house(database: Database) -> House:
    begin, clock, ids, far = database.begin, database.clock, database.ids, MemoryBridge()
    far.put(a_device("D-1"))
    far.put(an_asset("A-1"))
    bridge = RecordedBridge(far, begin, clock, ids, POLICY.breaker)
    queries: LegacyQueries = database.pick(
        memory=lambda tables: MemoryLegacyQueries(tables.legacy), postgres=PostgresLegacyQueries
    )
    refresh = RefreshMirror(begin, bridge, clock, ids)
    carry_out = CarryOut(begin, bridge, clock, ids)
    write = WriteThrough(begin, refresh, carry_out, clock, ids)
    async with begin() as work:
        await keep_companies(work)
    for legacy_id in ("L-1", "L-2"):
        far.add(legacy_id, name="Acme Sensors Inc.", updated_at=NOON - timedelta(days=1))
    return House(
        database=database,
        far=far,
        queries=queries,
        refresh=refresh,
        read=ReadMirror(queries, refresh, clock, POLICY),
        write=write,
        finish=FinishWrites(begin, carry_out, clock),
        repair=RepairDrift(begin, refresh, write, clock),
        detect=DetectDrift(begin, bridge, clock, ids, POLICY),
        refresh_many=RefreshMirrors(begin, bridge, clock, ids),
        refresh_all=RefreshAll(begin, bridge, clock, ids),
    )


async def test_a_first_read_fetches_and_the_next_does_not(house: House) -> None:
    first = await house.read(DEVICE, "D-1")
    again = await house.read(DEVICE, str(first.mirror.id))

    assert first.mirror == again.mirror
    assert (await house.queries.calls(PageRequest(), correlation_id=None)).items[1:] == ()
    assert await house.told() == ["sync_requested", "sync_completed"]


async def test_an_old_mirror_is_refreshed_when_somebody_reads_it(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.put(a_device("D-1", status=ThingStatus.RETIRED))
    house.database.clock.advance(timedelta(minutes=16))

    reading = await house.read(DEVICE, "D-1")

    assert isinstance(reading.mirror, ThingMirror)
    assert reading.mirror.record.status is ThingStatus.RETIRED
    assert reading.age == timedelta(0)


async def test_an_old_mirror_is_shown_for_what_it_is_while_the_legacy_system_is_away(
    house: House,
) -> None:
    await house.read(DEVICE, "D-1")
    house.database.clock.advance(timedelta(hours=1))
    house.far.failures.append(DOWN)

    reading = await house.read(DEVICE, "D-1")

    assert reading.age == timedelta(hours=1)
    assert reading.stale_because == "legacy.bridge_unavailable: no answer"
    assert (await house.told())[-1] == "sync_failed"


async def test_without_a_mirror_there_is_nothing_to_show(house: House) -> None:
    house.far.failures.append(DOWN)

    with pytest.raises(BridgeUnavailable):
        await house.read(DEVICE, "D-1")
    with pytest.raises(UnknownLegacyRecord, match="no device 'D-404'"):
        await house.read(DEVICE, "D-404")


async def test_a_record_that_is_gone_over_there_is_marked_and_still_shown(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.things.clear()
    house.database.clock.advance(timedelta(hours=1))

    reading = await house.read(DEVICE, "D-1")

    assert (await house.device()).gone_at == house.database.clock.now()
    assert (reading.stale_because or "").startswith("legacy.unknown_record")


async def test_many_are_refreshed_with_one_question(house: House) -> None:
    house.far.put(a_device("D-2"))

    kept = await house.refresh_many(DEVICE, ["D-1", "D-2", "D-404"])
    companies = await house.refresh_many(COMPANY, ["L-1", "L-404"])

    assert {mirror.legacy_id for mirror in kept.mirrors} == {"D-1", "D-2"}
    assert (kept.unknown, companies.unknown) == (("D-404",), ("L-404",))
    assert len((await house.queries.calls(PageRequest(), correlation_id=None)).items) == 2


@pytest.mark.parametrize("many", [0, 101])
async def test_a_refresh_of_none_or_too_many_is_refused(house: House, many: int) -> None:
    with pytest.raises(BadRefresh):
        await house.refresh_many(DEVICE, [f"D-{number}" for number in range(many)])


async def test_everything_is_refreshed_page_by_page(house: House) -> None:
    for number in range(120):
        house.far.put(a_device(f"D-{number:03}"))
    after: str | None = None
    for _ in range(5):
        await house.refresh_all(a_run(house.database, entity="device", after=after))
        last = max(name for kind, name in house.far.things if kind is DEVICE)
        page = await house.far.page(DEVICE, after=after)
        after = page.next_after or last

    listed = await house.queries.things(ThingFilter(entity=DEVICE), PageRequest(limit=200))
    assert len(listed.items) == 121


async def test_a_change_goes_there_first_and_then_here(house: House) -> None:
    written = await house.write(DEVICE, "D-1", {"status": "retired", "asset": "A-1"})

    assert written.write.state is WriteState.DONE
    device = house.far.things[DEVICE, LegacyId("D-1")]
    assert device.status is ThingStatus.RETIRED
    assert (await house.device()).record == evolve(device, updated_at=device.updated_at)


async def test_a_change_is_not_lost_while_the_legacy_system_is_away(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.failures.append(DOWN)

    waiting = await house.write(DEVICE, "D-1", {"status": "retired"})
    with pytest.raises(WritePending):
        await house.write(DEVICE, "D-1", {"status": "active"})
    before = (await house.device()).record.status
    house.database.clock.advance(timedelta(minutes=1))
    await house.finish(a_run(house.database))

    assert (waiting.write.state, before) == (WriteState.PENDING, ThingStatus.ACTIVE)
    assert (await house.device()).record.status is ThingStatus.RETIRED
    assert (await house.queries.write(waiting.write.id)).state is WriteState.DONE
    assert len(house.far.done) == 1


async def test_a_change_nobody_takes_for_a_day_is_given_up_and_told(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.failures.extend([DOWN, DOWN])
    waiting = await house.write(DEVICE, "D-1", {"status": "retired"})
    house.database.clock.advance(timedelta(days=1))

    await house.finish(a_run(house.database))

    assert (await house.queries.write(waiting.write.id)).state is WriteState.GIVEN_UP
    assert (await house.told())[-1] == "sync_failed"


async def test_a_change_the_legacy_system_refuses_changes_nothing_here(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.failures.append(OperationRefused("no"))

    with pytest.raises(OperationRefused):
        await house.write(DEVICE, "D-1", {"status": "retired"})

    assert (await house.device()).record.status is ThingStatus.ACTIVE
    page = await house.queries.writes(PageRequest(), state=WriteState.REFUSED)
    assert len(page.items) == 1


async def test_what_cannot_be_changed_is_refused_all_at_once(house: House) -> None:
    with pytest.raises(BadChange) as refused:
        await house.write(DEVICE, "D-1", {"serial": "X", "status": "asleep", "company": None})
    assert [error.pointer for error in refused.value.errors] == ["/serial", "/status"]
    with pytest.raises(NotWritable, match="device, asset"):
        await house.write(COMPANY, "L-1", {"name": "Acme"})
    with pytest.raises(MirrorChanged):
        await house.write(DEVICE, "D-1", {"status": "retired"}, expected_version=7)


async def test_a_device_that_changes_hands_is_remembered_with_both(house: House) -> None:
    await house.write(DEVICE, "D-1", {"company": "L-1"})
    house.database.clock.advance(timedelta(hours=1))
    await house.write(DEVICE, "D-1", {"company": "L-2"})
    house.database.clock.advance(timedelta(hours=1))
    await house.write(DEVICE, "D-1", {"company": None})

    page = await house.queries.assignments(AssignmentFilter(), PageRequest())

    assert [one.holder.company for one in page.items] == ["L-2", "L-1"]
    assert page.items[1].until == page.items[0].since
    assert page.items[0].until == house.database.clock.now()
    assert all(one.holder.company_id for one in page.items)


async def test_mirrors_that_agree_are_fresh_again_and_nothing_is_found(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.database.clock.advance(timedelta(hours=20))

    findings = await house.compare()

    assert findings == []
    assert (await house.device()).refreshed_at == house.database.clock.now()


async def test_what_differs_is_found_fact_by_fact(house: House) -> None:
    await house.read(DEVICE, "D-1")
    await house.read(ASSET, "A-1")
    house.far.put(a_device("D-1", status=ThingStatus.RETIRED, company=None))
    house.far.things.pop((ASSET, LegacyId("A-1")))
    house.far.add("L-1", name="Acme Ltd.", updated_at=NOON)

    findings = await house.compare()

    assert [(f.entity, f.kind, f.field, f.ours, f.theirs) for f in findings] == [
        (COMPANY, DriftKind.CHANGED, "name", "Acme Sensors Inc.", "Acme Ltd."),
        (DEVICE, DriftKind.CHANGED, "status", "active", "retired"),
        (DEVICE, DriftKind.CHANGED, "company", "L-1", ""),
        (ASSET, DriftKind.MISSING, "", "", ""),
    ]
    drift = (await house.database.events())[-1]
    assert (drift.name, drift.payload["findings"]) == ("legacy.drift_found", 4)


async def test_a_mirror_nobody_asked_for_too_long_is_stale(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.database.clock.advance(timedelta(hours=37))

    findings = await house.compare()

    assert {finding.kind for finding in findings} == {DriftKind.STALE}
    assert await house.compare() == []


async def test_an_outage_in_the_middle_costs_one_page(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.put(a_device("D-1", status=ThingStatus.RETIRED))
    whole = house.detect
    house.far.failures.append(DOWN)
    with pytest.raises(BridgeUnavailable):
        await whole(a_run(house.database))

    findings = await house.compare()

    assert [finding.field for finding in findings] == ["status"]
    assert len((await house.queries.reports(PageRequest())).items) == 1


async def test_a_finding_is_repaired_by_believing_the_legacy_system(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.put(a_device("D-1", status=ThingStatus.RETIRED))
    (finding,) = await house.compare()

    repaired = await house.repair(finding.id, RepairAction.ACCEPT_LEGACY)

    assert repaired.state is FindingState.ACCEPTED
    assert (await house.device()).record.status is ThingStatus.RETIRED
    with pytest.raises(ActionNotAllowed):
        await house.repair(finding.id, RepairAction.PUSH_OURS)
    assert (await house.told())[-1] == "drift_repaired"


async def test_a_finding_is_repaired_by_pushing_ours(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.put(a_device("D-1", status=ThingStatus.RETIRED))
    (finding,) = await house.compare()

    repaired = await house.repair(finding.id, RepairAction.PUSH_OURS)

    assert repaired.state is FindingState.PUSHED
    assert house.far.things[DEVICE, LegacyId("D-1")].status is ThingStatus.ACTIVE


async def test_what_cannot_be_pushed_says_what_can_be_done(house: House) -> None:
    house.far.add("L-1", name="Acme Ltd.", updated_at=NOON)
    house.far.companies.pop(LegacyId("L-2"))
    changed, missing = await house.compare()

    with pytest.raises(CannotRepair, match="accept_legacy"):
        await house.repair(changed.id, RepairAction.PUSH_OURS)
    with pytest.raises(CannotRepair, match="restore it there"):
        await house.repair(missing.id, RepairAction.ACCEPT_LEGACY)
    assert (await house.repair(changed.id, RepairAction.ACCEPT_LEGACY)).state is (
        FindingState.ACCEPTED
    )
    assert (await house.queries.mirror("L-1", company=None)).name == "Acme Ltd."


async def test_a_lost_device_is_accepted_as_gone(house: House) -> None:
    await house.read(DEVICE, "D-1")
    house.far.things.clear()
    (finding,) = await house.compare()

    await house.repair(finding.id, RepairAction.ACCEPT_LEGACY)

    assert (await house.device()).gone_at is not None
