"""What a buyer chose of a product, as callers send it and as they are shown it."""

from typing import Annotated

import msgspec
from attrs import Factory, frozen

from smplat_core.catalog import Selection, Sku
from smplat_core.kernel import Invalid
from smplat_core.pricing import sku_of

FieldInput = str | int | bool


@frozen
class SelectionBody:
    """Every part may be left out: defaults, or those of the preset, stand in for it.

    Numbers with decimals are text: ``"0.5"``.
    """

    options: Annotated[
        dict[str, tuple[str, ...]], msgspec.Meta(examples=[{"quality": ["premium"]}])
    ] = Factory(dict)
    """Option keys by the key of their group."""
    add_ons: tuple[str, ...] = ()
    plan: str | None = None
    fields: Annotated[dict[str, FieldInput], msgspec.Meta(examples=[{"amount": 100}])] = Factory(
        dict
    )
    """What was entered, by the key of the field."""
    preset: str | None = None
    """Fills in whatever is not chosen."""

    def to_selection(self) -> Selection:
        return Selection(
            options=self.options,
            add_ons=self.add_ons,
            plan=self.plan,
            fields={key: _text(value) for key, value in self.fields.items()},
            preset=self.preset,
        )


@frozen
class BareSku:
    """A line that names a SKU and nothing to choose."""

    sku: Sku
    quantity: int


class BadLine(Invalid):
    """The line says neither, or both, of what it wants."""

    code = "pricing.bad_line"


def named(
    *,
    sku: str | None,
    product: str | None,
    quantity: int | None,
    beside_product: tuple[object, ...],
) -> BareSku | str:
    """The SKU with its quantity, or what names the product; ``BadLine`` unless it is one of them.

    ``beside_product`` are the values only a product may come with.
    """
    if product is not None:
        if sku is not None:
            said = f"both the SKU {sku[:80]!r} and the product {product!r}"
            raise BadLine.at("/sku", said, accepted="one of the two")
        return product
    if sku is None:
        raise BadLine.at("", "neither a SKU nor a product", accepted="sku or product")
    if any(value is not None for value in beside_product):
        said = "a bare SKU has no version, selection or platform"
        raise BadLine.at("/product", said, accepted="product in place of sku, or the SKU alone")
    if quantity is None:
        raise BadLine.at("/quantity", "no quantity", accepted="how many of the SKU")
    return BareSku(sku_of(sku), quantity)


def _text(value: FieldInput) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
