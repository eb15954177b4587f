"""Trying out whether a product could be published, without keeping anything."""

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.ports import CatalogWork, PublicationWarning
from smplat_core.catalog.use_cases.check_content import CheckPublication
from smplat_core.catalog.vocabulary import ProductId
from smplat_core.kernel import Begin, InputError, Invalid, NotAllowed, Refusal


@frozen(kw_only=True)
class Inspection:
    """All that publishing would say."""

    errors: tuple[InputError, ...] = ()
    """What would forbid it, by pointers into the content; those of a draft forbid saving too."""
    warnings: tuple[PublicationWarning, ...] = ()


@frozen
class InspectProduct:
    """A dry run: every fault and every warning of content as if it were published now."""

    begin: Begin[CatalogWork]
    check: CheckPublication

    async def __call__(
        self, product_id: ProductId, content: ProductContent | None = None
    ) -> Inspection:
        """Of the content given, or else of the draft there is; or ``ProductNotFound``."""
        async with self.begin() as work:
            product = await work.products.get(product_id)
            looked_at = product.draft if content is None else content
            errors = await self.check.check.errors(looked_at, slug=product.slug)
            errors += await self.check.missing(looked_at, products=work.products)
            if errors:
                return Inspection(errors=errors)
            try:
                warnings = await self.check(looked_at, slug=product.slug, products=work.products)
            except (Invalid, NotAllowed) as refusal:
                return Inspection(errors=_told(refusal))
            return Inspection(warnings=warnings)


def _told(refusal: Refusal) -> tuple[InputError, ...]:
    return refusal.errors or (InputError("", refusal.code, refusal.detail),)
