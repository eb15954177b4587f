"""The one gate of every sale: what it reads, keeps, refuses and says."""

from collections.abc import Collection, Mapping
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import define, frozen
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    CostModel,
    CurrencyPair,
    Enforcement,
    Fee,
    Floor,
    HouseTerms,
    Judged,
    JudgedFor,
    JudgeMargins,
    KnownTerms,
    MarginBlocked,
    MarginJudgement,
    MarginPolicy,
    Posture,
    Rates,
    Sale,
    ServiceCosts,
    ServiceTerms,
    ServiceTermsId,
    Terms,
)
from smplat_core.kernel import Currency, ExchangeRate, Money
from smplat_core.pricing.fx import KeptRate
from smplat_core.testing.builders.guardrails import (
    DAY,
    EUR,
    FOLLOWERS,
    GBP,
    NOON,
    USD,
    a_cost,
    a_floor,
    a_policy,
    a_rate,
    money,
    some_terms,
)
from smplat_memory import (
    ManualClock,
    MemoryDatabase,
    MemoryExchangeRates,
    MemoryServiceCosts,
    SequentialIds,
)

LIKES = ServiceRef(provider="acme", service="likes")
QUOTE = Judged(purpose=JudgedFor.QUOTE)


@define
class Counting(ServiceCosts, Rates):
    """Counts how often it is read."""

    costs: MemoryServiceCosts
    rates: MemoryExchangeRates
    reads: int = 0
    pairs: frozenset[CurrencyPair] = frozenset()

    async def of(self, services: Collection[ServiceRef]) -> KnownTerms:
        self.reads += 1
        return await self.costs.of(services)

    async def current(self, pairs: Collection[CurrencyPair]) -> Mapping[CurrencyPair, ExchangeRate]:
        self.reads += 1
        self.pairs = frozenset(pairs)
        return await self.rates.current(pairs)


@frozen
class Gate:
    database: MemoryDatabase
    counting: Counting
    judge: JudgeMargins

    @classmethod
    def made(cls) -> "Gate":
        database = MemoryDatabase(clock=ManualClock(NOON), ids=SequentialIds())
        tables = database.tables
        counting = Counting(MemoryServiceCosts(tables.guardrails), MemoryExchangeRates(tables.fx))
        judge = JudgeMargins(
            begin=database.begin,
            costs=counting,
            rates=counting,
            clock=database.clock,
            ids=database.ids,
            rate_limit=DAY,
        )
        return cls(database, counting, judge)

    async def told(self, terms: Terms, service: ServiceRef = FOLLOWERS, *, number: int = 1) -> None:
        new_id = ServiceTermsId(UUID(int=number))
        async with self.database.begin() as work:
            await work.service_terms.save(
                ServiceTerms.told(new_id, service, terms, reason="x", at=NOON)
            )

    async def house(self, policy: MarginPolicy, *fees: Fee) -> None:
        async with self.database.begin() as work:
            held = await work.service_terms.house()
            await work.service_terms.save_house(held.change(policy, fees, reason="x", at=NOON))

    async def rate(self, rate: ExchangeRate) -> None:
        async with self.database.begin() as work:
            await work.rate_book.add([KeptRate(rate=rate, kept_at=NOON, kept_by="x")], [])

    def kept(self) -> list[MarginJudgement]:
        return [kept.judgement for kept in self.database.tables.guardrails.judgements.values()]


def a_sale(
    price: str = "3.00",
    *,
    place: int = 0,
    service: ServiceRef | None = FOLLOWERS,
    units: int = 100,
    currency: Currency = EUR,
) -> Sale:
    return Sale(
        pointer=f"/lines/{place}",
        label=f"line {place}",
        price=money(price, currency),
        service=service,
        units=Decimal(units),
    )


async def test_a_sale_is_judged_by_the_terms_of_its_service_and_kept() -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=a_cost("0.01"), policy=a_policy(a_floor("20"))))

    (judgement,) = await gate.judge([a_sale()], Judged(purpose=JudgedFor.CHECKOUT, id=UUID(int=9)))

    assert (judgement.posture, judgement.margin) == (Posture.PASS, money("2.00"))
    (kept,) = gate.database.tables.guardrails.judgements.values()
    assert kept.judgement == judgement
    assert kept.judged == Judged(purpose=JudgedFor.CHECKOUT, id=UUID(int=9))


