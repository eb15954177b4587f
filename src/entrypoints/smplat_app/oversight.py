"""Use cases of the oversight context, and how long things may wait."""

from datetime import timedelta

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.oversight import ListStuck, Patience, ReadKpis, StuckKind, TakeReadings


class OversightUseCases(Ports):
    list_stuck = Singleton(
        ListStuck, queries=Ports.stuck_queries, clock=Ports.clock, patience=Ports.patience
    )
    read_kpis = Singleton(ReadKpis, measurements=Ports.measurements, clock=Ports.clock)
    take_readings = Singleton(
        TakeReadings,
        measurements=Ports.measurements,
        stuck=Ports.stuck_queries,
        clock=Ports.clock,
        patience=Ports.patience,
    )


def patience_of(text: str) -> Patience:
    """``job_overdue=60,shipment_silent=864000`` as the settings write it."""
    pairs = (part.split("=") for part in text.replace(" ", "").split(",") if part)
    return {StuckKind(kind): timedelta(seconds=int(seconds)) for kind, seconds in pairs}
