"""Looking at one selection of a product: what it shows, what is wrong, what it costs."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import Factory, frozen
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_api.access import Caller, requires
from smplat_api.catalog.configured_views import ConfiguredView
from smplat_api.metrics import INPUT_REFUSED, SELECTION_CLEARED, SELECTION_EXAMINED
from smplat_api.selections import SelectionBody
from smplat_api.visitors import visitor_of
from smplat_api.wire import ShortText
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency
from smplat_core.pricing import ConfigureProduct, LookedAt, ProductRequest, region_of


@frozen
class ConfigureBody:
    """A selection, and where, by whom and how often it is wanted."""

    currency: Annotated[str, msgspec.Meta(examples=["EUR"])]
    selection: SelectionBody = Factory(SelectionBody)
    quantity: int | None = None
    """How many configured units; what the preset says, or else the least there is."""
    version: int | None = None
    """The version the buyer looks at: another one on sale is an error then."""
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None
    channel: ShortText | None = None
    platform: ShortText | None = None
    company_id: UUID | None = None
    session: ShortText | None = None
    """Of the shop: whom experiments know before they know the buyer."""
    buyer: ShortText | None = None
    """Whom experiments know; the company when it is left out."""

    def to_request(self, product: str, caller: Caller) -> ProductRequest:
        company = CompanyId(self.company_id) if self.company_id else caller.company
        if company is not None:
            caller.must_reach(company)
        return ProductRequest(
            product=product,
            version=self.version,
            selection=self.selection.to_selection(),
            quantity=self.quantity,
            currency=Currency.of(self.currency),
            region=region_of(self.region) if self.region is not None else None,
            company_id=company,
            channel=self.channel,
            platform=self.platform,
            visitor=visitor_of(buyer=self.buyer, session=self.session, company=company),
        )


class ConfigureController(Controller):
    path = "/catalog/products"
    tags = ("catalog",)

    @post(
        "/{product:str}/configure",
        guards=[requires("catalog:read")],
        status_code=200,
        operation_id="configureProduct",
        summary="See what a selection shows and costs",
    )
    async def configure(
        self,
        configure_product: NamedDependency[SkipValidation[ConfigureProduct]],
        caller: NamedDependency[SkipValidation[Caller]],
        product: FromPath[str],
        data: JSONBody[ConfigureBody],
    ) -> ConfiguredView:
        """By id or slug, in the version that is on sale. 200 whatever is wrong with the selection:
        `errors` name everything by pointer, with what would be accepted, and `price` is there
        when nothing is. 404 `catalog.product_not_found` when nothing of that name is on sale.

        Nothing is kept: no price, no exposure to an experiment. What the sale earns is for keys of
        the house with the scope `pricing:read`.
        """
        found = await configure_product(data.to_request(product, caller))
        _count(found)
        return ConfiguredView.of(found, caller)


def _count(found: LookedAt) -> None:
    outcome = "refused" if found.errors else "valid"
    preset = "without" if found.examination.selection.preset is None else "with"
    SELECTION_EXAMINED.labels(outcome, preset).inc()
    SELECTION_CLEARED.inc(len(found.examination.cleared))
    for error in found.errors:
        INPUT_REFUSED.labels(error.code).inc()
