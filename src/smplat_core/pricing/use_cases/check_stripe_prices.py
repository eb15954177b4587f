"""The gate before money is asked for: every line's price must stand at the processor as it does here."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from attrs import evolve, frozen

from smplat_core.kernel import Begin, Clock, InputError, Refusal, Unavailable
from smplat_core.pricing.agreements import AgreementQueries
from smplat_core.pricing.one_off import OneOffPrice, one_off_hash
from smplat_core.pricing.ports import PricingWork, ProcessorPrice, ProcessorPrices
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import StripePricesNotReady
from smplat_core.pricing.stand_ins import (
    PricedLine,
    StandIn,
    checked,
    fault,
    own_stand_in,
    stand_in_of,
)

CALLS_AT_ONCE: Final = 8

Own = Mapping[str, OneOffPrice | InputError]
"""Prices made for single lines by content hash, or why there is none."""


@frozen
class CheckStripePrices:
    """The processor's price of each line, in order; or ``StripePricesNotReady`` naming every fault.

    A line whose price is an entry's or an agreement's own needs that price in step. Any other line
    gets a price of the processor's made for its SKU, label and amount, once for all lines like it.
    Asks our own records first and then the processor itself, so it may raise ``Unavailable``;
    call it outside a unit of work. Pointers are ``/lines/<n>``, counted from 0.
    """

    prices: PriceQueries
    agreements: AgreementQueries
    processor: ProcessorPrices
    begin: Begin[PricingWork]
    clock: Clock

    async def __call__(self, lines: Sequence[PricedLine]) -> tuple[str, ...]:
        known = await self._known(lines)
        own = await self._own([line for line, each in zip(lines, known, strict=True) if not each])
        stand_ins = [each or _own_of(line, own) for line, each in zip(lines, known, strict=True)]
        wanted = {each.price_id for each in stand_ins if isinstance(each, StandIn)}
        held = await self.processor.find_prices({id_ for id_ in wanted if id_ is not None})
        await self._forget_lost(own, held)
        results = [
            each if isinstance(each, InputError) else checked(line, each, held)
            for line, each in zip(lines, stand_ins, strict=True)
        ]
        errors = tuple(
            wrong.under(f"/lines/{place}")
            for place, wrong in enumerate(results)
            if isinstance(wrong, InputError)
        )
        if errors:
            raise StripePricesNotReady(
                f"{len(errors)} of {len(lines)} lines cannot be checked out: {errors[0].detail}",
                errors=errors,
            )
        return tuple(price for price in results if isinstance(price, str))

    async def _known(self, lines: Sequence[PricedLine]) -> list[StandIn | InputError | None]:
        """What our records have for each line; nothing for a line that needs a price of its own."""
        entry_ids = {line.price_book_entry_id for line in lines}
        agreement_ids = {line.price_agreement_id for line in lines}
        entries = await self.prices.entries_by_id({id_ for id_ in entry_ids if id_ is not None})
        agreed = {id_ for id_ in agreement_ids if id_ is not None}
        cards = await self.agreements.by_ids(agreed) if agreed else {}
        return [stand_in_of(line, entries, cards) for line in lines]

    async def _own(self, lines: Iterable[PricedLine]) -> Own:
        """The prices of lines that need their own, made where there is none yet."""
        wanted = {one_off_hash(line.sku, line.label, line.unit_price): line for line in lines}
        if not wanted:
            return {}
        async with self.begin() as work:
            known = await work.one_off_prices.find(wanted)
        at_once = asyncio.Semaphore(CALLS_AT_ONCE)

        async def made(price: OneOffPrice) -> OneOffPrice | InputError | Unavailable:
            async with at_once:
                return await self._made(price)

        missing = {
            key: known.get(key) or self._planned(line)
            for key, line in wanted.items()
            if key not in known or known[key].stripe_price_id is None
        }
        found = dict(zip(missing, await asyncio.gather(*map(made, missing.values())), strict=True))
        new = [each for each in found.values() if isinstance(each, OneOffPrice)]
        if new:
            async with self.begin() as work:
                await work.one_off_prices.keep(new)
        for each in found.values():
            if isinstance(each, Unavailable):
                raise each
        return {**known, **{k: v for k, v in found.items() if not isinstance(v, Unavailable)}}

    def _planned(self, line: PricedLine) -> OneOffPrice:
        return OneOffPrice(
            sku=line.sku, label=line.label, unit_price=line.unit_price, created_at=self.clock.now()
        )

    async def _made(self, price: OneOffPrice) -> OneOffPrice | InputError | Unavailable:
        """Made again after a crash it is the same price: the key is made of what it is."""
        try:
            product = await self.processor.put_labeled_product(price.sku, label=price.label)
            made = await self.processor.create_price(
                product, unit_price=price.unit_price, label=price.label, key=price.key
            )
        except Unavailable as down:
            return down
        except Refusal as refused:
            said = f"Stripe would not take the price of {price.sku}: {refused.detail}"
            return fault("failed", said, "another price, or payment by invoice")
        return evolve(price, stripe_price_id=made.id)

    async def _forget_lost(self, own: Own, held: Mapping[str, ProcessorPrice]) -> None:
        """What the processor no longer has is refused now, and made anew when asked again."""
        lost = [
            evolve(price, attempt=price.attempt + 1, stripe_price_id=None)
            for price in own.values()
            if isinstance(price, OneOffPrice) and price.stripe_price_id not in held
        ]
        if lost:
            async with self.begin() as work:
                await work.one_off_prices.keep(lost)


def _own_of(line: PricedLine, own: Own) -> StandIn | InputError:
    price = own[one_off_hash(line.sku, line.label, line.unit_price)]
    return price if isinstance(price, InputError) else own_stand_in(price)
