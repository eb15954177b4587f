"""What products in a list cost, as they would be bought without choosing anything."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.catalog import Selection
from smplat_core.catalog.search import FoundProduct
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency
from smplat_core.pricing.configured.requests import ProductRequest, QuotedLine
from smplat_core.pricing.experiments import Visitor
from smplat_core.pricing.use_cases.price_lines import PriceLines
from smplat_core.pricing.vocabulary import Region


@frozen(kw_only=True)
class Viewer:
    """For whom prices are shown."""

    currency: Currency
    region: Region | None = None
    company_id: CompanyId | None = None
    channel: str | None = None
    visitor: Visitor | None = None


@frozen
class PriceCards:
    """The price of each found product with its defaults, and its samples where there is none.

    ``None`` for a product that has no price for this viewer. As many reads for one as for many.
    """

    price_lines: PriceLines

    async def __call__(
        self, found: Sequence[FoundProduct], viewer: Viewer
    ) -> tuple[QuotedLine | None, ...]:
        if not found:
            return ()
        outcomes = await self.price_lines([_request(each, viewer) for each in found])
        return tuple(outcome.quoted for outcome in outcomes)


def _request(found: FoundProduct, viewer: Viewer) -> ProductRequest:
    return ProductRequest(
        product=found.slug,
        selection=Selection(fields=found.samples),
        currency=viewer.currency,
        region=viewer.region,
        company_id=viewer.company_id,
        channel=viewer.channel,
        visitor=viewer.visitor,
    )
