"""The cart: an immutable value that answers every action with its next self."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from attrs import field, frozen

from smplat_core.kernel import Currency, Event, Money, evolve
from smplat_core.orders.carts import events as told
from smplat_core.orders.carts.comparing import LineChange
from smplat_core.orders.carts.lifecycle import CART_LIFECYCLE, CartAction, CartStatus
from smplat_core.orders.carts.lines import CartLine, LineWish
from smplat_core.orders.carts.vocabulary import (
    KEPT_ANONYMOUSLY,
    KEPT_FOR,
    MOST_CART_LINES,
    BadCart,
    CannotMerge,
    CartClosed,
    CartId,
    CartLineId,
    CartLineNotFound,
    CartOwner,
)
from smplat_core.orders.vocabulary import OrderId
from smplat_core.pricing import Region


@frozen(kw_only=True)
class Cart:
    """What somebody means to order, at the prices of the last look. It binds nobody."""

    id: CartId
    owner: CartOwner
    currency: Currency
    region: Region | None = None
    channel: str | None = None
    session: str | None = None
    """Whom experiments know as long as nobody logged in."""
    lines: tuple[CartLine, ...] = ()
    status: CartStatus = CART_LIFECYCLE.initial
    order_id: OrderId | None = None
    """Of the order that was made of it."""
    merged_into: CartId | None = None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def open(
        cls,
        cart_id: CartId,
        *,
        owner: CartOwner,
        currency: Currency,
        region: Region | None,
        channel: str | None,
        session: str | None,
        at: datetime,
    ) -> "Cart":
        opened = told.CartOpened(
            at=at, cart_id=cart_id, company_id=owner.company_id, currency=currency.value
        )
        return cls(
            id=cart_id,
            owner=owner,
            currency=currency,
            region=region,
            channel=channel,
            session=session,
            created_at=at,
            updated_at=at,
            expires_at=at + _kept(owner),
            news=(opened,),
        )

    @property
    def total(self) -> Money:
        """Of the lines that have a price."""
        return Money.total(
            (line.price.line_total for line in self.lines if line.price), self.currency
        )

    @property
    def is_ready(self) -> bool:
        """Whether it can be ordered as far as its lines go."""
        return bool(self.lines) and all(line.price is not None for line in self.lines)

    def check_open(self) -> None:
        """``CartClosed`` when it changes no more."""
        if self.status is not CartStatus.ACTIVE:
            raise CartClosed(f"cart {self.id} is {self.status}; open another one")

    def line(self, line_id: CartLineId) -> CartLine:
        """The line; or ``CartLineNotFound``."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise CartLineNotFound(f"cart {self.id} has no line {line_id}")

    def add(self, line: CartLine, *, at: datetime) -> "Cart":
        """With one more line; ``BadCart`` when it is full."""
        self.check_open()
        if len(self.lines) >= MOST_CART_LINES:
            raise BadCart.at(
                "", f"the cart has {len(self.lines)} lines", accepted=f"up to {MOST_CART_LINES}"
            )
        event = told.CartLineAdded(
            at=at,
            cart_id=self.id,
            line_id=line.id,
            label=_called(line),
            quantity=line.price.quantity if line.price else line.wish.quantity,
            preset=line.wish.selection.preset,
        )
        return _touched(self, event, at=at, lines=(*self.lines, line))

    def change(self, line: CartLine, *, at: datetime) -> "Cart":
        """With another wish on a line it has."""
        self.check_open()
        self.line(line.id)
        event = told.CartLineChanged(
            at=at,
            cart_id=self.id,
            line_id=line.id,
            label=_called(line),
            quantity=line.price.quantity if line.price else line.wish.quantity,
        )
        lines = tuple(line if each.id == line.id else each for each in self.lines)
        return _touched(self, event, at=at, lines=lines)

    def remove(self, line_id: CartLineId, *, at: datetime) -> "Cart":
        self.check_open()
        gone = self.line(line_id)
        event = told.CartLineRemoved(at=at, cart_id=self.id, line_id=line_id, label=_called(gone))
        return _touched(
            self, event, at=at, lines=tuple(each for each in self.lines if each.id != line_id)
        )

    def repriced(
        self, lines: Sequence[CartLine], changes: Sequence[LineChange], *, at: datetime
    ) -> "Cart":
        """With the same wishes at other prices; told when there is anything to tell."""
        self.check_open()
        cart = evolve(self, lines=tuple(lines))
        if not changes:
            return cart
        event = told.CartRepriced(
            at=at,
            cart_id=self.id,
            reasons=tuple(change.detail for change in changes),
            total=cart.total,
        )
        return _touched(cart, event, at=at)

    def absorb(self, other: "Cart", *, at: datetime) -> "Cart":
        """With the lines of the other: what both want is wanted that many times.

        ``CannotMerge`` when they are of two currencies, or too much together. The session of the
        other stays known, so that its buyer keeps the prices they saw.
        """
        self.check_open()
        if other.currency is not self.currency:
            raise CannotMerge(f"one cart is in {self.currency}, the other in {other.currency}")
        lines = list(self.lines)
        for line in other.lines:
            same = next((n for n, mine in enumerate(lines) if mine.wish.is_like(line.wish)), None)
            if same is None:
                lines.append(line)
            else:
                lines[same] = evolve(lines[same], wish=_together(lines[same], line))
        if len(lines) > MOST_CART_LINES:
            raise CannotMerge(f"together they have {len(lines)} lines, over {MOST_CART_LINES}")
        return evolve(
            self,
            lines=tuple(lines),
            session=self.session or other.session,
            updated_at=at,
            expires_at=at + _kept(self.owner),
        )

    def merged(self, into: CartId, *, at: datetime) -> "Cart":
        status = CART_LIFECYCLE.after(self.status, CartAction.MERGE)
        event = told.CartMerged(at=at, cart_id=self.id, into=into, lines=len(self.lines))
        return _touched(self, event, at=at, status=status, merged_into=into)

    def ordered(self, order_id: OrderId, *, reference: str, at: datetime) -> "Cart":
        status = CART_LIFECYCLE.after(self.status, CartAction.ORDER)
        event = told.CartOrdered(
            at=at, cart_id=self.id, order_id=order_id, reference=reference, total=self.total
        )
        return _touched(self, event, at=at, status=status, order_id=order_id)

    def expired(self, *, at: datetime) -> "Cart":
        status = CART_LIFECYCLE.after(self.status, CartAction.EXPIRE)
        event = told.CartExpired(at=at, cart_id=self.id, lines=len(self.lines))
        return evolve(self, status=status, updated_at=at, news=(*self.news, event))


def _touched(cart: Cart, event: Event, *, at: datetime, **changes: object) -> Cart:
    """After an action of its buyer: told, and kept for the whole time again."""
    return evolve(
        cart,
        updated_at=at,
        expires_at=at + _kept(cart.owner),
        news=(*cart.news, event),
        **changes,
    )


def _kept(owner: CartOwner) -> timedelta:
    return KEPT_ANONYMOUSLY if owner.is_anonymous else KEPT_FOR


def _called(line: CartLine) -> str:
    return line.price.label if line.price else line.wish.product or line.wish.sku or ""


def _together(mine: CartLine, theirs: CartLine) -> LineWish:
    return evolve(mine.wish, quantity=_count(mine) + _count(theirs))


def _count(line: CartLine) -> int:
    """As wanted, or as a preset or the least there is made of nothing said."""
    if line.wish.quantity is not None:
        return line.wish.quantity
    return line.price.quantity if line.price else 1
