"""Where the pages of products go on: the sort keys of their lists, as text and back."""

from uuid import UUID

from smplat_core.catalog.queries import ProductCard
from smplat_core.kernel import BadPage, PageRequest


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
        detail = "the cursor is not one of this list"
        raise BadPage.at("/cursor", detail, accepted="next_cursor of a page") from None
