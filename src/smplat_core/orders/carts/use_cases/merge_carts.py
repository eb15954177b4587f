"""Pouring one cart into another when its buyer has logged in."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.orders.carts.lifecycle import CartStatus
from smplat_core.orders.carts.looking import LookAtLines, visitor_of
from smplat_core.orders.carts.ports import CartsWork
from smplat_core.orders.carts.use_cases.change_lines import SeenCart
from smplat_core.orders.carts.vocabulary import CannotMerge, CartId, Sight


@frozen
class MergeCarts:
    """The lines of one cart in another, priced for the buyer of the other.

    What both want is wanted that many times. Merged again the same way, nothing changes.
    """

    begin: Begin[CartsWork]
    look: LookAtLines
    clock: Clock

    async def __call__(self, source_id: CartId, target_id: CartId, *, sight: Sight) -> SeenCart:
        if source_id == target_id:
            raise CannotMerge("a cart cannot be merged into itself")
        async with self.begin() as work:
            # always held in the same order, so that two merges never wait for one another
            carts = {
                cart_id: await work.carts.get(cart_id, sight)
                for cart_id in sorted((source_id, target_id))
            }
            source, target = carts[source_id], carts[target_id]
            if source.status is CartStatus.MERGED and source.merged_into == target_id:
                return SeenCart(cart=target)
            source.check_open()
            now = self.clock.now()
            together = target.absorb(source, at=now)
            look = await self.look(together, together.lines)
            visitor = visitor_of(together)
            if visitor is not None and look.assignments:
                await work.experiment_records.assigned(visitor, look.assignments, at=now)
            await work.carts.save(source.merged(target_id, at=now))
            fresh = together.repriced(look.lines, look.changes, at=now)
            return SeenCart(cart=await work.carts.save(fresh), changes=look.changes)
