"""What the two systems made of the same messages, side by side. Pure."""

from enum import StrEnum

from attrs import frozen

from smplat_core.orders import OrderId


class ComparisonVerdict(StrEnum):
    SAME = "same"
    DIFFERENT = "different"
    PENDING = "pending"
    """Messages about the order are still owed, so nothing can be said."""
    ONLY_HERE = "only_here"
    """The target took every message about the order and never said what it made of them."""
    ONLY_THERE = "only_there"
    """The target names an order we do not have."""


@frozen(kw_only=True)
class OrderComparison:
    """One order as both see it."""

    reference: str
    order_id: OrderId | None
    ours: str | None
    """Our payment status; ``None`` when there is no such order here."""
    theirs: str | None
    """The payment status the target told last; ``None`` when it never told one."""
    owed: int
    """Messages about it the target does not have yet."""

    @property
    def verdict(self) -> ComparisonVerdict:
        if self.owed:
            return ComparisonVerdict.PENDING
        if self.order_id is None:
            return ComparisonVerdict.ONLY_THERE
        if self.theirs is None:
            return ComparisonVerdict.ONLY_HERE
        return ComparisonVerdict.SAME if self.ours == self.theirs else ComparisonVerdict.DIFFERENT


DIFFERENCES = frozenset({ComparisonVerdict.DIFFERENT, ComparisonVerdict.ONLY_THERE})
"""What must be resolved, or accepted, before the cut-over."""
