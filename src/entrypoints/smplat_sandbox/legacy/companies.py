"""The companies the legacy system has always known."""

from datetime import UTC, datetime
from typing import Final

from attrs import frozen

STATUSES: Final = ("active", "suspended", "closed", "dormant")
"""What the legacy system calls the state of a company; `dormant` is a word few expect."""


@frozen
class Company:
    """`updated_at` is aware UTC."""

    id: str
    name: str
    status: str
    updated_at: datetime

    def wire(self) -> dict[str, str]:
        moment = self.updated_at.isoformat(timespec="seconds").replace("+00:00", "Z")
        return {"id": self.id, "name": self.name, "status": self.status, "updated_at": moment}


SEED: Final = tuple(
    Company(f"LEG-{number}", name, status, datetime(2026, month, day, 8, 30, tzinfo=UTC))
    for number, name, status, month, day in (
        (1001, "Northwind Cold Storage GmbH", "active", 1, 12),
        (1002, "Harbor Line Logistics B.V.", "active", 2, 3),
        (1003, "Alpenmilch Molkerei eG", "active", 2, 19),
        (1004, "Prairie Grain Elevators Ltd.", "active", 3, 7),
        (1005, "Atelier Ferronnerie Dubois SARL", "active", 3, 28),
        (1006, "Kestrel Facility Partners LLC", "active", 4, 15),
        (1007, "Sakura Shokuhin K.K.", "active", 5, 2),
        (1008, "Østfjord Fiskeindustri AS", "active", 5, 21),
        (1009, "Bluewater Pump & Valve Co.", "active", 6, 30),
        (1010, "Grupo Hortícola del Segura S.L.", "suspended", 8, 11),
        (1011, "Maple Ridge Greenhouses Inc.", "dormant", 9, 4),
        (1012, "Old Mill Textiles plc", "closed", 10, 23),
    )
)
