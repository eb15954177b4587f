"""The product beside a bare handler, in turns, so that a machine that slows down slows both."""

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, Final

from attrs import Factory, define

from benchmarks.house import House, Load

ROUNDS: Final = 5


@define
class Beside:
    """Rounds of load on both, and on Postgres without any server."""

    ours: list[Load] = Factory(list)
    bare: list[Load] = Factory(list)
    raw: list[float] = Factory(list)

    @classmethod
    def measure(
        cls,
        house: House,
        *,
        ours: str,
        bare: str,
        raw: str,
        count: int,
        **options: Any,  # noqa: ANN401 - JSON for the clients
    ) -> "Beside":
        found = cls()
        with house.api() as port, house.bare() as bare_port:
            for number in range(ROUNDS):
                first = number * count * 2
                found.ours.append(house.load(port, ours, count=count, first=first, **options))
                found.bare.append(house.load(bare_port, bare, count=count, first=first, **options))
                found.raw.append(house.raw(raw, count))
        if refused := sum(load.refused for load in (*found.ours, *found.bare)):
            raise RuntimeError(f"{refused} requests were refused")
        return found

    @property
    def share(self) -> float:
        """Our requests per second for each one of the bare handler's."""
        return median(_ratios([r.per_second for r in self.ours], [r.per_second for r in self.bare]))

    @property
    def tail(self) -> float:
        """Our p95 over the bare handler's."""
        return median(_ratios([r.p95 for r in self.ours], [r.p95 for r in self.bare]))

    def typical(self) -> Iterator[tuple[str, float, str]]:
        yield "ours", median(r.per_second for r in self.ours), "/s"
        yield "ours: p50", median(r.p50 for r in self.ours) * 1e3, "ms"
        yield "bare handler", median(r.per_second for r in self.bare), "/s"
        yield "bare handler: p50", median(r.p50 for r in self.bare) * 1e3, "ms"
        yield "raw asyncpg", median(self.raw), "/s"


def _ratios(one: Sequence[float], other: Sequence[float]) -> list[float]:
    return [mine / theirs for mine, theirs in zip(one, other, strict=True)]
