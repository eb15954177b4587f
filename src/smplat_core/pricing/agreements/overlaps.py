"""Whether two agreements would both be the price of the same line, found before either is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from attrs import frozen

from smplat_core.kernel import Currency, InputError
from smplat_core.pricing.agreements.items import AgreedDiscount, AgreedPrice
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.validity import Validity
from smplat_core.pricing.vocabulary import PriceBookId

BookPair = frozenset[PriceBookId]
"""Two books of one region that have a price of the same SKU, currency, tier and time."""

MEND: Final = "a time in which no other agreed price of it holds, or other terms"


@frozen
class _Placed:
    """An item with when it really holds, and where it was said."""

    item: AgreedPrice | AgreedDiscount
    holds: Validity
    currency: Currency | None
    agreement: PriceAgreement
    pointer: str


def clashes(
    new: PriceAgreement, others: Iterable[PriceAgreement], sharing: Collection[BookPair]
) -> tuple[InputError, ...]:
    """Every item of ``new`` that would be equal to another of its own or of ``others``.

    Items of different particularity never clash: the resolver prefers the more particular. The
    others are active agreements of the same company.
    """
    known: defaultdict[object, list[_Placed]] = defaultdict(list)
    for other in others:
        for placed in _placed(other):
            known[_slot(placed.item)].append(placed)
    faults = []
    for placed in _placed(new):
        rivals = known[_slot(placed.item)]
        rival = next((each for each in rivals if _meet(placed, each, sharing)), None)
        if rival is not None:
            faults.append(_fault(placed, rival, new))
        rivals.append(placed)
    return tuple(faults)


def _placed(agreement: PriceAgreement) -> Iterator[_Placed]:
    terms = agreement.terms
    for place, price in enumerate(terms.prices):
        holds, currency = price.valid.within(terms.valid), price.unit_price.currency
        yield _Placed(price, holds, currency, agreement, f"/prices/{place}")
    for place, discount in enumerate(terms.discounts):
        holds = discount.valid.within(terms.valid)
        yield _Placed(discount, holds, terms.currency, agreement, f"/discounts/{place}")


def _slot(item: AgreedPrice | AgreedDiscount) -> object:
    """Items of different slots never compete."""
    if isinstance(item, AgreedPrice):
        return (item.sku, item.unit_price.currency, item.min_quantity)
    return (item.cover, item.sku)


def _meet(one: _Placed, other: _Placed, sharing: Collection[BookPair]) -> bool:
    if not one.holds.overlaps(other.holds):
        return False
    if one.currency and other.currency and one.currency is not other.currency:
        return False
    if isinstance(one.item, AgreedDiscount) and isinstance(other.item, AgreedDiscount):
        books = frozenset({one.item.book_id, other.item.book_id})
        return len(books) == 1 or books in sharing
    return True


def _fault(placed: _Placed, rival: _Placed, new: PriceAgreement) -> InputError:
    where = (
        "this agreement" if rival.agreement is new else f"agreement {rival.agreement.terms.title}"
    )
    said = f"{placed.item} holds at the same time as {rival.item} of {where} ({rival.agreement.id})"
    return InputError(placed.pointer, "pricing.overlapping_agreements", said, MEND)
