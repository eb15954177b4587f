"""Use cases of the legacy context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.jobs import JobHandler
from smplat_core.legacy import (
    DETECT_DRIFT,
    FINISH_WRITES,
    REFRESH_ALL,
    AskForDriftReport,
    AskForRefresh,
    CarryOut,
    DetectDrift,
    FinishWrites,
    ReadMirror,
    RecordedBridge,
    RefreshAll,
    RefreshMirror,
    RefreshMirrors,
    RepairDrift,
    ResetBridge,
    WriteThrough,
)

BEGIN, CLOCK, IDS, POLICY = Ports.begin, Ports.clock, Ports.ids, Ports.legacy_policy


class LegacyUseCases(Ports):
    recorded_bridge = Singleton(
        RecordedBridge,
        bridge=Ports.legacy_bridge,
        begin=BEGIN,
        clock=CLOCK,
        ids=IDS,
        settings=POLICY.provided.breaker,
    )
    """The one to call through: it asks the breaker, and writes every call down."""
    reset_bridge = Singleton(ResetBridge, begin=BEGIN, clock=CLOCK)

    refresh_mirror = Singleton(
        RefreshMirror, begin=BEGIN, bridge=recorded_bridge, clock=CLOCK, ids=IDS
    )
    refresh_mirrors = Singleton(
        RefreshMirrors, begin=BEGIN, bridge=recorded_bridge, clock=CLOCK, ids=IDS
    )
    ask_for_refresh = Singleton(AskForRefresh, begin=BEGIN)
    refresh_all = Singleton(RefreshAll, begin=BEGIN, bridge=recorded_bridge, clock=CLOCK, ids=IDS)
    read_mirror = Singleton(
        ReadMirror,
        queries=Ports.legacy_queries,
        refresh=refresh_mirror,
        clock=CLOCK,
        policy=POLICY,
    )

    carry_out = Singleton(CarryOut, begin=BEGIN, bridge=recorded_bridge, clock=CLOCK, ids=IDS)
    write_through = Singleton(
        WriteThrough,
        begin=BEGIN,
        refresh=refresh_mirror,
        carry_out=carry_out,
        clock=CLOCK,
        ids=IDS,
    )
    finish_writes = Singleton(FinishWrites, begin=BEGIN, carry_out=carry_out, clock=CLOCK)

    ask_for_drift_report = Singleton(AskForDriftReport, begin=BEGIN)
    detect_drift = Singleton(
        DetectDrift, begin=BEGIN, bridge=recorded_bridge, clock=CLOCK, ids=IDS, policy=POLICY
    )
    repair_drift = Singleton(
        RepairDrift,
        begin=BEGIN,
        refresh=refresh_mirror,
        write_through=write_through,
        clock=CLOCK,
    )


def jobs(app: LegacyUseCases) -> dict[str, JobHandler]:
    return {
        REFRESH_ALL: app.refresh_all(),
        FINISH_WRITES: app.finish_writes(),
        DETECT_DRIFT: app.detect_drift(),
    }
