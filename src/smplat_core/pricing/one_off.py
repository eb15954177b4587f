"""Prices at the processor that stand for no price of ours: one per SKU, label and amount."""

from datetime import datetime

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.kernel import Money
from smplat_core.pricing.sync import hash_of


@frozen(kw_only=True)
class OneOffPrice:
    """What was made for a line whose price is its own, to be used again by every line like it."""

    sku: Sku
    label: str
    unit_price: Money
    attempt: int = 1
    """Counts the times the processor had lost it, so that a new one gets a key of its own."""
    stripe_price_id: str | None = None
    """``None`` when the processor no longer has it."""
    created_at: datetime

    @property
    def content_hash(self) -> str:
        return one_off_hash(self.sku, self.label, self.unit_price)

    @property
    def key(self) -> str:
        """What the processor tells repeated calls by."""
        return f"one-off:{self.content_hash}:{self.attempt}"


def one_off_hash(sku: Sku, label: str, unit_price: Money) -> str:
    """Equal for lines that the same price of the processor can stand for."""
    return hash_of(sku, label, unit_price, "one-off")
