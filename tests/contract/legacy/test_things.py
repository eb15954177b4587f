"""What every adapter of the ports for devices, assets and what became of them promises."""

from datetime import timedelta
from uuid import UUID, uuid4

import attrs
import pytest

from smplat_core.kernel import PageRequest, evolve
from smplat_core.legacy import (
    Assignment,
    AssignmentFilter,
    AssignmentId,
    AssignmentsOverlap,
    Breaker,
    BreakerChanged,
    BreakerSettings,
    BreakerState,
    CallOutcome,
    DriftFinding,
    DriftFindingId,
    DriftKind,
    FindingNotFound,
    FindingState,
    Holder,
    LegacyEntity,
    LegacyId,
    LegacyQueries,
    LegacySyncReport,
    MirrorChanged,
    MirrorNotFound,
    MirrorWriteId,
    RepairAction,
    ReportChanged,
    ReportNotFound,
    SyncReportId,
    ThingFilter,
    ThingMirrorId,
    WriteChanged,
    WriteNotFound,
    WriteState,
)
from smplat_memory import MemoryLegacyQueries
from smplat_postgres import PostgresLegacyQueries
from tests.builders.legacy import NOON
from tests.builders.things import a_device_mirror, a_write, an_asset_mirror
from tests.contract.databases import Database
from tests.contract.parents import keep_companies

HOUR = timedelta(hours=1)
DEVICE = LegacyEntity.DEVICE
TRIGGER = BreakerSettings(minimum_calls=1)


@pytest.fixture
def queries(database: Database) -> LegacyQueries:
    chosen: LegacyQueries = database.pick(
        memory=lambda tables: MemoryLegacyQueries(tables.legacy), postgres=PostgresLegacyQueries
    )
    return chosen


