"""What is agreed on: prices said outright, and discounts on books."""

from collections.abc import Iterator
from decimal import Decimal

from attrs import frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.kernel import LARGEST_MINOR, InputError, Money
from smplat_core.pricing.agreements.validity import ALWAYS, Validity
from smplat_core.pricing.agreements.vocabulary import PERCENT_PLACES, AgreementItemId
from smplat_core.pricing.candidates import WHOLE
from smplat_core.pricing.vocabulary import (
    LABELS,
    LARGEST_QUANTITY,
    DiscountCover,
    PriceBookId,
    is_label,
)


@frozen(kw_only=True)
class AgreedPrice:
    """One unit price that was negotiated: of a SKU, from a quantity on, for a time."""

    id: AgreementItemId
    sku: Sku
    label: str
    kind: ItemKind
    unit_price: Money
    min_quantity: int = 1
    valid: Validity = ALWAYS
    """As written; it holds within the agreement's own period only."""

    def faults(self) -> Iterator[InputError]:
        if not is_label(self.label):
            said = f"{self.label[:40]!r} is no label"
            yield InputError("/label", "pricing.bad_label", said, LABELS)
        if not 0 <= self.unit_price.minor <= LARGEST_MINOR:
            said = f"a price of {self.unit_price}"
            yield InputError("/unit_price", "pricing.negative_price", said, "0 or more")
        if not 1 <= self.min_quantity <= LARGEST_QUANTITY:
            said = f"a tier from {self.min_quantity}"
            accepted = f"1 to {LARGEST_QUANTITY}"
            yield InputError("/min_quantity", "pricing.bad_quantity", said, accepted)

    def __str__(self) -> str:
        return f"{self.sku} at {self.unit_price} from {self.min_quantity}"


@frozen(kw_only=True)
class AgreedDiscount:
    """So many percent off a book's prices, whatever they are when somebody buys.

    Tiers and regions are those of the book.
    """

    id: AgreementItemId
    book_id: PriceBookId
    book: str
    """Its code."""
    percent: Decimal
    sku: Sku | None = None
    """``None``: every SKU of the book, also what is added to it later."""
    valid: Validity = ALWAYS

    @property
    def cover(self) -> DiscountCover:
        return DiscountCover.BOOK if self.sku is None else DiscountCover.SKU

    def faults(self) -> Iterator[InputError]:
        percent = self.percent
        is_possible = percent.is_finite() and 0 < percent <= WHOLE
        if not is_possible or percent != round(percent, PERCENT_PLACES):
            yield InputError(
                "/percent",
                "pricing.bad_percent",
                f"{str(percent)[:40]} percent off",
                f"more than 0, at most 100, with at most {PERCENT_PLACES} decimals",
            )

    def __str__(self) -> str:
        return f"{self.percent.normalize():f} % off {self.sku or 'everything'} of book {self.book}"


def period_faults(valid: Validity, outer: Validity) -> Iterator[InputError]:
    """What is wrong with when an item holds, inside the agreement's own period."""
    if valid.is_empty and valid.starts and valid.ends:
        yield InputError(
            "/valid_until",
            "pricing.bad_validity",
            f"it ends at {valid.ends.isoformat()}, before it begins",
            f"a moment after {valid.starts.isoformat()}",
        )
        return
    if valid.starts and outer.starts and valid.starts < outer.starts:
        yield InputError(
            "/valid_from",
            "pricing.bad_validity",
            f"it begins at {valid.starts.isoformat()}, before the agreement does",
            f"a moment from {outer.starts.isoformat()} on, or nothing",
        )
    if valid.ends and outer.ends and valid.ends > outer.ends:
        yield InputError(
            "/valid_until",
            "pricing.bad_validity",
            f"it ends at {valid.ends.isoformat()}, after the agreement does",
            f"a moment until {outer.ends.isoformat()}, or nothing",
        )
    if (valid.starts and outer.is_over(valid.starts)) or (
        valid.ends and outer.starts and valid.ends <= outer.starts
    ):
        yield InputError(
            "/valid_from",
            "pricing.bad_validity",
            f"it holds {valid}, when the agreement does not",
            f"a time within that of the agreement: {outer}",
        )
