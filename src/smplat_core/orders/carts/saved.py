"""A configuration somebody wants to come back to."""

from datetime import datetime

from attrs import frozen

from smplat_core.catalog import Selection
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import evolve
from smplat_core.orders.carts.vocabulary import (
    LONGEST_NAME,
    BadSavedConfiguration,
    SavedConfigurationId,
)


@frozen(kw_only=True)
class SavedConfiguration:
    """A selection under a name, finished or not: saving checks nothing of it, using it does.

    The preset it began with stays part of the selection.
    """

    id: SavedConfigurationId
    company_id: CompanyId
    contact_id: ContactId | None = None
    """Whose it is; ``None`` is everybody's in the company."""
    name: str
    product: str
    """Slug."""
    seen_version: int | None = None
    """The version of the product that it was made of."""
    selection: Selection
    quantity: int | None = None
    created_at: datetime
    updated_at: datetime
    version: int = 0

    def changed(
        self,
        *,
        name: str,
        selection: Selection,
        quantity: int | None,
        seen_version: int | None,
        at: datetime,
    ) -> "SavedConfiguration":
        """As it is now; itself when nothing changed. ``BadSavedConfiguration`` without a name."""
        after = evolve(
            self,
            name=checked_name(name),
            selection=selection,
            quantity=quantity,
            seen_version=seen_version,
        )
        return self if after == self else evolve(after, updated_at=at)


def checked_name(name: str) -> str:
    text = name.strip()
    if not 1 <= len(text) <= LONGEST_NAME or not text.isprintable():
        raise BadSavedConfiguration.at(
            "/name",
            f"{text[:40]!r} is no name" if text else "it has no name",
            accepted=f"1 to {LONGEST_NAME} printable characters",
        )
    return text
