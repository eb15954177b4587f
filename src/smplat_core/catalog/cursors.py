"""Where the pages of products go on: the sort keys of their lists, as text and back."""

from uuid import UUID

from smplat_core.catalog.queries import ProductCard
from smplat_core.kernel import PageRequest, not_of_this_list


def title_cursor(card: ProductCard) -> tuple[str, str]:
    return (card.title, str(card.id))


def created_cursor(card: ProductCard) -> tuple[str, str]:
    return (card.created_at.isoformat(), str(card.id))


def after_title(page: PageRequest) -> tuple[str, UUID] | None:
    """The last title and id seen; or ``BadPage`` when the cursor is of another list."""
    if page.after is None:
        return None
    title, product_id = page.after
    try:
        return title, UUID(product_id)
    except ValueError:
        raise not_of_this_list() from None