async def test_fees_of_the_house_come_before_those_of_the_service() -> None:
    gate = Gate.made()
    house, own = Fee(label="card", percent=Decimal(10)), Fee(label="panel", fixed=money("0.50"))
    await gate.house(MarginPolicy(), house)
    await gate.told(some_terms(cost=a_cost("0.01"), fees=(own,)))

    (judgement,) = await gate.judge.look([a_sale()])

    assert judgement.question.fees == (house, own)
    assert judgement.margin == money("1.20")


async def test_the_policy_of_a_service_wins_over_that_of_the_house() -> None:
    gate = Gate.made()
    strict, mild = a_policy(a_floor("90")), a_policy(a_floor("1"))
    await gate.house(strict)
    await gate.told(some_terms(policy=mild), FOLLOWERS, number=1)
    await gate.told(some_terms(), LIKES, number=2)

    own, of_house = await gate.judge.look([a_sale(), a_sale(place=1, service=LIKES)])

    assert (own.question.policy, own.posture) == (mild, Posture.PASS)
    assert (of_house.question.policy, of_house.posture) == (strict, Posture.FAIL)


async def test_what_may_not_be_sold_is_refused_line_by_line_and_kept() -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=a_cost("0.01"), policy=a_policy(a_floor("50"))))
    sales = [a_sale("1.20"), a_sale("3.00", place=1), a_sale("1.30", place=2)]

    with pytest.raises(MarginBlocked) as refused:
        await gate.judge(sales, QUOTE)

    assert refused.value.detail == "2 of 3 lines earn too little to be sold"
    assert [(e.pointer, e.code, e.detail) for e in refused.value.errors] == [
        (
            "/lines/0",
            "guardrails.margin_blocked",
            "'line 0' earns too little to be sold at 1.20 EUR",
        ),
        (
            "/lines/2",
            "guardrails.margin_blocked",
            "'line 2' earns too little to be sold at 1.30 EUR",
        ),
    ]
    assert [judgement.posture for judgement in gate.kept()] == [
        Posture.FAIL,
        Posture.PASS,
        Posture.FAIL,
    ]


async def test_a_refusal_tells_a_buyer_nothing_of_what_things_cost() -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=a_cost("0.0123"), policy=a_policy(a_floor("77"))))

    with pytest.raises(MarginBlocked) as refused:
        await gate.judge([a_sale("1.30")], QUOTE)

    said = f"{refused.value.detail} {refused.value.errors}"
    for secret in ("1.23", "0.07", "77", "5.38", "acme", "followers"):
        assert secret not in said


@pytest.mark.parametrize("enforcement", [Enforcement.WARN, Enforcement.RECORD])
async def test_a_failure_that_is_not_blocked_is_sold_and_counted(enforcement: Enforcement) -> None:
    gate = Gate.made()
    policy = a_policy(a_floor("90"), enforcement=enforcement)
    await gate.told(some_terms(policy=policy))

    (judgement,) = await gate.judge([a_sale()], QUOTE)

    assert judgement.posture is Posture.FAIL
    assert gate.kept() == [judgement]


async def test_looking_refuses_nothing_and_keeps_nothing() -> None:
    gate = Gate.made()
    await gate.told(some_terms(policy=a_policy(a_floor("90"))))

    (looked,) = await gate.judge.look([a_sale()])
    with pytest.raises(MarginBlocked):
        await gate.judge([a_sale()], Judged(purpose=JudgedFor.CONFIGURE))

    assert looked.refuses
    assert gate.kept() == []


async def test_what_nobody_performs_is_not_counted_unless_it_fails() -> None:
    gate = Gate.made()
    thing = a_sale(service=None)

    (passed,) = await gate.judge([thing], QUOTE)
    await gate.house(a_policy(cost_required=True, enforcement=Enforcement.WARN))
    (failed,) = await gate.judge([thing], QUOTE)

    assert (passed.posture, failed.posture) == (Posture.PASS, Posture.FAIL)
    assert gate.kept() == [failed]


async def test_a_service_nobody_told_of_or_offers_is_unknown() -> None:
    gate = Gate.made()
    await gate.told(some_terms(offered=False))

    gone, never = await gate.judge.look([a_sale(), a_sale(place=1, service=LIKES)])

    assert [reason.code for reason in (*gone.reasons, *never.reasons)] == ["unknown_service"] * 2


