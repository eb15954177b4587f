"""What somebody wants agreed, in full: with the names things have in the books, and ids."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final, TypeVar
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.kernel import Ids, InputError, Money, evolve
from smplat_core.pricing.agreements.items import AgreedDiscount, AgreedPrice
from smplat_core.pricing.agreements.model import Terms
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.validity import ALWAYS, Validity
from smplat_core.pricing.agreements.vocabulary import AgreementItemId, BadAgreement
from smplat_core.pricing.candidates import Candidate, rank_of
from smplat_core.pricing.model import PriceBook
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import PriceBookNotFound

NOBODY: Final = AgreementItemId(UUID(int=0))
_Item = TypeVar("_Item", AgreedPrice, AgreedDiscount)


@frozen(kw_only=True)
class PriceWish:
    """A price as somebody says it."""

    sku: Sku
    unit_price: Money
    min_quantity: int = 1
    label: str | None = None
    """Instead of the label the books have for the SKU."""
    kind: ItemKind | None = None
    """Needed when no book knows the SKU."""
    valid: Validity = ALWAYS


@frozen(kw_only=True)
class DiscountWish:
    """A discount as somebody says it: by the code of the book."""

    book: str
    percent: Decimal
    sku: Sku | None = None
    valid: Validity = ALWAYS


@frozen(kw_only=True)
class ItemWishes:
    """All that is to be agreed on."""

    prices: tuple[PriceWish, ...] = ()
    discounts: tuple[DiscountWish, ...] = ()


@frozen
class ReadItems:
    """Wishes to terms. Items that are as before keep their ids, so the same wishes change nothing.

    ``BadAgreement`` names every book and every SKU that nobody knows.
    """

    prices: PriceQueries
    ids: Ids

    async def __call__(self, work: AgreementsWork, wishes: ItemWishes, before: Terms) -> Terms:
        skus = {wish.sku for wish in wishes.prices if wish.label is None or wish.kind is None}
        listed = await self.prices.candidates(skus) if skus else {}
        books, errors = await _books(work, wishes.discounts)
        prices = []
        for place, wish in enumerate(wishes.prices):
            price = _price(wish, listed.get(wish.sku, ()))
            if price is None:
                detail = f"no price book knows {wish.sku}, so the price has to say what it is"
                accepted = ", ".join(ItemKind)
                pointer = f"/prices/{place}/kind"
                errors.append(InputError(pointer, BadAgreement.code, detail, accepted))
            else:
                prices.append(price)
        if errors:
            raise BadAgreement(errors[0].detail, errors=tuple(errors))
        discounts = [_discount(wish, books[wish.book]) for wish in wishes.discounts]
        return evolve(
            before,
            prices=self._named(prices, before.prices),
            discounts=self._named(discounts, before.discounts),
        )

    def _named(self, items: Sequence[_Item], before: Sequence[_Item]) -> tuple[_Item, ...]:
        known = {evolve(item, id=NOBODY): item.id for item in before}
        named = []
        for item in items:
            item_id = known.pop(item, None) or AgreementItemId(self.ids.new())
            named.append(evolve(item, id=item_id))
        return tuple(named)


async def _books(
    work: AgreementsWork, wishes: Sequence[DiscountWish]
) -> tuple[Mapping[str, PriceBook], list[InputError]]:
    found, errors = dict[str, PriceBook](), list[InputError]()
    for code in sorted({wish.book for wish in wishes}):
        try:
            found[code] = await work.price_books.by_code(code)
        except PriceBookNotFound as unknown:
            errors += [
                InputError(
                    f"/discounts/{place}/book", unknown.code, unknown.detail, "the code of a book"
                )
                for place, wish in enumerate(wishes)
                if wish.book == code
            ]
    return found, errors


def _price(wish: PriceWish, listed: Sequence[Candidate]) -> AgreedPrice | None:
    known = min(listed, key=lambda row: (not row.is_active, rank_of(row), row.key), default=None)
    kind = wish.kind or (known.kind if known else None)
    if kind is None:
        return None
    return AgreedPrice(
        id=NOBODY,
        sku=wish.sku,
        label=(wish.label or "").strip() or (known.label if known else wish.sku),
        kind=kind,
        unit_price=wish.unit_price,
        min_quantity=wish.min_quantity,
        valid=wish.valid,
    )


def _discount(wish: DiscountWish, book: PriceBook) -> AgreedDiscount:
    return AgreedDiscount(
        id=NOBODY,
        book_id=book.id,
        book=book.code,
        percent=wish.percent,
        sku=wish.sku,
        valid=wish.valid,
    )
