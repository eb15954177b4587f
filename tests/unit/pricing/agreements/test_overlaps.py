"""Two agreed prices that would be equal for somebody are found before either is."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    AmbiguousPrice,
    Candidate,
    Discount,
    PriceBookId,
    PriceEntryId,
    PriceType,
    Sku,
    resolve,
)
from smplat_core.pricing.agreements import (
    AgreedDiscount,
    AgreedPrice,
    PriceAgreement,
    Validity,
    clashes,
)
from smplat_core.testing.builders.agreements import (
    OURS,
    a_discount,
    an_active,
    an_agreed_price,
    days,
)
from smplat_core.testing.builders.pricing import NOON, SKU, a_candidate, a_request, euros

OTHER_BOOK = PriceBookId(UUID(int=0xB01))
TOGETHER = frozenset({frozenset({a_discount().book_id, OTHER_BOOK})})
Item = AgreedPrice | AgreedDiscount


def of(number: int, *items: Item, **terms: object) -> PriceAgreement:
    prices = [item for item in items if isinstance(item, AgreedPrice)]
    discounts = [item for item in items if isinstance(item, AgreedDiscount)]
    return an_active(number, prices=prices, discounts=discounts, **terms)


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (an_agreed_price(1), an_agreed_price(2, "9.00")),
        (an_agreed_price(1, valid=days(0, 2)), an_agreed_price(2, valid=days(1, 3))),
        (a_discount(1, "10"), a_discount(2, "20")),
        (a_discount(1, sku=SKU), a_discount(2, sku=SKU)),
        (a_discount(1), a_discount(2, book_id=OTHER_BOOK)),
    ],
    ids=["price", "for a while", "book", "SKU of a book", "books that share"],
)
def test_equal_items_clash(mine: Item, theirs: Item) -> None:
    new, other = of(1, mine), of(2, theirs)

    (found,) = clashes(new, [other], TOGETHER)
    (inside,) = clashes(of(1, theirs, mine), [], TOGETHER)

    assert found.pointer.endswith("/0")
    assert other.terms.title in found.detail
    assert "this agreement" in inside.detail
    assert inside.pointer.endswith("/1")


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (an_agreed_price(1), an_agreed_price(2, min_quantity=2)),
        (an_agreed_price(1), an_agreed_price(2, sku=Sku("OTHER"))),
        (an_agreed_price(1), an_agreed_price(2, unit_price=Money(1, Currency.USD))),
        (an_agreed_price(1, valid=days(0, 1)), an_agreed_price(2, valid=days(1))),
        (an_agreed_price(1), a_discount(2, sku=SKU)),
        (an_agreed_price(1), a_discount(2)),
        (a_discount(1, sku=SKU), a_discount(2)),
        (a_discount(1, sku=SKU), a_discount(2, sku=Sku("OTHER"))),
        (a_discount(1), a_discount(2, book_id=PriceBookId(UUID(int=0xB02)))),
    ],
    ids=[
        "tier",
        "SKU",
        "currency",
        "one after the other",
        "price and SKU",
        "price and book",
        "SKU and book",
        "SKUs",
        "books apart",
    ],
)
def test_items_that_are_never_equal_do_not_clash(mine: Item, theirs: Item) -> None:
    assert clashes(of(1, mine), [of(2, theirs)], TOGETHER) == ()
    assert clashes(of(1, mine, theirs), [], TOGETHER) == ()


def test_agreements_in_different_currencies_discount_different_prices() -> None:
    dollars = of(1, a_discount(1), currency=Currency.USD)
    in_euros = of(2, a_discount(2), currency=Currency.EUR)

    assert clashes(dollars, [in_euros], ()) == ()
    assert len(clashes(dollars, [of(3, a_discount(3))], ())) == 1


def test_an_item_holds_only_while_its_agreement_does() -> None:
    first, second = of(1, an_agreed_price(1), valid=days(0, 5)), an_agreed_price(2)

    assert clashes(first, [of(2, second, valid=days(5))], ()) == ()
    assert len(clashes(first, [of(2, second, valid=days(4))], ())) == 1


def test_a_discount_holds_only_while_its_agreement_does() -> None:
    first, second = of(1, a_discount(1), valid=days(0, 5)), a_discount(2)

    assert clashes(first, [of(2, second, valid=days(5))], ()) == ()
    assert len(clashes(first, [of(2, second, valid=days(4))], ())) == 1


# --- whatever passes never meets a tie ---------------------------------------------------

MOMENTS = st.none() | st.integers(-3, 3).map(lambda day: NOON + timedelta(days=day))


@st.composite
def an_item(draw: st.DrawFn, number: int) -> Item:
    starts, ends = draw(MOMENTS), draw(MOMENTS)
    if starts and ends and ends <= starts:
        ends = None
    if draw(st.booleans()):
        tier = draw(st.sampled_from([1, 1, 5]))
        return an_agreed_price(number, min_quantity=tier, valid=Validity(starts, ends))
    return a_discount(number, sku=draw(st.sampled_from([None, SKU])), valid=Validity(starts, ends))


@st.composite
def agreements(draw: st.DrawFn) -> list[PriceAgreement]:
    """Some agreements of one company, each with a few items, all told apart by number."""
    sizes = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    numbers = iter(range(1, 99))
    return [
        of(place, *(draw(an_item(next(numbers))) for _ in range(size)))
        for place, size in enumerate(sizes, start=1)
    ]


def rows_of(agreement: PriceAgreement) -> list[Candidate]:
    rows = []
    base = {"source": PriceType.PRICE_AGREEMENT, "company_id": OURS, "origin_id": agreement.id}
    for price in agreement.terms.prices:
        holds = {"valid_from": price.valid.starts, "valid_until": price.valid.ends}
        tier = price.min_quantity
        rows.append(a_candidate(id=price.id, min_quantity=tier, **base, **holds))
    for discount in agreement.terms.discounts:
        holds = {"valid_from": discount.valid.starts, "valid_until": discount.valid.ends}
        made = Discount(
            percent=Decimal(10),
            cover=discount.cover,
            book="world",
            entry_id=PriceEntryId(UUID(int=1)),
            list_price=euros("10.00"),
        )
        less = made.unit_price
        rows.append(a_candidate(id=discount.id, unit_price=less, discount=made, **base, **holds))
    return rows


@given(agreements(), st.integers(1, 9), st.integers(-4, 4))
def test_agreements_that_do_not_clash_never_tie(
    found: list[PriceAgreement], quantity: int, day: int
) -> None:
    active: list[PriceAgreement] = []
    for new in found:
        if not clashes(new, active, ()):
            active.append(new)
    rows = [a_candidate(99, "50.00"), *(row for each in active for row in rows_of(each))]
    moment = NOON + timedelta(days=day)

    resolution = resolve(a_request(quantity, company_id=OURS), rows, moment)

    assert resolution.unit_price.currency is Currency.EUR


def test_what_clashes_would_have_tied() -> None:
    mine, theirs = of(1, an_agreed_price(1)), of(2, an_agreed_price(2))
    rows = rows_of(mine) + rows_of(evolve(theirs))

    with pytest.raises(AmbiguousPrice):
        resolve(a_request(company_id=OURS), rows, NOON)
