"""The devices and assets the legacy system has always known."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from attrs import asdict, evolve, frozen

THING_STATUSES: Final = ("active", "inactive", "retired", "returned", "in_repair")
"""What it calls the state of a device or an asset; `in_repair` is a word few expect."""


@frozen
class Device:
    """A sensor. `updated_at` is aware UTC."""

    id: str
    serial: str
    model: str
    status: str
    company: str | None
    asset: str | None
    updated_at: datetime

    def wire(self) -> dict[str, str | None]:
        return {**asdict(self), "updated_at": told(self.updated_at)}


@frozen
class Asset:
    """What sensors are mounted on. `updated_at` is aware UTC."""

    id: str
    name: str
    site: str
    status: str
    company: str | None
    updated_at: datetime

    def wire(self) -> dict[str, str | None]:
        return {**asdict(self), "updated_at": told(self.updated_at)}


def told(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds").replace("+00:00", "Z")


MADE: Final = datetime(2026, 6, 1, 8, 30, tzinfo=UTC)

ASSETS: Final = tuple(
    Asset(f"AST-{number}", name, site, "active", company, MADE)
    for number, name, site, company in (
        (4001, "Cold room 1", "Hamburg", "LEG-1001"),
        (4002, "Cold room 2", "Hamburg", "LEG-1001"),
        (4003, "Container 17", "Rotterdam", "LEG-1002"),
        (4004, "Milk tank A", "Kempten", "LEG-1003"),
        (4005, "Silo 3", "Regina", "LEG-1004"),
        (4006, "Freezer aisle", "Chicago", "LEG-1006"),
        (4007, "Pump house", "Leeds", "LEG-1009"),
        (4008, "Greenhouse 5", "Maple Ridge", "LEG-1011"),
    )
)

DEVICES: Final = tuple(
    Device(f"DEV-{number}", f"SN-{number}", model, status, company, asset, MADE)
    for number, model, status, company, asset in (
        (7001, "SENS-T100", "active", "LEG-1001", "AST-4001"),
        (7002, "SENS-T100", "active", "LEG-1001", "AST-4002"),
        (7003, "SENS-H200", "inactive", "LEG-1001", None),
        (7004, "SENS-T100", "active", "LEG-1002", "AST-4003"),
        (7005, "SENS-L300", "active", "LEG-1003", "AST-4004"),
        (7006, "SENS-L300", "active", "LEG-1004", "AST-4005"),
        (7007, "SENS-T100", "active", "LEG-1006", "AST-4006"),
        (7008, "SENS-H200", "active", "LEG-1006", None),
        (7009, "SENS-P400", "active", "LEG-1009", "AST-4007"),
        (7010, "SENS-H200", "in_repair", "LEG-1011", "AST-4008"),
        (7011, "SENS-T100", "retired", None, None),
        (7012, "GW-LORA-8", "active", "LEG-1001", None),
    )
)

Thing = Device | Asset
KINDS: Final[Mapping[str, type[Device] | type[Asset]]] = {"devices": Device, "assets": Asset}


def changed(thing: Thing, facts: Mapping[str, object], *, at: datetime) -> Thing:
    """With these facts; empty text is nothing."""
    given: dict[str, Any] = {
        name: (value or None) if name in ("company", "asset") else value
        for name, value in facts.items()
    }
    return evolve(thing, **given, updated_at=at.replace(microsecond=0))


def stored(rows: list[dict[str, Any]], kind: type[Device] | type[Asset]) -> dict[str, Any]:
    """What a snapshot kept of one kind."""
    things = [
        kind(**{**row, "updated_at": datetime.fromisoformat(row["updated_at"])}) for row in rows
    ]
    return {thing.id: thing for thing in things}
