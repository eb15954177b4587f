"""Open a new price book."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.pricing.model import PriceBook
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.vocabulary import PriceBookId, Region


@frozen
class CreatePriceBook:
    """An empty book; ``PriceBookExists`` when its code is taken."""

    begin: Begin[PricingWork]
    clock: Clock
    ids: Ids

    async def __call__(self, *, code: str, name: str, region: Region | None) -> PriceBook:
        book = PriceBook.create(
            PriceBookId(self.ids.new()), code=code, name=name, region=region, at=self.clock.now()
        )
        async with self.begin() as work:
            return await work.price_books.save(book)
