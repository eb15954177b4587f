"""A price agreement says what is wrong with it, and takes each step once."""

from datetime import timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import ActionNotAllowed, Currency, Money
from smplat_core.pricing.agreements import (
    AGREEMENT_LIFECYCLE,
    AgreementItemId,
    AgreementNotReady,
    AgreementState,
    BadAgreement,
    PriceAgreement,
    Validity,
    in_force,
)
from smplat_core.testing.builders.agreements import (
    a_discount,
    a_draft,
    an_active,
    an_agreed_price,
    days,
)
from smplat_core.testing.builders.pricing import NOON


def test_everything_that_cannot_be_so_is_named_at_once() -> None:
    with pytest.raises(BadAgreement) as refused:
        a_draft(
            title="",
            currency=Currency.EUR,
            valid=days(0, 9),
            prices=[
                an_agreed_price(1, "-1.00", label="\n", min_quantity=0),
                an_agreed_price(2, unit_price=Money(1, Currency.USD)),
                an_agreed_price(3, valid=days(3, 2)),
                an_agreed_price(4, valid=days(-1, 10)),
                an_agreed_price(5, valid=days(9)),
            ],
            discounts=[a_discount(1, "0"), a_discount(2, "100.0001"), a_discount(3, "1.00001")],
        )

    assert {(error.pointer, error.code) for error in refused.value.errors} == {
        ("/name", "pricing.bad_agreement"),
        ("/prices/0/label", "pricing.bad_label"),
        ("/prices/0/unit_price", "pricing.negative_price"),
        ("/prices/0/min_quantity", "pricing.bad_quantity"),
        ("/prices/1/unit_price/currency", "pricing.bad_agreement"),
        ("/prices/2/valid_until", "pricing.bad_validity"),
        ("/prices/3/valid_from", "pricing.bad_validity"),
        ("/prices/3/valid_until", "pricing.bad_validity"),
        ("/prices/4/valid_from", "pricing.bad_validity"),
        ("/discounts/0/percent", "pricing.bad_percent"),
        ("/discounts/1/percent", "pricing.bad_percent"),
        ("/discounts/2/percent", "pricing.bad_percent"),
    }
    assert all(error.accepted for error in refused.value.errors)


def test_what_is_just_possible_is_accepted() -> None:
    prices = [an_agreed_price(1, "0.00", valid=days(0, 9)), an_agreed_price(2, min_quantity=10**9)]
    discounts = [a_discount(1, "100"), a_discount(2, "0.0001", valid=days(8, 9))]

    draft = a_draft(prices=prices, discounts=discounts, valid=days(0, 9), currency=Currency.EUR)

    assert draft.terms.prices == tuple(prices)
    assert draft.terms.discounts == tuple(discounts)


@pytest.mark.parametrize("percent", ["NaN", "Infinity", "-1", "1E+400"])
def test_no_percentage_is_too_strange_to_be_refused(percent: str) -> None:
    with pytest.raises(BadAgreement):
        a_draft(discounts=[a_discount(1, percent)])


def test_an_agreement_that_ends_before_it_begins_is_refused_with_a_pointer() -> None:
    for end in (1, 2):
        with pytest.raises(BadAgreement) as refused:
            a_draft(valid=days(2, end))

        assert [error.pointer for error in refused.value.errors] == ["/valid_until"]


def test_an_agreement_of_thousands_is_refused() -> None:
    with pytest.raises(BadAgreement) as refused:
        a_draft(prices=[an_agreed_price(n, min_quantity=n) for n in range(1, 1_002)])

    assert [error.pointer for error in refused.value.errors] == ["/prices"]


def test_a_draft_goes_nowhere_but_into_force() -> None:
    draft = a_draft()

    with pytest.raises(ActionNotAllowed):
        draft.terminate("never mind", at=NOON)
    with pytest.raises(ActionNotAllowed):
        draft.expire(at=NOON)
    with pytest.raises(ActionNotAllowed):
        draft.amendment(draft.id, iter(()), at=NOON)

    assert an_active().state is AgreementState.ACTIVE


def test_nothing_expires_before_its_end() -> None:
    active = an_active(valid=days(0, 1))

    with pytest.raises(AgreementNotReady):
        active.expire(at=NOON + timedelta(days=1, microseconds=-1))
    with pytest.raises(AgreementNotReady):
        an_active().expire(at=NOON)

    assert active.expire(at=NOON + timedelta(days=3)).ended_at == days(None, 1).ends


def test_an_item_that_ends_as_the_agreement_begins_never_holds() -> None:
    with pytest.raises(BadAgreement) as refused:
        a_draft(prices=[an_agreed_price(1, valid=days(None, 2))], valid=days(2, 9))

    assert [error.pointer for error in refused.value.errors] == ["/prices/0/valid_from"]


def test_an_amendment_may_begin_this_very_moment() -> None:
    amended = evolve(a_draft(2, valid=days(0)), amends=an_active(1).id)

    assert amended.activate(approved_by="J. Doe", note="yes", at=NOON).amends == an_active(1).id
    with pytest.raises(AgreementNotReady):
        amended.activate(approved_by="J. Doe", note="yes", at=NOON - timedelta(microseconds=1))


def test_an_amendment_says_the_same_in_other_ids() -> None:
    prices = [an_agreed_price(1, valid=days(None, 3))]
    active = an_active(prices=prices, discounts=[a_discount(1, "5", valid=days(1))])
    numbers = (a_discount(number).id for number in range(50, 99))

    draft = active.amendment(a_draft(7).id, numbers, at=NOON)

    assert (draft.state, draft.amends) == (AgreementState.DRAFT, active.id)
    assert draft.terms.prices[0].unit_price == active.terms.prices[0].unit_price
    assert draft.terms.discounts[0].percent == Decimal(5)
    assert ids_of(draft).isdisjoint(ids_of(active))


def ids_of(agreement: PriceAgreement) -> set[AgreementItemId]:
    terms = agreement.terms
    return {price.id for price in terms.prices} | {each.id for each in terms.discounts}


def test_an_agreement_is_in_force_from_its_first_moment_to_the_one_before_its_last() -> None:
    valid, active = days(0, 1), AgreementState.ACTIVE

    found = [in_force(active, valid, NOON + timedelta(hours=hour)) for hour in (-1, 0, 23, 24)]

    assert found == [False, True, True, False]
    assert not in_force(AgreementState.DRAFT, Validity(), NOON)


@pytest.mark.parametrize("state", list(AgreementState))
def test_what_is_over_stays_over(state: AgreementState) -> None:
    ended = {AgreementState.EXPIRED, AgreementState.TERMINATED}

    assert AGREEMENT_LIFECYCLE.is_final(state) == (state in ended)


BOUNDS = st.none() | st.integers(-5, 5)


@given(BOUNDS, BOUNDS, BOUNDS, BOUNDS, st.integers(-7, 7))
def test_a_moment_is_within_both_exactly_when_it_is_in_each(
    one_from: int | None, one_until: int | None, from_: int | None, until: int | None, day: int
) -> None:
    one, other, moment = days(one_from, one_until), days(from_, until), NOON + timedelta(days=day)

    def covers(valid: Validity) -> bool:
        return (valid.starts is None or valid.starts <= moment) and not valid.is_over(moment)

    assert covers(one.within(other)) == (covers(one) and covers(other))
    if covers(one) and covers(other):
        assert one.overlaps(other)
        assert other.overlaps(one)
