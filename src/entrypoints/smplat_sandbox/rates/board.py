"""What every currency is worth here, and since when."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import define, field

from smplat_sandbox.world import World

PER_DOLLAR: Final = {
    "USD": "1",
    "AUD": "1.5312",
    "BRL": "5.4021",
    "CAD": "1.4012",
    "CHF": "0.8034",
    "CNY": "7.1163",
    "CZK": "20.9112",
    "DKK": "6.4471",
    "EUR": "0.8634",
    "GBP": "0.7602",
    "INR": "88.7216",
    "JPY": "155.4318",
    "KWD": "0.3069",
    "MXN": "18.3705",
    "NOK": "10.1093",
    "NZD": "1.7691",
    "PLN": "3.6628",
    "SEK": "9.4766",
}
"""What one US dollar buys: made up, and about right."""

AFTER_MIDNIGHT: Final = timedelta(minutes=2, seconds=31)
"""The source speaks once a day, at this moment."""

DIGITS: Final = Decimal("0.000001")


@define
class Board:
    world: World
    per_dollar: dict[str, Decimal] = field(init=False)
    stopped_at: datetime | None = None
    """Since then it says the same; ``None`` while it speaks anew each day."""

    def __attrs_post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.per_dollar = {code: Decimal(rate) for code, rate in PER_DOLLAR.items()}
        self.stopped_at = None

    def said_at(self) -> datetime:
        """When it last said what it says."""
        now = self.stopped_at or self.world.clock.now().astimezone(UTC)
        today = now.replace(hour=0, minute=0, second=0, microsecond=0) + AFTER_MIDNIGHT
        return today if today <= now else today - timedelta(days=1)

    def rates(self, base: str) -> dict[str, float]:
        """Each currency per unit of ``base``, as JSON numbers of six decimals: its wire format."""
        dollar = self.per_dollar[base]
        return {
            code: float((rate / dollar).quantize(DIGITS)) for code, rate in self.per_dollar.items()
        }

    def set(self, code: str, rate: Decimal) -> None:
        self.per_dollar[code] = rate
        self.world.changed()

    def stop(self) -> None:
        self.stopped_at = self.world.clock.now()
        self.world.changed()

    def go_on(self) -> None:
        self.stopped_at = None
        self.world.changed()

    def snapshot(self) -> Mapping[str, object]:
        return {
            "per_dollar": {code: str(rate) for code, rate in self.per_dollar.items()},
            "stopped_at": self.stopped_at.isoformat() if self.stopped_at else None,
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        self.per_dollar = {code: Decimal(rate) for code, rate in data["per_dollar"].items()}
        stopped = data["stopped_at"]
        self.stopped_at = datetime.fromisoformat(stopped) if stopped else None
