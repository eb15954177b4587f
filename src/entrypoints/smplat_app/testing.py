"""The shape for tests and embedders: everything in memory, standing still, predictable."""

from attrs import frozen
from dependency_injector.providers import Object, Provider

from smplat_app.container import UseCases
from smplat_memory import (
    ManualClock,
    MemoryApiKeyQueries,
    MemoryDatabase,
    MemoryEventLogQueries,
    MemoryJobQueries,
    SequentialIds,
    SequentialTokens,
)


@frozen
class MemoryShape:
    """A whole system in this process; nothing outside is touched."""

    database: MemoryDatabase
    clock: ManualClock
    use_cases: UseCases


def memory_shape() -> MemoryShape:
    clock, ids = ManualClock(), SequentialIds()
    database = MemoryDatabase(clock=clock, ids=ids)
    tables = database.tables
    ports: dict[str, Provider[object]] = {
        "begin": Object(database.begin),
        "clock": Object(clock),
        "ids": Object(ids),
        "tokens": Object(SequentialTokens()),
        "event_log_queries": Object(MemoryEventLogQueries(tables.log)),
        "job_queries": Object(MemoryJobQueries(tables.jobs, tables.log)),
        "api_key_queries": Object(MemoryApiKeyQueries(tables.access)),
    }
    return MemoryShape(database, clock, UseCases(**ports))
