"""What a buyer gets to see of one product, here and now."""

from attrs import frozen

from smplat_core.catalog.model import ProductVersion
from smplat_core.catalog.offered import is_offered, offered
from smplat_core.catalog.queries import ProductQueries
from smplat_core.catalog.refusals import ProductNotFound
from smplat_core.catalog.use_cases.flags import FlagsInForce
from smplat_core.kernel import evolve


@frozen
class OfferProduct:
    """The version on sale without the parts whose flags are off; for a shop to show."""

    products: ProductQueries
    flags: FlagsInForce

    async def __call__(self, slug: str, *, channel: str | None = None) -> ProductVersion:
        """``ProductNotFound`` also while it is not sold in this channel, or its flag is off."""
        version = (await self.products.published([slug])).get(slug)
        flags = await self.flags(channel=channel, product=slug)
        if version is None or not is_offered(version.content, channel=channel, flags=flags):
            raise ProductNotFound(f"no product {slug!r} is sold here")
        return evolve(version, content=offered(version.content, flags))
