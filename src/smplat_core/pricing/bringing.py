"""Bringing prices to the payment processor, whatever kind of row holds them."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import Generic, Protocol, Self, TypeVar

from attrs import AttrsInstance, frozen

from smplat_core.catalog import Sku
from smplat_core.jobs import JobRun
from smplat_core.kernel import Clock, Money, NotFound, Refusal, Stale, Unavailable, evolve
from smplat_core.pricing.ports import ProcessorPrice, ProcessorPrices
from smplat_core.pricing.sync import StripeSync
from smplat_core.pricing.vocabulary import SyncState


class Twinned(AttrsInstance, Protocol):
    """A price of ours that the processor has to hold too."""

    @property
    def id(self) -> object: ...

    @property
    def sku(self) -> Sku: ...

    @property
    def label(self) -> str: ...

    @property
    def unit_price(self) -> Money: ...

    @property
    def archived_at(self) -> datetime | None: ...

    @property
    def sync(self) -> StripeSync: ...

    @property
    def sync_state(self) -> SyncState: ...

    @property
    def content_hash(self) -> str: ...

    @property
    def version(self) -> int: ...

    def sync_failed(self, error: str, *, at: datetime) -> Self: ...


T = TypeVar("T", bound=Twinned)
Step = Callable[[T], T]
Change = Callable[[T, Step[T]], Awaitable[T]]
"""Takes the price as it is by now a step further, in a unit of work of its own, and returns it.
A step that answers with what it was given changes nothing."""
Put = Callable[[Sku, str], Awaitable[str]]
"""The id of the product a price of this SKU and label belongs to, made if need be."""


@frozen
class BringPrices(Generic[T]):
    """Reads, calls and settles price by price, and never calls inside a unit of work.

    A crash in between is repeated under the same keys, so the processor ends with one price per
    row. A price the processor refuses is marked failed; one it had no time for stays as it was
    until the job's attempts are spent.
    """

    clock: Clock
    processor: ProcessorPrices
    change: Change[T]
    put: Put
    overtaken: Callable[[T], Stale]
    """What is raised when another job brought a newer price meanwhile."""

    async def __call__(self, run: JobRun, prices: Iterable[T]) -> None:
        products: dict[tuple[Sku, str], str] = {}
        for price in prices:
            if price.sync_state is SyncState.SYNCED:
                continue
            try:
                await self._bring(price, products)
            except Unavailable as down:
                if run.attempt >= run.max_attempts:
                    await self._fail(price, down)
                else:
                    await self._delay(price, down)
                raise
            except Stale:
                raise
            except Refusal as refused:
                await self._fail(price, refused)

    async def _bring(self, ours: T, products: dict[tuple[Sku, str], str]) -> None:
        if ours.archived_at is not None:
            return await self._settle(ours, await self._retire(ours.sync.stripe_price_id))
        named = (ours.sku, ours.label)
        if named not in products:
            products[named] = await self.put(ours.sku, ours.label)
        price = await self._revive(ours)
        if price is None:
            price = await self.processor.create_price(
                products[named],
                unit_price=ours.unit_price,
                label=ours.label,
                key=f"{ours.id}:{ours.content_hash}:{ours.sync.requested_at.isoformat()}",
            )
            await self._retire(ours.sync.stripe_price_id)
        return await self._settle(ours, price)

    async def _revive(self, ours: T) -> ProcessorPrice | None:
        """The price the processor already has, when its amount is still right."""
        known = ours.sync.stripe_price_id
        if known is None or ours.sync.stripe_price != ours.unit_price:
            return None
        try:
            price = await self.processor.change_price(known, label=ours.label, active=True)
        except NotFound:
            return None
        return price if price.unit_price == ours.unit_price else None

    async def _retire(self, price_id: str | None) -> ProcessorPrice | None:
        """Take a price off sale; one that is gone is off sale already."""
        if price_id is None:
            return None
        try:
            return await self.processor.change_price(price_id, label=None, active=False)
        except NotFound:
            return None

    async def _settle(self, brought: T, price: ProcessorPrice | None) -> None:
        is_overtaken = False

        def settled(latest: T) -> T:
            nonlocal is_overtaken
            is_overtaken = latest.sync.stripe_price_id != brought.sync.stripe_price_id
            if is_overtaken:
                return latest
            sync = latest.sync.settled(
                content_hash=brought.content_hash,
                price=price.unit_price if price else latest.sync.stripe_price,
                stripe_product_id=price.product_id if price else latest.sync.stripe_product_id,
                stripe_price_id=price.id if price else latest.sync.stripe_price_id,
                at=self.clock.now(),
            )
            return evolve(latest, sync=sync)

        latest = await self.change(brought, settled)
        if is_overtaken:
            # another job brought a newer price meanwhile; ours must not stay on sale beside it
            if price is not None and price.id != latest.sync.stripe_price_id:
                await self._retire(price.id)
            raise self.overtaken(latest)

    async def _delay(self, price: T, down: Refusal) -> None:
        error = f"{down.code}: {down.detail}"
        await self.change(price, lambda latest: evolve(latest, sync=latest.sync.delayed(error)))

    async def _fail(self, price: T, refused: Refusal) -> None:
        error = f"{refused.code}: {refused.detail}"
        await self.change(price, lambda latest: latest.sync_failed(error, at=self.clock.now()))
