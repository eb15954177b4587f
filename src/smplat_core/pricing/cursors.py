"""Where the pages of prices go on: the sort keys of their lists, as text and back."""

from uuid import UUID

from smplat_core.kernel import PageRequest, not_of_this_list
from smplat_core.pricing.model import PriceEntry


def sku_cursor(entry: PriceEntry) -> tuple[str, str]:
    return (entry.sku, str(entry.id))


def waiting_cursor(entry: PriceEntry) -> tuple[str, str]:
    return (entry.sync.requested_at.isoformat(), str(entry.id))


def after_sku(page: PageRequest) -> tuple[str, UUID] | None:
    """The last SKU and id seen; or ``BadPage`` when the cursor is of another list."""
    if page.after is None:
        return None
    sku, entry_id = page.after
    return sku, _id(entry_id)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise not_of_this_list() from None
