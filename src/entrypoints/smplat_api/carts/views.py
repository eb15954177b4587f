"""Carts as callers see them."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.catalog.configured_views import SelectionErrorView
from smplat_api.configurations import ChosenSelectionView, ConfigurationView
from smplat_api.pricing.steps import StepView
from smplat_api.wire import MoneyBody
from smplat_core.catalog import ItemKind
from smplat_core.orders.carts import (
    Cart,
    CartCard,
    CartLine,
    CartStatus,
    LineChange,
    LinePrice,
    SavedConfiguration,
    SeenCart,
)
from smplat_core.pricing import PriceType, step_sentences


@frozen
class LinePriceView:
    """What a line costs as of its last look."""

    label: str
    kind: ItemKind
    quantity: int
    unit_price: MoneyBody
    line_total: MoneyBody
    price_type: PriceType
    resolved_at: datetime
    ledger: tuple[StepView, ...]
    """From the base price to that of one unit; each total is the one before, and the delta."""
    configuration: ConfigurationView | None
    attributes: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, price: LinePrice) -> "LinePriceView":
        currency = price.unit_price.currency
        said = step_sentences(price.ledger, currency)
        return cls(
            label=price.label,
            kind=price.kind,
            quantity=price.quantity,
            unit_price=MoneyBody.of(price.unit_price),
            line_total=MoneyBody.of(price.line_total),
            price_type=price.price_type,
            resolved_at=price.resolved_at,
            ledger=tuple(
                StepView.of(step, currency, sentence)
                for step, sentence in zip(price.ledger, said, strict=True)
            ),
            configuration=(
                ConfigurationView.of(price.configuration) if price.configuration else None
            ),
            attributes=dict(price.attributes),
        )


@frozen
class CartLineView:
    """What is wanted, and either its price or why it has none now."""

    id: UUID
    sku: str | None
    product: str | None
    selection: ChosenSelectionView
    quantity: int | None
    """As asked for; null left it to the preset, or to the least there is."""
    platform: str | None
    platform_context: Mapping[str, str]
    price: LinePriceView | None
    errors: tuple[SelectionErrorView, ...]

    @classmethod
    def of(cls, line: CartLine) -> "CartLineView":
        wish = line.wish
        return cls(
            id=line.id,
            sku=wish.sku,
            product=wish.product,
            selection=ChosenSelectionView.of(wish.selection),
            quantity=wish.quantity,
            platform=wish.platform,
            platform_context=wish.platform_context,
            price=LinePriceView.of(line.price) if line.price else None,
            errors=tuple(map(SelectionErrorView.of, line.errors)),
        )


@frozen
class ChangeView:
    """One thing that is not what it was when the cart was last looked at."""

    line_id: UUID
    code: str
    detail: str
    """What, and why."""
    before: str | None
    after: str | None

    @classmethod
    def of(cls, change: LineChange) -> "ChangeView":
        return cls(change.line_id, change.code, change.detail, change.before, change.after)


@frozen
class CartView:
    id: UUID
    company_id: UUID | None
    contact_id: UUID | None
    status: CartStatus
    currency: str
    region: str | None
    channel: str | None
    lines: tuple[CartLineView, ...]
    total: MoneyBody
    """Of the lines that have a price."""
    is_ready: bool
    """Whether it can be ordered as far as its lines go."""
    order_id: UUID | None
    merged_into: UUID | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    """When it is forgotten unless somebody touches it."""
    version: int
    changes: tuple[ChangeView, ...] = ()
    """What this request found to be different from what the cart showed before, and why."""

    @classmethod
    def of(cls, cart: Cart, changes: tuple[LineChange, ...] = ()) -> "CartView":
        return cls(
            id=cart.id,
            company_id=cart.owner.company_id,
            contact_id=cart.owner.contact_id,
            status=cart.status,
            currency=cart.currency.value,
            region=cart.region,
            channel=cart.channel,
            lines=tuple(map(CartLineView.of, cart.lines)),
            total=MoneyBody.of(cart.total),
            is_ready=cart.is_ready,
            order_id=cart.order_id,
            merged_into=cart.merged_into,
            created_at=cart.created_at,
            updated_at=cart.updated_at,
            expires_at=cart.expires_at,
            version=cart.version,
            changes=tuple(map(ChangeView.of, changes)),
        )

    @classmethod
    def seen(cls, seen: SeenCart) -> "CartView":
        return cls.of(seen.cart, seen.changes)


@frozen
class OpenedCartView:
    """A new cart. ``token`` is in this answer and nowhere else: an anonymous buyer keeps it."""

    cart: CartView
    token: str | None


@frozen
class CartCardView:
    id: UUID
    company_id: UUID
    contact_id: UUID | None
    status: CartStatus
    line_count: int
    total: MoneyBody
    order_id: UUID | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int

    @classmethod
    def of(cls, card: CartCard) -> "CartCardView":
        return cls(
            id=card.id,
            company_id=card.company_id,
            contact_id=card.contact_id,
            status=card.status,
            line_count=card.line_count,
            total=MoneyBody.of(card.total),
            order_id=card.order_id,
            created_at=card.created_at,
            updated_at=card.updated_at,
            expires_at=card.expires_at,
            version=card.version,
        )


@frozen
class SavedConfigurationView:
    id: UUID
    company_id: UUID
    contact_id: UUID | None
    name: str
    product: str
    seen_version: int | None
    selection: ChosenSelectionView
    quantity: int | None
    created_at: datetime
    updated_at: datetime
    version: int

    @classmethod
    def of(cls, saved: SavedConfiguration) -> "SavedConfigurationView":
        return cls(
            id=saved.id,
            company_id=saved.company_id,
            contact_id=saved.contact_id,
            name=saved.name,
            product=saved.product,
            seen_version=saved.seen_version,
            selection=ChosenSelectionView.of(saved.selection),
            quantity=saved.quantity,
            created_at=saved.created_at,
            updated_at=saved.updated_at,
            version=saved.version,
        )
