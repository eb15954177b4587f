"""What callers send to fill carts."""

from typing import Annotated
from uuid import UUID

import msgspec
from attrs import Factory, frozen
from msgspec import UNSET, UnsetType

from smplat_api.access import Caller
from smplat_api.selections import BareSku, SelectionBody, named
from smplat_api.wire import ShortText
from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Currency
from smplat_core.orders.carts import (
    BadSavedConfiguration,
    CartOrder,
    LineEdit,
    LineWish,
    NewCart,
    NewSavedConfiguration,
    SavedEdit,
)
from smplat_core.pricing import region_of

Slug = Annotated[str, msgspec.Meta(min_length=1, max_length=80, examples=["instagram-followers"])]


@frozen
class NewCartBody:
    """A cart in one currency; without a company it is anonymous, and has a token."""

    currency: Annotated[str, msgspec.Meta(examples=["EUR"])]
    company_id: UUID | None = None
    """The key of a company opens carts of that company only."""
    contact_id: UUID | None = None
    """The customer, a contact of the company."""
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None
    channel: Annotated[ShortText | None, msgspec.Meta(examples=["web"])] = None
    session: ShortText | None = None
    """Of the shop, so that experiments show the same price all along."""

    def to_cart(self, caller: Caller) -> NewCart:
        company = CompanyId(self.company_id) if self.company_id else caller.company
        if company is not None:
            caller.must_reach(company)
        return NewCart(
            company_id=company,
            contact_id=ContactId(self.contact_id) if self.contact_id else None,
            currency=Currency.of(self.currency),
            region=region_of(self.region) if self.region is not None else None,
            channel=self.channel,
            session=self.session,
        )


@frozen
class CartLineBody:
    """A bare SKU, or a product as configured: name one of the two."""

    sku: Annotated[str | None, msgspec.Meta(examples=[None])] = None
    product: Slug | None = None
    selection: SelectionBody | None = None
    quantity: Annotated[int | None, msgspec.Meta(examples=[1])] = None
    platform: ShortText | None = None
    platform_context: dict[str, str] = Factory(dict)

    def to_wish(self) -> LineWish:
        what = named(
            sku=self.sku,
            product=self.product,
            quantity=self.quantity,
            beside_product=(self.selection, self.platform),
        )
        if isinstance(what, BareSku):
            return LineWish(
                sku=what.sku, quantity=what.quantity, platform_context=self.platform_context
            )
        return LineWish(
            product=what,
            selection=(self.selection or SelectionBody()).to_selection(),
            quantity=self.quantity,
            platform=self.platform,
            platform_context=self.platform_context,
        )


@frozen
class CartLinePatch:
    """Another quantity, or another wish altogether: whatever is left out stays."""

    quantity: int | UnsetType = UNSET
    line: CartLineBody | UnsetType = UNSET

    def to_edit(self) -> LineEdit:
        return LineEdit(
            quantity=None if isinstance(self.quantity, UnsetType) else self.quantity,
            wish=None if isinstance(self.line, UnsetType) else self.line.to_wish(),
        )


@frozen
class MergeBody:
    """The cart whose lines go into this one. An anonymous one needs its token in ``Cart-Token``."""

    cart_id: UUID


@frozen
class CartOrderBody:
    """Who is asked to pay."""

    billing_contact_id: UUID
    billing_address_id: UUID

    def to_order(self) -> CartOrder:
        return CartOrder(
            billing_contact_id=ContactId(self.billing_contact_id),
            billing_address_id=AddressId(self.billing_address_id),
        )


@frozen
class NewSavedConfigurationBody:
    """A selection to come back to, finished or not."""

    name: Annotated[str, msgspec.Meta(examples=["Monthly growth"])]
    product: Slug
    selection: SelectionBody = Factory(SelectionBody)
    quantity: int | None = None
    seen_version: int | None = None
    company_id: UUID | None = None
    """May be left out by the key of a company."""
    contact_id: UUID | None = None
    """Whose it is; without one it is everybody's in the company."""

    def to_saved(self, caller: Caller) -> NewSavedConfiguration:
        company = CompanyId(self.company_id) if self.company_id else caller.company
        if company is None:
            raise BadSavedConfiguration.at(
                "/company_id", "no company is named", accepted="the id of the company it is for"
            )
        caller.must_reach(company)
        return NewSavedConfiguration(
            company_id=company,
            contact_id=ContactId(self.contact_id) if self.contact_id else None,
            name=self.name,
            product=self.product,
            seen_version=self.seen_version,
            selection=self.selection.to_selection(),
            quantity=self.quantity,
        )


@frozen
class SavedConfigurationBody:
    """The saved configuration as it is to be from now on."""

    name: str
    selection: SelectionBody
    quantity: int | None = None
    seen_version: int | None = None

    def to_edit(self) -> SavedEdit:
        return SavedEdit(
            name=self.name,
            selection=self.selection.to_selection(),
            quantity=self.quantity,
            seen_version=self.seen_version,
        )
