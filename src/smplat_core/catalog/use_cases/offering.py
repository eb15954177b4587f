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
        """Related products are those a buyer could open as well.

        ``ProductNotFound`` also while it is not sold in this channel, or its flag is off.
        """
        version = (await self.products.published([slug])).get(slug)
        if version is None:
            raise _not_here(slug)
        related = {each.slug for each in version.content.related}
        beside = await self.products.published(related) if related else {}
        flags = await self.flags.of({slug, *beside}, channel=channel)
        if not is_offered(version.content, channel=channel, flags=flags[slug]):
            raise _not_here(slug)
        open_here = {
            other
            for other, sold in beside.items()
            if is_offered(sold.content, channel=channel, flags=flags[other])
        }
        content = offered(version.content, flags[slug])
        kept = tuple(each for each in content.related if each.slug in open_here)
        return evolve(version, content=evolve(content, related=kept))


def _not_here(slug: str) -> ProductNotFound:
    return ProductNotFound(f"no product {slug!r} is sold here")
