"""Beginning a cart."""

from attrs import frozen

from smplat_core.access import Tokens, digest
from smplat_core.customers import CompanyId, ContactId
from smplat_core.kernel import Begin, Clock, Currency, Ids
from smplat_core.orders.carts.model import Cart
from smplat_core.orders.carts.ports import CartsWork
from smplat_core.orders.carts.vocabulary import BadCart, CartId, CartOwner
from smplat_core.pricing import Region

LONGEST_SESSION = 128


@frozen(kw_only=True)
class NewCart:
    """A cart as asked for; without a company it is anonymous."""

    company_id: CompanyId | None = None
    contact_id: ContactId | None = None
    currency: Currency
    region: Region | None = None
    channel: str | None = None
    session: str | None = None


@frozen
class OpenedCart:
    """A cart with what only its opener learns."""

    cart: Cart
    token: str | None = None
    """The secret of an anonymous cart; told once, and nowhere kept."""


@frozen
class OpenCart:
    """An empty cart. An anonymous one is seen by whoever brings its token."""

    begin: Begin[CartsWork]
    clock: Clock
    ids: Ids
    tokens: Tokens

    async def __call__(self, asked: NewCart) -> OpenedCart:
        """``BadCart`` when the contact is nobody's, or the session names nobody."""
        _check(asked)
        token = None if asked.company_id else self.tokens.new()
        owner = CartOwner(
            company_id=asked.company_id,
            contact_id=asked.contact_id,
            token_digest=digest(token) if token else None,
        )
        async with self.begin() as work:
            if asked.company_id is not None:
                await work.companies.get(asked.company_id)
            if asked.contact_id is not None:
                contact = await work.contacts.get(asked.contact_id)
                if contact.company_id != asked.company_id:
                    raise _no_contact(asked.contact_id)
            cart = Cart.open(
                CartId(self.ids.new()),
                owner=owner,
                currency=asked.currency,
                region=asked.region,
                channel=asked.channel,
                session=asked.session,
                at=self.clock.now(),
            )
            return OpenedCart(await work.carts.save(cart), token)


def _check(asked: NewCart) -> None:
    if asked.contact_id is not None and asked.company_id is None:
        raise _no_contact(asked.contact_id)
    session = asked.session
    if session is not None and not (session.isprintable() and 0 < len(session) <= LONGEST_SESSION):
        raise BadCart.at(
            "/session",
            f"{session[:40]!r} names no session",
            accepted=f"1 to {LONGEST_SESSION} printable characters",
        )


def _no_contact(contact_id: ContactId) -> BadCart:
    return BadCart.at(
        "/contact_id",
        f"the company has no contact {contact_id}",
        accepted="the id of a contact of the company the cart is for",
    )