async def test_mirrors_of_both_kinds_can_be_read_back(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        device, asset = await work.thing_mirrors.save_all([a_device_mirror(), an_asset_mirror()])

    async with database.begin() as work:
        assert await work.thing_mirrors.get(device.id) == device
        assert await work.thing_mirrors.find_all(DEVICE, [device.legacy_id]) == (device,)
        assert await work.thing_mirrors.find_all(DEVICE, [asset.legacy_id]) == ()
    assert await queries.thing(LegacyEntity.ASSET, asset.legacy_id) == asset
    assert await queries.thing(DEVICE, str(device.id)) == device
    told = await database.events()
    names = ["legacy.sync_requested", "legacy.sync_completed"]
    assert [record.name for record in told] == names * 2


async def test_a_mirror_nobody_saved_is_not_found(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        with pytest.raises(MirrorNotFound):
            await work.thing_mirrors.get(ThingMirrorId(uuid4()))
    with pytest.raises(MirrorNotFound):
        await queries.thing(DEVICE, "D-404")


async def test_the_slower_of_two_writers_is_refused(database: Database) -> None:
    async with database.begin() as work:
        (first,) = await work.thing_mirrors.save_all([a_device_mirror()])
        await work.thing_mirrors.save_all([first])

    with pytest.raises(MirrorChanged) as refused:
        async with database.begin() as work:
            await work.thing_mirrors.save_all([first])

    assert refused.value.current_version == 2


async def test_a_legacy_record_has_one_mirror(database: Database) -> None:
    async with database.begin() as work:
        await work.thing_mirrors.save_all([a_device_mirror(1)])

    with pytest.raises(MirrorChanged):
        async with database.begin() as work:
            rival = evolve(a_device_mirror(1), id=ThingMirrorId(uuid4()))
            await work.thing_mirrors.save_all([rival])


async def test_mirrors_are_walked_by_id_and_confirmed_in_bulk(database: Database) -> None:
    async with database.begin() as work:
        saved = await work.thing_mirrors.save_all([a_device_mirror(n) for n in (1, 2, 3)])

    async with database.begin() as work:
        first = await work.thing_mirrors.following(DEVICE, None, limit=2)
        rest = await work.thing_mirrors.following(DEVICE, first[-1].id, limit=2)
        await work.thing_mirrors.confirm([saved[0].id], at=NOON + HOUR)
        await work.thing_mirrors.confirm([saved[0].id], at=NOON)

    assert (first, rest) == (saved[:2], saved[2:])
    async with database.begin() as work:
        confirmed = await work.thing_mirrors.get(saved[0].id)
    assert (confirmed.refreshed_at, confirmed.version) == (NOON + HOUR, 1)


async def test_things_are_listed_by_kind_and_company(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        mine, other, _ = await work.thing_mirrors.save_all(
            [a_device_mirror(1), a_device_mirror(2, company="L-2"), an_asset_mirror()]
        )

    everything = await queries.things(ThingFilter(entity=DEVICE), PageRequest(limit=1))
    of_one = await queries.things(
        ThingFilter(entity=DEVICE, company=LegacyId("L-2")), PageRequest()
    )

    assert everything.items == (mine,)
    assert everything.next_cursor is not None
    assert of_one.items == (other,)


async def test_company_mirrors_are_walked_confirmed_and_listed(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        await keep_companies(work)
        first = await work.company_mirrors.following(None, limit=1)
        rest = await work.company_mirrors.following(first[0].id, limit=5)
        await work.company_mirrors.confirm([first[0].id], at=NOON + HOUR)
        found = await work.company_mirrors.find_all([LegacyId("L-1"), LegacyId("L-404")])

    assert [mirror.legacy_id for mirror in (*first, *rest)] == ["L-1", "L-2"]
    assert [(mirror.legacy_id, mirror.refreshed_at) for mirror in found] == [("L-1", NOON + HOUR)]
    page = await queries.mirrors(PageRequest(), company=first[0].company_id)
    assert page.items == found


async def test_a_record_has_one_pending_change(database: Database, queries: LegacyQueries) -> None:
    async with database.begin() as work:
        await work.thing_mirrors.save_all([a_device_mirror()])
        write = await work.mirror_writes.save(a_write(1))
        assert await work.mirror_writes.pending_for(write.mirror_id) == write

    with pytest.raises(WriteChanged):
        async with database.begin() as work:
            await work.mirror_writes.save(a_write(2))
    async with database.begin() as work:
        held = await work.mirror_writes.get(write.id)
        done = await work.mirror_writes.save(held.settle(at=NOON))
        await work.mirror_writes.save(a_write(2))

    assert await queries.write(write.id) == done
    page = await queries.writes(PageRequest(), state=WriteState.DONE)
    assert page.items == (done,)


async def test_pending_changes_come_oldest_first_and_only_old_ones(database: Database) -> None:
    async with database.begin() as work:
        await work.thing_mirrors.save_all([a_device_mirror(1), a_device_mirror(2)])
        young = await work.mirror_writes.save(a_write(1, created_at=NOON + HOUR))
        old = await work.mirror_writes.save(a_write(2, mirror=2))

    async with database.begin() as work:
        both = await work.mirror_writes.pending(before=NOON + 2 * HOUR, limit=9)
        assert both == (old, young)
        assert await work.mirror_writes.pending(before=NOON + HOUR, limit=9) == (old,)
        with pytest.raises(WriteNotFound):
            await work.mirror_writes.get(MirrorWriteId(uuid4()))


async def test_a_change_saved_from_an_old_copy_is_refused(database: Database) -> None:
    async with database.begin() as work:
        await work.thing_mirrors.save_all([a_device_mirror()])
        write = await work.mirror_writes.save(a_write(1))
        await work.mirror_writes.save(write.failed("away", at=NOON))

    with pytest.raises(WriteChanged):
        async with database.begin() as work:
            await work.mirror_writes.save(write.settle(at=NOON))


def a_report(number: int = 1) -> LegacySyncReport:
    return LegacySyncReport(id=SyncReportId(UUID(int=0x9000 + number)), started_at=NOON)


def a_finding(number: int = 1) -> DriftFinding:
    return DriftFinding(
        id=DriftFindingId(UUID(int=0xA000 + number)),
        report_id=a_report().id,
        entity=DEVICE,
        legacy_id=LegacyId("D-1"),
        mirror_id=UUID(int=1),
        kind=DriftKind.CHANGED,
        field="status",
        ours="active",
        theirs="retired",
        found_at=NOON,
    )


async def test_one_report_is_under_way_at_a_time(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        assert await work.sync_reports.running() is None
        report = await work.sync_reports.save(a_report())
    with pytest.raises(ReportChanged):
        async with database.begin() as work:
            await work.sync_reports.save(a_report(2))

    async with database.begin() as work:
        held = await work.sync_reports.get(report.id)
        held = await work.sync_reports.save(held.go_on(after=UUID(int=9), checked=3, findings=2))
        assert await work.sync_reports.running() == held
        for _ in LegacyEntity:
            held = await work.sync_reports.save(held.next_kind(at=NOON))

    assert await queries.report(report.id) == held
    assert (await queries.reports(PageRequest())).items == (held,)
    (drift,) = await database.events()
    assert (drift.name, drift.payload["findings"]) == ("legacy.drift_found", 2)
    with pytest.raises(ReportNotFound):
        await queries.report(SyncReportId(uuid4()))


async def test_findings_are_kept_in_bulk_and_settled_one_by_one(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        await work.sync_reports.save(a_report())
        await work.sync_reports.add_findings([a_finding(1), a_finding(2)])

    async with database.begin() as work:
        found = await work.sync_reports.finding(a_finding(1).id)
        settled = found.repaired(RepairAction.ACCEPT_LEGACY, at=NOON)
        await work.sync_reports.save_finding(settled)
        with pytest.raises(FindingNotFound):
            await work.sync_reports.finding(DriftFindingId(uuid4()))

    everything = await queries.findings(a_report().id, PageRequest(), state=None)
    waiting = await queries.findings(a_report().id, PageRequest(), state=FindingState.OPEN)
    assert everything.items == (settled, a_finding(2))
    assert waiting.items == (a_finding(2),)


def an_assignment(number: int, *, hour: int = 0, until: int | None = None) -> Assignment:
    return Assignment(
        id=AssignmentId(UUID(int=0xB000 + number)),
        entity=DEVICE,
        legacy_id=LegacyId("D-1"),
        holder=Holder(company=LegacyId("L-1"), order_id=UUID(int=number)),
        since=NOON + hour * HOUR,
        until=None if until is None else NOON + until * HOUR,
        reason="sensor_vendor_first_time",
    )


@pytest.mark.parametrize("rival", [an_assignment(2, hour=1), an_assignment(2, hour=-1, until=1)])
async def test_one_thing_never_has_two_holders_at_once(
    database: Database, rival: Assignment
) -> None:
    async with database.begin() as work:
        await work.assignments.save_all([an_assignment(1)])

    with pytest.raises(AssignmentsOverlap):
        async with database.begin() as work:
            await work.assignments.save_all([rival])


async def test_one_assignment_may_begin_when_the_one_before_ends(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        await work.assignments.save_all([an_assignment(1)])

    async with database.begin() as work:
        lasting = (await work.assignments.current(DEVICE, [LegacyId("D-1")]))[LegacyId("D-1")]
        ended = lasting.end("sensor_return", at=NOON + HOUR)
        again = an_assignment(2, hour=1)
        await work.assignments.save_all([ended, again])
        assert await work.assignments.current(DEVICE, [LegacyId("D-1")]) == {"D-1": again}

    for at, holder in ((NOON, ended), (NOON + HOUR, again), (NOON + 9 * HOUR, again)):
        page = await queries.assignments(AssignmentFilter(entity=DEVICE, at=at), PageRequest())
        assert page.items == (holder,)
    page = await queries.assignments(AssignmentFilter(order_id=UUID(int=1)), PageRequest())
    assert page.items == (ended,)
    first = await queries.assignments(AssignmentFilter(), PageRequest(limit=1))
    rest = await queries.assignments(
        AssignmentFilter(), PageRequest.of(limit=1, cursor=first.next_cursor)
    )
    assert (*first.items, *rest.items) == (again, ended)


async def test_an_assignment_that_ended_as_it_began_takes_no_time(database: Database) -> None:
    async with database.begin() as work:
        await work.assignments.save_all([an_assignment(1, until=0), an_assignment(2)])

    async with database.begin() as work:
        current = await work.assignments.current(DEVICE, [LegacyId("D-1")])
    assert current == {"D-1": an_assignment(2)}


async def test_a_breaker_nobody_moved_is_closed(database: Database, queries: LegacyQueries) -> None:
    async with database.begin() as work:
        assert await work.breakers.peek() == Breaker()
        assert await work.breakers.get() == Breaker()
    assert (await queries.breaker()).state is BreakerState.CLOSED


async def test_the_breaker_is_shared_and_tells_its_news(
    database: Database, queries: LegacyQueries
) -> None:
    async with database.begin() as work:
        held = await work.breakers.get()
        opened = held.heard(CallOutcome.FAILED, TRIGGER, of_round=0, at=NOON)
        saved = await work.breakers.save(opened)

    assert await queries.breaker() == saved
    assert [record.name for record in await database.events()] == ["legacy.bridge_opened"]
    with pytest.raises(BreakerChanged):
        async with database.begin() as work:
            await work.breakers.save(attrs.evolve(opened))


async def test_what_the_breaker_counts_is_kept(database: Database, queries: LegacyQueries) -> None:
    async with database.begin() as work:
        held = await work.breakers.get()
        counted = held.heard(CallOutcome.FAILED, BreakerSettings(), of_round=0, at=NOON)
        await work.breakers.save(counted)

    assert (await queries.breaker()).slots == counted.slots
