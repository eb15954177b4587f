"""One product as buyers see it."""

from typing import Annotated, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, SkipValidation

from smplat_api.access import requires
from smplat_api.catalog.contents import (
    MediaUseBody,
    PresetBody,
    QuantityRuleBody,
    RelatedBody,
)
from smplat_api.catalog.offers import (
    BlueprintBody,
    CalculatorLineBody,
    CustomFieldBody,
    PlanBody,
    PriceChangeBody,
    TrustMetricBody,
    VisibilityRuleBody,
)
from smplat_core.catalog import AddOnMode, ItemKind, OfferProduct, ProductVersion, media_in
from smplat_core.kernel import from_json, to_json

CONTENT: Final = "/api/v1/catalog/media/{media_id}/content"


@frozen
class OfferedOptionView:
    key: str
    label: str
    change: PriceChangeBody | None
    blueprint: BlueprintBody


@frozen
class OfferedGroupView:
    key: str
    label: str
    fewest: int
    most: int
    default: tuple[str, ...]
    options: tuple[OfferedOptionView, ...]
    visible_when: tuple[VisibilityRuleBody, ...]


@frozen
class OfferedAddOnView:
    """Who performs it is the house's business."""

    key: str
    label: str
    mode: AddOnMode
    change: PriceChangeBody | None
    preview_quantity: int | None
    visible_when: tuple[VisibilityRuleBody, ...]
    blueprint: BlueprintBody


@frozen
class _OfferedContent:
    title: str
    category: str
    description: str
    kind: ItemKind
    sku: str
    quantity: QuantityRuleBody
    option_groups: tuple[OfferedGroupView, ...]
    add_ons: tuple[OfferedAddOnView, ...]
    plans: tuple[PlanBody, ...]
    fields: tuple[CustomFieldBody, ...]
    presets: tuple[PresetBody, ...]
    calculators: tuple[CalculatorLineBody, ...]
    related: tuple[RelatedBody, ...]
    media: tuple[MediaUseBody, ...]
    platforms: tuple[str, ...]
    blueprint: BlueprintBody


@frozen
class OfferedProductView:
    """A product on sale, with what can be chosen here and now."""

    product_id: UUID
    slug: str
    version: int
    """Which version is shown: what is configured and bought names it."""
    title: str
    category: str
    description: str
    kind: ItemKind
    sku: str
    platforms: tuple[str, ...]
    """Social platforms it is for; none means it is tied to none."""
    trust: tuple[TrustMetricBody, ...]
    quantity: QuantityRuleBody
    presets: tuple[PresetBody, ...]
    option_groups: tuple[OfferedGroupView, ...]
    add_ons: tuple[OfferedAddOnView, ...]
    plans: tuple[PlanBody, ...]
    fields: tuple[CustomFieldBody, ...]
    calculators: tuple[CalculatorLineBody, ...]
    related: tuple[RelatedBody, ...]
    media: tuple[MediaUseBody, ...]
    pictures: Annotated[dict[str, str], msgspec.Meta(examples=[{}])]
    """Where the bytes of each picture are, by its id."""
    blueprint: BlueprintBody

    @classmethod
    def of(cls, version: ProductVersion) -> "OfferedProductView":
        shown = from_json(to_json(version.content), _OfferedContent)
        return cls(
            product_id=version.product_id,
            slug=version.slug,
            version=version.number,
            title=shown.title,
            category=shown.category,
            description=shown.description,
            kind=shown.kind,
            sku=shown.sku,
            platforms=shown.platforms,
            trust=shown.blueprint.trust,
            quantity=shown.quantity,
            presets=shown.presets,
            option_groups=shown.option_groups,
            add_ons=shown.add_ons,
            plans=shown.plans,
            fields=shown.fields,
            calculators=shown.calculators,
            related=shown.related,
            media=tuple(sorted(shown.media, key=lambda use: use.position)),
            pictures=_pictures(version),
            blueprint=shown.blueprint,
        )


class StorefrontProductController(Controller):
    path = "/products"
    tags = ("catalog",)

    @get(
        "/{slug:str}",
        guards=[requires("catalog:read")],
        operation_id="getProduct",
        summary="Read a product that is on sale",
    )
    async def read(
        self,
        offer_product: NamedDependency[SkipValidation[OfferProduct]],
        slug: FromPath[str],
        channel: FromQuery[str | None] = None,
    ) -> OfferedProductView:
        """In its latest version, without what feature flags hide. 404 `catalog.product_not_found`
        also while it is not sold in this channel, or its flag is off here.
        """
        return OfferedProductView.of(await offer_product(slug, channel=channel))


def _pictures(version: ProductVersion) -> dict[str, str]:
    shown = dict.fromkeys(str(media_id) for _, media_id in media_in(version.content))
    return {media_id: CONTENT.format(media_id=media_id) for media_id in shown}
