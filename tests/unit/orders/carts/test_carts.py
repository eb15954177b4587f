"""A cart keeps what was put into it, once, until it ends; it ends once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import ActionNotAllowed, Currency, Money, evolve
from smplat_core.orders import OrderId
from smplat_core.orders.carts import (
    BadCart,
    CannotMerge,
    Cart,
    CartClosed,
    CartLine,
    CartLineId,
    CartLineNotFound,
    CartOwner,
    CartStatus,
    Sight,
)
from smplat_core.testing.builders.carts import DIGEST, a_cart, a_line, an_anonymous_cart
from smplat_core.testing.builders.customers import a_company
from smplat_core.testing.builders.orders import NOON

LATER = NOON + timedelta(hours=1)


def wants(cart: Cart) -> dict[str, int]:
    """How many of each SKU."""
    found = dict[str, int]()
    for line in cart.lines:
        sku = line.wish.sku or ""
        found[sku] = found.get(sku, 0) + (line.wish.quantity or 1)
    return found


def test_the_total_is_that_of_the_lines_with_a_price() -> None:
    cart = a_cart(1, a_line(1, "2.00"), a_line(2, None), a_line(3, "0.50"))

    assert cart.total == Money(500, Currency.EUR)
    assert not cart.is_ready
    assert a_cart(1, a_line()).is_ready
    assert not a_cart().is_ready


def test_every_touch_keeps_it_for_the_whole_time_again() -> None:
    cart, anonymous = a_cart(), an_anonymous_cart()

    assert cart.expires_at - NOON == timedelta(days=30)
    assert anonymous.add(a_line(), at=LATER).expires_at == LATER + timedelta(days=7)


@pytest.mark.parametrize("end", ["ordered", "merged", "expired"])
def test_what_has_ended_changes_no_more(end: str) -> None:
    cart = a_cart(1, a_line())
    ended = {
        "ordered": cart.ordered(OrderId(a_cart(9).id), reference="ORD-000001", at=LATER),
        "merged": cart.merged(a_cart(2).id, at=LATER),
        "expired": cart.expired(at=LATER),
    }[end]

    changes: tuple[Callable[[], Cart], ...] = (
        lambda: ended.add(a_line(2), at=LATER),
        lambda: ended.change(a_line(), at=LATER),
        lambda: ended.remove(a_line().id, at=LATER),
        lambda: ended.repriced(ended.lines, (), at=LATER),
        lambda: ended.absorb(a_cart(3, a_line()), at=LATER),
    )
    ends: tuple[Callable[[], Cart], ...] = (
        lambda: ended.expired(at=LATER),
        lambda: ended.merged(a_cart(3).id, at=LATER),
        lambda: ended.ordered(OrderId(a_cart(8).id), reference="ORD-000002", at=LATER),
    )

    for change in changes:
        with pytest.raises(CartClosed):
            change()
    for finish in ends:
        with pytest.raises(ActionNotAllowed):
            finish()
    assert ended.status is CartStatus(end)


def test_a_line_it_does_not_have_is_not_found() -> None:
    cart = a_cart(1, a_line(1))

    with pytest.raises(CartLineNotFound):
        cart.remove(a_line(2).id, at=LATER)
    with pytest.raises(CartLineNotFound):
        cart.change(a_line(2), at=LATER)


def test_a_cart_has_at_most_two_hundred_lines() -> None:
    cart = a_cart(1, *(a_line(number) for number in range(200)))

    with pytest.raises(BadCart):
        cart.add(a_line(200), at=LATER)
    with pytest.raises(CannotMerge):
        cart.absorb(a_cart(2, a_line(300)), at=LATER)
    assert len(cart.absorb(a_cart(2, a_line(7)), at=LATER).lines) == 200


def test_carts_of_two_currencies_stay_two() -> None:
    with pytest.raises(CannotMerge):
        a_cart().absorb(evolve(a_cart(2), currency=Currency.USD), at=LATER)


@given(st.lists(st.integers(1, 5), max_size=8), st.lists(st.integers(1, 5), max_size=8))
def test_nothing_is_lost_and_nothing_doubled_when_two_become_one(
    mine: list[int], theirs: list[int]
) -> None:
    def lines(numbers: list[int], first: int) -> list[CartLine]:
        return [
            evolve(a_line(number), id=CartLineId(a_cart(first + place).id))
            for place, number in enumerate(numbers)
        ]

    one, other = a_cart(1, *lines(mine, 100)), a_cart(2, *lines(theirs, 200))

    together = one.absorb(other, at=LATER)

    expected = wants(one)
    for sku, count in wants(other).items():
        expected[sku] = expected.get(sku, 0) + count
    assert wants(together) == expected
    assert len({line.id for line in together.lines}) == len(together.lines)


def test_what_is_wanted_in_another_way_stays_a_line_of_its_own() -> None:
    plain, tagged = a_line(1), evolve(a_line(1, platform_context={"a": "b"}), id=a_line(2).id)

    together = a_cart(1, plain).absorb(a_cart(2, tagged), at=LATER)

    assert len(together.lines) == 2


def test_a_caller_sees_its_own_company_and_what_it_has_the_token_of() -> None:
    ours, theirs = a_company(1).id, a_company(2).id
    of_ours, anonymous = CartOwner(company_id=ours), CartOwner(token_digest=DIGEST)

    assert Sight(company=ours).reaches(of_ours)
    assert Sight(company=None).reaches(of_ours)
    assert not Sight(company=theirs).reaches(of_ours)
    assert not Sight(company=theirs, token_digest=DIGEST).reaches(of_ours)
    assert Sight(company=theirs, token_digest=DIGEST).reaches(anonymous)
    assert not Sight(company=None).reaches(anonymous)
