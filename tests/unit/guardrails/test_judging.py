"""Whether a sale earns enough: exact, at worst, and with every number that led there."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.guardrails import (
    BadPolicy,
    BadSale,
    CostModel,
    CostOutOfBounds,
    Enforcement,
    Fee,
    Floor,
    MarginJudgement,
    MarginPolicy,
    MarginQuestion,
    Posture,
    Sale,
    judge,
)
from smplat_core.kernel import Money, from_json, to_json
from smplat_core.testing.builders.guardrails import (
    DAY,
    EUR,
    FOLLOWERS,
    GBP,
    JPY,
    NOON,
    USD,
    a_cost,
    a_floor,
    a_policy,
    a_question,
    a_rate,
    money,
)

CARD = Fee(label="card", percent=Decimal("1.5"), fixed=money("0.25"))


def codes(judgement: MarginJudgement) -> list[tuple[str, str]]:
    return [(reason.code, reason.posture.value) for reason in judgement.reasons]


def figure(judgement: MarginJudgement, name: str) -> tuple[str, str]:
    (found,) = [f for f in judgement.figures if f.name == name]
    return str(found.amount), found.unit


# --- What a sale earns ---------------------------------------------------------------------


def test_a_sale_earns_its_price_less_cost_and_fees() -> None:
    judgement = judge(a_question("3.00", cost=a_cost("0.01"), fees=(CARD,)))

    assert judgement.margin == money("1.70")
    assert judgement.percent == Decimal("56.83")
    assert (judgement.posture, judgement.reasons) == (Posture.PASS, ())


def test_every_number_is_noted() -> None:
    judgement = judge(
        a_question("3.00", cost=a_cost("0.02", USD), fees=(CARD,), rates=(a_rate("0.8"),))
    )

    assert [(f.name, f"{f.amount.normalize():f}", f.unit, f.note) for f in judgement.figures] == [
        ("price", "3", "EUR", ""),
        ("units", "100", "unit", ""),
        ("cost", "2", "USD", ""),
        ("rate for cost", "0.8", "EUR/USD", "somebody, 2026-03-02T12:00:00+00:00"),
        ("cost", "1.6", "EUR", ""),
        ("card", "0.25", "EUR", ""),
        ("card", "0.045", "EUR", "1.5 %"),
    ]
    assert judgement.margin == money("1.10")


def test_what_is_shown_is_rounded_down_and_what_is_judged_is_not() -> None:
    policy = a_policy(a_floor("20"), a_floor(amount=money("0.6")))

    judgement = judge(a_question("3.00", cost=a_cost("0.02400001"), policy=policy))

    assert judgement.margin == money("0.59")
    assert judgement.percent == Decimal("19.99")
    assert codes(judgement) == [("below_percent", "fail")]


def test_a_loss_is_rounded_to_the_larger_loss() -> None:
    judgement = judge(a_question("1.00", cost=a_cost("0.0100001")))

    assert judgement.margin == money("-0.01")
    assert judgement.percent == Decimal("-0.01")
    assert judgement.posture is Posture.FAIL


# --- Floors --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("1.24", [("below_percent", "fail")]),
        ("1.25", [("below_percent", "warn")]),
        ("1.66", [("below_percent", "warn")]),
        ("1.67", []),
    ],
)
def test_a_percentage_is_a_floor_that_may_be_stood_on(
    price: str, expected: list[tuple[str, str]]
) -> None:
    policy = a_policy(a_floor("20"), a_floor("40"))

    assert codes(judge(a_question(price, cost=a_cost("0.01"), policy=policy))) == expected


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        ("1.49", [("below_amount", "fail")]),
        ("1.50", [("below_amount", "warn")]),
        ("1.99", [("below_amount", "warn")]),
        ("2.00", []),
    ],
)
def test_an_amount_is_a_floor_that_may_be_stood_on(
    price: str, expected: list[tuple[str, str]]
) -> None:
    policy = a_policy(a_floor(amount=money("0.50")), a_floor(amount=money("1.00")))

    assert codes(judge(a_question(price, cost=a_cost("0.01"), policy=policy))) == expected


def test_both_floors_have_to_be_kept_and_both_are_told() -> None:
    policy = a_policy(a_floor("90", money("5.00")), a_floor("95", money("6.00")))

    judgement = judge(a_question("3.00", cost=a_cost("0.01"), policy=policy))

    assert codes(judgement) == [("below_amount", "fail"), ("below_percent", "fail")]
    assert [reason.sentence for reason in judgement.reasons] == [
        "it earns 2 EUR, less than 5",
        "it earns 66.66 % of its price, and has to earn 90 %",
    ]


def test_a_floor_may_allow_a_loss() -> None:
    policy = a_policy(a_floor("-50", money("-1.00")))

    assert not judge(a_question("2.00", cost=a_cost("0.03"), policy=policy)).reasons
    assert codes(judge(a_question("1.99", cost=a_cost("0.03"), policy=policy))) == [
        ("below_amount", "fail"),
        ("below_percent", "fail"),
    ]


def test_a_gift_that_costs_nothing_loses_nothing() -> None:
    free = judge(a_question("0.00", cost=a_cost("0")))
    costly = judge(a_question("0.00", cost=a_cost("0.01")))

    assert (free.posture, free.margin, free.percent) == (Posture.PASS, money("0.00"), None)
    assert (costly.posture, costly.margin, costly.percent) == (
        Posture.FAIL,
        money("-1.00"),
        None,
    )
    assert costly.reasons[0].sentence == "it earns less than nothing, and has to earn 0 %"


def test_a_floor_in_another_currency_is_converted() -> None:
    policy = a_policy(a_floor(amount=money("2.00", USD)))
    question = a_question("3.00", cost=a_cost("0.014"), policy=policy)

    assert codes(judge(evolve(question, rates=(a_rate("0.8"),)))) == []
    assert codes(judge(evolve(question, rates=(a_rate("0.81"),)))) == [("below_amount", "fail")]


def test_a_floor_that_cannot_be_converted_is_warned_about_and_hides_no_margin() -> None:
    policy = a_policy(a_floor(amount=money("2.00", USD)), a_floor("70"))

    judgement = judge(a_question("3.00", cost=a_cost("0.01"), policy=policy))

    assert codes(judgement) == [("no_rate", "warn"), ("below_percent", "warn")]
    assert judgement.margin == money("2.00")
    assert judgement.least_price is None


# --- Rates ---------------------------------------------------------------------------------


def test_a_rate_is_used_either_way_round() -> None:
    judgement = judge(
        a_question("3.00", cost=a_cost("0.02", USD), rates=(a_rate("2", base=GBP), a_rate("0.8")))
    )
    turned = judge(a_question("3.00", cost=a_cost("0.02", USD), rates=(a_rate("0.8").inverse,)))

    assert judgement.margin == turned.margin == money("1.40")


def test_a_rate_as_old_as_it_may_be_is_fresh() -> None:
    question = a_question("3.00", cost=a_cost("0.02", USD), rates=(a_rate("0.8", at=NOON - DAY),))

    assert judge(question).posture is Posture.PASS


def test_a_stale_rate_makes_the_cost_higher_and_never_passes() -> None:
    old = a_rate("0.8", at=NOON - DAY - timedelta(seconds=1))

    judgement = judge(a_question("3.00", cost=a_cost("0.02", USD), rates=(old,)))

    assert codes(judgement) == [("stale_rate", "warn")]
    assert judgement.margin == money("1.24")
    assert figure(judgement, "haircut on cost") == ("10", "%")
    assert judgement.reasons[0].sentence == (
        "the rate for the cost is 1 day, 0:00:01 old and may be 1 day, 0:00:00 old:"
        " the cost is taken to be 10 % higher"
    )


def test_a_sale_that_only_a_stale_rate_saves_fails() -> None:
    old = a_rate("0.8", at=NOON - 2 * DAY)
    policy = a_policy(a_floor("45"))

    fresh = judge(
        a_question("3.00", cost=a_cost("0.02", USD), rates=(a_rate("0.8"),), policy=policy)
    )
    stale = judge(a_question("3.00", cost=a_cost("0.02", USD), rates=(old,), policy=policy))

    assert fresh.posture is Posture.PASS
    assert stale.posture is Posture.FAIL


@pytest.mark.parametrize(("floor", "worst"), [("1.00", "0.88"), ("-1.00", "-0.72")])
def test_a_stale_rate_makes_a_floor_higher_also_below_nothing(floor: str, worst: str) -> None:
    old = a_rate("0.8", at=NOON - 2 * DAY)
    policy = a_policy(a_floor(amount=money(floor, USD)))

    judgement = judge(a_question("0.00", cost=a_cost("0"), rates=(old,), policy=policy))

    assert f"{[f for f in judgement.figures if f.name == 'fail floor'][1].amount:.2f}" == worst


def test_nothing_needs_no_rate() -> None:
    free = CostModel(currency=JPY)

    assert judge(a_question("3.00", cost=free)).posture is Posture.PASS


# --- What is not known ---------------------------------------------------------------------


NO_RATE = "is in USD, and there is no rate into EUR"


@pytest.mark.parametrize(
    ("question", "code", "sentence"),
    [
        (
            a_question(cost=a_cost(), known=False),
            "unknown_service",
            "nobody told the terms of acme/followers",
        ),
        (a_question(cost=None), "unknown_cost", "nobody told what acme/followers costs"),
        (a_question(cost=a_cost("0.01", USD)), "no_rate", f"the cost {NO_RATE}"),
        (
            a_question(cost=a_cost(), fees=(Fee(label="x", fixed=money("1", USD)),)),
            "no_rate",
            f"the x {NO_RATE}",
        ),
    ],
)
def test_an_unknown_cost_is_warned_about_and_fails_where_costs_are_required(
    question: MarginQuestion, code: str, sentence: str
) -> None:
    strict = evolve(question, policy=a_policy(cost_required=True))

    assert codes(judge(question)) == [(code, "warn")]
    assert codes(judge(strict)) == [(code, "fail")]
    for judgement in (judge(question), judge(strict)):
        assert (judgement.margin, judgement.percent, judgement.least_price) == (None, None, None)
        assert judgement.reasons[0].sentence == sentence


def test_what_would_fail_even_at_no_cost_fails_at_an_unknown_one() -> None:
    policy = a_policy(a_floor(amount=money("3.01")), a_floor("50"))

    judgement = judge(a_question("3.00", cost=None, policy=policy))

    assert codes(judgement) == [("unknown_cost", "warn"), ("below_amount", "fail")]
    assert judgement.reasons[1].sentence == (
        "even at no further cost it would earn 3 EUR, less than 3.01"
    )


def test_what_nobody_performs_passes_with_no_cost_known() -> None:
    judgement = judge(a_question(service=None, policy=a_policy(a_floor("99")), fees=(CARD,)))

    assert codes(judgement) == [("no_cost_known", "pass")]
    assert judgement.reasons[0].sentence == "no cost known: no service performs it"
    assert judgement.posture is Posture.PASS
    assert judgement.margin is None


def test_what_nobody_performs_fails_where_costs_are_required() -> None:
    judgement = judge(a_question(service=None, policy=a_policy(cost_required=True)))

    assert codes(judgement) == [("no_cost_known", "fail")]
    assert judgement.refuses


# --- What becomes of it --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("enforcement", "refuses", "warns"),
    [
        (Enforcement.BLOCK, True, True),
        (Enforcement.WARN, False, True),
        (Enforcement.RECORD, False, False),
    ],
)
def test_the_policy_says_what_becomes_of_a_failure(
    enforcement: Enforcement, *, refuses: bool, warns: bool
) -> None:
    policy = a_policy(a_floor("90"), enforcement=enforcement)

    judgement = judge(a_question(cost=a_cost(), policy=policy))

    assert judgement.posture is Posture.FAIL
    assert (judgement.refuses, judgement.warns) == (refuses, warns)


def test_nothing_is_refused_for_a_warning_nor_warned_about_when_it_passes() -> None:
    warned = judge(a_question(cost=a_cost(), policy=a_policy(warn=a_floor("90"))))
    passed = judge(a_question(cost=a_cost()))

    assert (warned.posture, warned.refuses, warned.warns) == (Posture.WARN, False, True)
    assert (passed.posture, passed.refuses, passed.warns) == (Posture.PASS, False, False)


def test_a_cost_past_counting_is_refused() -> None:
    vast = CostModel(currency=EUR, per_unit=Decimal(10) ** 12)

    with pytest.raises(CostOutOfBounds) as refused:
        judge(a_question(units="1000", cost=vast))

    assert refused.value.errors[0].pointer == "/lines/0"


def test_the_largest_cost_can_be_counted() -> None:
    largest = CostModel(currency=EUR, flat=Decimal(9999999999999) / 10)

    assert judge(a_question("0.00", cost=largest)).margin == money("-999999999999.90")


def test_a_cost_at_the_largest_amount_can_be_counted_and_no_more() -> None:
    largest = CostModel(currency=JPY, flat=Decimal(10) ** 12, per_unit=Decimal(10) ** 12)
    question = a_question("0.00", cost=largest)
    in_yen = evolve(question, sale=evolve(question.sale, price=Money(0, JPY)))

    def with_units(units: int) -> MarginQuestion:
        return evolve(in_yen, sale=evolve(in_yen.sale, units=Decimal(units)))

    assert judge(with_units(999)).margin == Money(-(10**15), JPY)
    with pytest.raises(CostOutOfBounds):
        judge(with_units(1_000))


def test_long_numbers_are_reckoned_to_their_last_digit() -> None:
    fine = CostModel(currency=USD, per_unit=Decimal("1.0000000000000000001"))
    units = "99999.00000000000000000000000000001"
    question = a_question(
        "99999.00", units=units, cost=fine, rates=(a_rate("1.0000000000000000001"),)
    )

    judgement = judge(question)

    exact = Fraction("1.0000000000000000001") ** 2 * Fraction(units)
    assert Fraction([f for f in judgement.figures if f.name == "cost"][1].amount) == exact
    assert judgement.posture is Posture.FAIL


def test_shares_of_several_fees_add_up() -> None:
    fees = tuple(Fee(label=f"fee {n}", percent=Decimal(10)) for n in range(3))

    judgement = judge(a_question("3.00", cost=a_cost("0.01"), fees=fees))

    assert judgement.margin == money("1.10")
    assert judgement.least_price == money("1.43")


@pytest.mark.parametrize(
    ("share", "fail", "cost", "least"),
    [
        ("100", a_floor("0"), "0.01", None),
        ("100", a_floor("-100"), "0.01", "1.00"),
        ("100", a_floor("0"), "0", "0.00"),
        ("60", a_floor("50"), "0.01", None),
        ("60", a_floor("50"), "0", "0.00"),
        ("0", a_floor("100"), "0.01", None),
        ("100", a_floor(amount=money("1.00")), "0", None),
        ("100", a_floor(amount=money("-1.00")), "0.01", "0.00"),
        ("50", a_floor("60", money("-5.00")), "0.01", None),
        ("0", Floor(), "0.01", "0.00"),
    ],
)
def test_a_least_price_is_given_exactly_when_some_price_would_do(
    share: str, fail: Floor, cost: str, least: str | None
) -> None:
    fee = Fee(label="share", percent=Decimal(share))

    judgement = judge(a_question("9.00", cost=a_cost(cost), fees=(fee,), policy=a_policy(fail)))

    assert judgement.least_price == (None if least is None else money(least))


def test_a_least_price_past_counting_is_none() -> None:
    dear = CostModel(currency=EUR, flat=Decimal(10) ** 11)

    judgement = judge(a_question("1.00", cost=dear, policy=a_policy(a_floor("99.99"))))

    assert judgement.least_price is None


def test_the_largest_price_can_be_the_least() -> None:
    dear = CostModel(currency=EUR, flat=Decimal(10) ** 11)

    judgement = judge(a_question("1.00", cost=dear, policy=a_policy(a_floor("99"))))

    assert judgement.least_price == Money(10**15, EUR)


def test_whole_amounts_are_said_whole() -> None:
    policy = a_policy(a_floor(amount=money("200.00")))

    judgement = judge(a_question("101.00", cost=a_cost("0.01"), policy=policy))

    assert judgement.reasons[0].sentence == "it earns 100 EUR, less than 200"


def test_numbers_without_a_point_keep_their_zeros() -> None:
    question = a_question(cost=CostModel(currency=JPY))
    policy = a_policy(a_floor(amount=Money(200, JPY)))
    sale = evolve(question.sale, price=Money(100, JPY))

    judgement = judge(evolve(question, sale=sale, policy=policy))

    assert judgement.reasons[0].sentence == "it earns 100 JPY, less than 200"


# --- Properties ----------------------------------------------------------------------------

percents = st.decimals(-50, 99, places=2)
prices = st.integers(0, 10**9).map(lambda minor: Money(minor, EUR))
small = st.decimals(0, 100, places=5)
floors = st.builds(
    Floor,
    amount=st.none() | st.integers(-(10**6), 10**6).map(lambda minor: Money(minor, EUR)),
    percent=st.none() | percents,
)
shares = st.decimals(0, 40, places=2)


@st.composite
def questions(draw: st.DrawFn) -> MarginQuestion:
    currency = draw(st.sampled_from([EUR, USD]))
    cost = CostModel(currency=currency, flat=draw(small), per_unit=draw(small))
    age = draw(st.sampled_from([timedelta(0), 3 * DAY]))
    rate = a_rate(str(draw(st.decimals("0.5", "2", places=4))), at=NOON - age)
    fee = Fee(label="fee", percent=draw(shares), fixed=draw(st.none() | prices))
    question = a_question(
        units=str(draw(st.integers(0, 10_000))),
        cost=cost,
        fees=(fee,),
        policy=a_policy(draw(floors)),
        rates=(rate,),
    )
    return evolve(question, sale=evolve(question.sale, price=draw(prices)))


def slowly(question: MarginQuestion) -> tuple[Fraction, bool]:
    """What it earns and whether it fails, by schoolbook reckoning in fractions."""
    price = Fraction(question.sale.price.to_decimal())
    assert question.cost is not None
    cost = Fraction(question.cost.flat) + Fraction(question.cost.per_unit) * Fraction(
        question.sale.units
    )
    (rate,) = question.rates
    if question.cost.currency is USD:
        cost *= Fraction(rate.rate)
        if NOON - rate.quoted_at > DAY:
            cost = cost * 110 / 100
    (fee,) = question.fees
    fees = price * Fraction(fee.percent) / 100
    if fee.fixed is not None:
        fees += Fraction(fee.fixed.to_decimal())
    earned = price - cost - fees
    floor = question.policy.fail
    fails = floor.amount is not None and earned < Fraction(floor.amount.to_decimal())
    if floor.percent is not None:
        fails = fails or earned < price * Fraction(floor.percent) / 100
    return earned, fails


@given(question=questions())
def test_a_judgement_agrees_with_a_slow_reckoning(question: MarginQuestion) -> None:
    earned, fails = slowly(question)

    judgement = judge(question)

    assert judgement.margin is not None
    assert judgement.margin.minor == (earned * 100).__floor__()
    assert (judgement.posture is Posture.FAIL) == fails
    if judgement.percent is not None:
        exact = earned * 100 / Fraction(question.sale.price.to_decimal())
        assert 0 <= exact - Fraction(judgement.percent) < Fraction(1, 100)


@given(question=questions())
def test_the_least_price_does_not_fail_and_a_minor_unit_less_does(
    question: MarginQuestion,
) -> None:
    least = judge(question).least_price

    def at(price: Money) -> Posture:
        return judge(evolve(question, sale=evolve(question.sale, price=price))).posture

    if least is None:
        assert judge(question).posture is Posture.FAIL
        return
    assert at(least) is not Posture.FAIL
    if least.minor:
        assert at(least - Money(1, EUR)) is Posture.FAIL


@given(question=questions(), more=st.integers(1, 10**6))
def test_a_higher_cost_never_stands_better(question: MarginQuestion, more: int) -> None:
    assert question.cost is not None
    dearer = evolve(question, cost=evolve(question.cost, flat=question.cost.flat + more))

    before, after = judge(question), judge(dearer)

    assert after.posture.weight >= before.posture.weight
    assert before.margin is not None
    assert after.margin is not None
    assert after.margin < before.margin


@given(question=questions())
def test_a_kept_question_asked_again_is_answered_the_same(question: MarginQuestion) -> None:
    judgement = judge(question)

    again = judge(from_json(to_json(question), MarginQuestion))

    assert again == judgement
    assert from_json(to_json(judgement), MarginJudgement) == judgement


# --- What may be asked ---------------------------------------------------------------------


@pytest.mark.parametrize("units", ["-1", "NaN", "Infinity", "1E+13", "1." + "1" * 34, "1E-35"])
def test_units_that_cannot_be_counted_are_refused(units: str) -> None:
    with pytest.raises(BadSale) as refused:
        Sale(pointer="/lines/1", label="x", price=money("1.00"), units=Decimal(units))

    assert refused.value.errors[0].pointer == "/lines/1/units"


@pytest.mark.parametrize("units", ["0", "1E+12", "1." + "1" * 33, "1E-34"])
def test_units_may_use_all_of_their_bounds(units: str) -> None:
    sale = Sale(pointer="", label="x", price=money("0.00"), service=FOLLOWERS, units=Decimal(units))

    assert sale.units == Decimal(units)


def test_nobody_is_paid_for_buying() -> None:
    with pytest.raises(BadSale) as refused:
        Sale(pointer="/lines/1", label="x", price=money("-0.01"))

    assert refused.value.errors[0].pointer == "/lines/1/price"


@pytest.mark.parametrize(
    ("policy", "pointer"),
    [
        ({"fail": a_floor("100.01")}, "/fail/percent"),
        ({"fail": a_floor("-1000.1")}, "/fail/percent"),
        ({"warn": a_floor("NaN"), "fail": Floor()}, "/warn/percent"),
        ({"warn": a_floor("1.0000000000001")}, "/warn/percent"),
        ({"warn": a_floor("19"), "fail": a_floor("20")}, "/warn/percent"),
        (
            {"warn": a_floor(amount=money("1.00")), "fail": a_floor(amount=money("1.01"))},
            "/warn/amount",
        ),
        ({"fail": a_floor("0.0000000000001")}, "/fail/percent"),
        ({"stale_haircut": Decimal(-1)}, "/stale_haircut"),
        ({"stale_haircut": Decimal(101)}, "/stale_haircut"),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(policy: dict[str, object], pointer: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        MarginPolicy(**policy)  # type: ignore[arg-type]

    assert [error.pointer for error in refused.value.errors] == [pointer]


@pytest.mark.parametrize(
    "policy",
    [
        {"warn": a_floor("100"), "fail": a_floor("100"), "stale_haircut": Decimal(100)},
        {"fail": a_floor("-1000"), "stale_haircut": Decimal(0)},
        {"warn": a_floor(amount=money("1.00")), "fail": a_floor(amount=money("9.00", USD))},
        {"warn": a_floor(amount=money("1.00")), "fail": a_floor(amount=money("1.00"))},
        {"fail": a_floor("12.3456789012")},
        {"fail": a_floor("0.000000000001")},
    ],
)
def test_a_policy_may_use_all_of_its_bounds(policy: dict[str, object]) -> None:
    assert MarginPolicy(**policy).fail == policy["fail"]  # type: ignore[arg-type]


def test_as_long_as_nobody_says_otherwise_a_loss_fails_and_is_sold_with_a_warning() -> None:
    judgement = judge(a_question("0.99", cost=a_cost("0.01"), policy=MarginPolicy()))

    assert (judgement.posture, judgement.refuses, judgement.warns) == (Posture.FAIL, False, True)


@pytest.mark.parametrize(
    ("fee", "pointer"),
    [
        ({"label": ""}, "/label"),
        ({"label": "x" * 81}, "/label"),
        ({"label": "a\nb"}, "/label"),
        ({"label": "x", "percent": Decimal("100.1")}, "/percent"),
        ({"label": "x", "percent": Decimal("-0.1")}, "/percent"),
        ({"label": "x", "fixed": money("-0.01")}, "/fixed"),
    ],
)
def test_a_fee_that_makes_no_sense_is_refused(fee: dict[str, object], pointer: str) -> None:
    with pytest.raises(BadPolicy) as refused:
        Fee(**fee)  # type: ignore[arg-type]

    assert refused.value.errors[0].pointer == pointer


def test_a_fee_may_use_all_of_its_bounds() -> None:
    fee = Fee(label="x" * 80, percent=Decimal(100), fixed=money("0.00"))

    assert fee.percent == 100