async def test_any_number_of_lines_costs_two_reads_and_one_without_foreign_money() -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=a_cost("0.01", USD)), FOLLOWERS, number=1)
    await gate.told(some_terms(cost=a_cost("0.01", EUR)), LIKES, number=2)
    await gate.rate(a_rate("0.8"))

    await gate.judge.look([a_sale(place=n, service=LIKES) for n in range(50)])
    at_home = gate.counting.reads
    await gate.judge.look([a_sale(place=n, service=(FOLLOWERS, LIKES)[n % 2]) for n in range(50)])

    assert (at_home, gate.counting.reads) == (1, 3)


async def test_every_currency_a_judgement_needs_is_asked_for_and_no_other() -> None:
    gate = Gate.made()
    policy = a_policy(a_floor(amount=money("0.10", GBP)), a_floor(amount=money("40", Currency.JPY)))
    fee = Fee(label="panel", fixed=money("0.050", Currency.KWD))
    await gate.told(some_terms(cost=a_cost("0.01", USD), policy=policy, fees=(fee,)))

    await gate.judge.look([a_sale()])

    assert gate.counting.pairs == {
        (currency, EUR) for currency in (USD, GBP, Currency.JPY, Currency.KWD)
    }


async def test_each_line_gets_the_rates_of_its_own_currency() -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=a_cost("0.01", USD)))
    await gate.rate(a_rate("0.8"))

    euros, dollars, pounds = await gate.judge.look(
        [a_sale(), a_sale(place=1, currency=USD), a_sale(place=2, currency=GBP)]
    )

    assert [str(rate) for rate in euros.question.rates] == ["1 USD = 0.8 EUR"]
    assert (dollars.question.rates, dollars.margin) == ((), money("2.00", USD))
    assert [reason.code for reason in pounds.reasons] == ["no_rate"]
    assert euros.question.rate_limit == DAY
    assert euros.question.asked_at == NOON


async def test_nothing_to_judge_is_judged_to_be_nothing() -> None:
    gate = Gate.made()

    assert await gate.judge([], QUOTE) == ()
    assert gate.kept() == []


# --- Under block, nothing that fails can be sold -------------------------------------------

amounts = st.decimals(0, 50, places=4)
policies = st.builds(
    MarginPolicy,
    enforcement=st.sampled_from(Enforcement),
    fail=st.builds(
        Floor,
        amount=st.none() | st.integers(-500, 500).map(lambda minor: Money(minor, EUR)),
        percent=st.none() | st.decimals(-50, 99, places=1),
    ),
    cost_required=st.booleans(),
)
costs = st.none() | st.builds(
    CostModel,
    currency=st.sampled_from([EUR, USD, GBP]),
    flat=amounts,
    per_unit=amounts,
    minimum=amounts,
)
ages = st.none() | st.integers(0, 72)
lines = st.lists(
    st.tuples(
        st.integers(0, 10**6), st.integers(0, 1_000), st.sampled_from([FOLLOWERS, LIKES, None])
    ),
    min_size=1,
    max_size=5,
)


@given(
    policy=policies,
    own=st.none() | policies,
    cost=costs,
    age=ages,
    rate=st.decimals("0.1", 9, places=3),
    lines=lines,
)
async def test_under_block_no_sale_that_fails_can_be_made(
    policy: MarginPolicy,
    own: MarginPolicy | None,
    cost: CostModel | None,
    age: int | None,
    rate: Decimal,
    lines: list[tuple[int, int, ServiceRef | None]],
) -> None:
    gate = Gate.made()
    await gate.told(some_terms(cost=cost, policy=own))
    if policy != HouseTerms().policy:
        await gate.house(policy)
    if age is not None:
        await gate.rate(a_rate(str(rate), at=NOON - age * timedelta(hours=1)))
    sales = [
        Sale(
            pointer=f"/lines/{place}",
            label="x",
            price=Money(price, EUR),
            service=service,
            units=Decimal(units),
        )
        for place, (price, units, service) in enumerate(lines)
    ]
    looked = await gate.judge.look(sales)
    forbidden = {
        judgement.question.sale.pointer
        for judgement in looked
        if judgement.posture is Posture.FAIL
        and judgement.question.policy.enforcement is Enforcement.BLOCK
    }

    checkout = Judged(purpose=JudgedFor.CHECKOUT)
    if not forbidden:
        assert await gate.judge(sales, checkout) == looked
        return
    with pytest.raises(MarginBlocked) as refused:
        await gate.judge(sales, checkout)
    assert {error.pointer for error in refused.value.errors} == forbidden
