"""Whether money may still be taken at the exchange rates lines were bound at."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Clock, InputError
from smplat_core.pricing.fx import RateStale
from smplat_core.pricing.queries import PriceQueries


@frozen
class CheckRates:
    """Refuses (``RateStale``) when a line was converted by a rate that is too old by now.

    A bound price never moves, so such an order is placed anew. One read.
    """

    prices: PriceQueries
    clock: Clock
    limit: timedelta
    """How old a rate may be to take money by it."""

    async def __call__(self, order_items: Sequence[UUID]) -> None:
        """Pointers are ``/lines/<n>``, counted from 0 in the order given."""
        bound = await self.prices.resolutions(order_items)
        now, errors = self.clock.now(), list[InputError]()
        for place, item in enumerate(order_items):
            found = bound.get(item)
            rates = found.configured.recipe.rates if found and found.configured else ()
            old = [rate for rate in rates if rate.age(at=now) > self.limit]
            if old:
                said = (
                    f"{old[0].base} was converted into {old[0].quote} by a rate of"
                    f" {old[0].quoted_at.isoformat()}, older than {self.limit}"
                )
                remedy = "cancel the order, and place it anew at the rate of now"
                errors.append(InputError(f"/lines/{place}", RateStale.code, said, remedy))
        if errors:
            raise RateStale(errors[0].detail, errors=tuple(errors))
