"""Names and small values carts are spoken in."""

from datetime import timedelta
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale

CartId = NewType("CartId", UUID)
CartLineId = NewType("CartLineId", UUID)
SavedConfigurationId = NewType("SavedConfigurationId", UUID)

MOST_CART_LINES: Final = 200
"""As many as an order may have."""
KEPT_FOR: Final = timedelta(days=30)
"""How long a cart nobody touches stays."""
KEPT_ANONYMOUSLY: Final = timedelta(days=7)
"""The same, where nobody knows whose it is."""
LONGEST_NAME: Final = 120
MOST_SAVED: Final = 500
"""Saved configurations of one company."""


class CartNotFound(NotFound):
    """No cart has this id, or not for this caller."""

    code = "carts.not_found"


class CartLineNotFound(NotFound):
    """The cart has no such line."""

    code = "carts.line_not_found"


class CartChanged(Stale):
    """The cart was changed by somebody else since it was read."""

    code = "carts.changed"


class CartClosed(NotAllowed):
    """The cart was ordered, merged into another, or expired: it changes no more."""

    code = "carts.closed"


class BadCart(Invalid):
    """The cart as asked for makes no sense; every wrong input is named at once."""

    code = "carts.bad_cart"


class CannotMerge(NotAllowed):
    """These two carts cannot become one: other currencies, or too many lines."""

    code = "carts.cannot_merge"


class CartNotReady(NotAllowed):
    """Not orderable as it is: empty, lines without a price, or nobody known to order."""

    code = "carts.not_ready"


class CartMoved(NotAllowed):
    """Prices or configurations are no longer what the buyer saw; ``errors`` says what and why.

    Refresh the cart, let the buyer read it, and order again.
    """

    code = "carts.moved"


class SavedConfigurationNotFound(NotFound):
    """No saved configuration has this id, or not for this caller."""

    code = "carts.saved_not_found"


class SavedConfigurationChanged(Stale):
    """The saved configuration was changed by somebody else since it was read."""

    code = "carts.saved_changed"


class BadSavedConfiguration(Invalid):
    """A configuration needs a name and a product to be saved."""

    code = "carts.bad_saved_configuration"


@frozen(kw_only=True)
class CartOwner:
    """Whose cart it is: a company's, one of its contacts', or whoever holds the token."""

    company_id: CompanyId | None = None
    contact_id: ContactId | None = None
    """The customer; of the company."""
    token_digest: bytes | None = None
    """SHA-256 of the secret an anonymous buyer was given."""

    @property
    def is_anonymous(self) -> bool:
        return self.company_id is None


@frozen(kw_only=True)
class Sight:
    """Which carts a caller may see: those of its company, and anonymous ones it has the token of.

    A caller of the house sees the carts of every company, and no anonymous one without its token.
    """

    company: CompanyId | None
    """``None`` is the house."""
    token_digest: bytes | None = None

    def reaches(self, owner: CartOwner) -> bool:
        if owner.is_anonymous:
            return owner.token_digest == self.token_digest
        return self.company in (None, owner.company_id)
