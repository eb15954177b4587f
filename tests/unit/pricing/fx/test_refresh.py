"""Rates are refreshed from a source and set by hand."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve, frozen

from smplat_core.kernel import BadRate, Cause, Currency, ExchangeRate, acting_as
from smplat_core.pricing.fx import (
    FX_ID,
    BadRateReason,
    KeptRate,
    RateByHand,
    RatesUnavailable,
    RateSwing,
    RefreshRates,
    SetRate,
)
from smplat_memory import ManualClock, MemoryDatabase, MemoryRateSource, SequentialIds

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
EUR, GBP, USD = Currency.EUR, Currency.GBP, Currency.USD
ANN = Cause(actor="user:ann", correlation_id="c")


@frozen
class House:
    database: MemoryDatabase
    clock: ManualClock
    source: MemoryRateSource
    refresh: RefreshRates
    by_hand: SetRate

    @property
    def kept(self) -> list[KeptRate]:
        return self.database.tables.fx.kept

    def says(self, **rates: str) -> None:
        self.source.rates = tuple(
            ExchangeRate(
                base=EUR,
                quote=Currency(quote),
                rate=Decimal(rate),
                source="bank",
                quoted_at=self.clock.now(),
            )
            for quote, rate in rates.items()
        )


@pytest.fixture
def house() -> House:
    clock = ManualClock(NOON)
    database = MemoryDatabase(clock=clock, ids=SequentialIds())
    source = MemoryRateSource()
    return House(
        database,
        clock,
        source,
        RefreshRates(
            begin=database.begin,
            source=source,
            clock=clock,
            base=EUR,
            symbols={USD, GBP, EUR},
            most_swing=Decimal(20),
        ),
        SetRate(begin=database.begin, clock=clock, most_swing=Decimal(20)),
    )


async def test_what_the_source_says_is_written_down_and_told(house: House) -> None:
    house.says(USD="1.25", GBP="0.8")

    with acting_as(ANN):
        refreshed = await house.refresh()

    assert [str(change.after) for change in refreshed.changed] == [
        "1 EUR = 0.8 GBP",
        "1 EUR = 1.25 USD",
    ]
    assert refreshed.missing == ()
    assert [(kept.kept_at, kept.kept_by, kept.reason) for kept in house.kept] == [
        (NOON, "user:ann", None)
    ] * 2
    (told,) = house.database.tables.log.records
    assert (told.name, told.aggregate_id) == ("fx.rates_refreshed", FX_ID)
    assert told.payload == {
        "at": NOON.isoformat(),
        "source": "bank",
        "changed": ["1 EUR = 0.8 GBP", "1 EUR = 1.25 USD"],
        "refused": [],
    }


async def test_asked_again_nothing_is_written_or_told(house: House) -> None:
    house.says(USD="1.25")
    await house.refresh()

    again = await house.refresh()

    assert (again.changed, again.unchanged, again.missing) == ((), 1, (GBP,))
    assert (len(house.kept), len(house.database.tables.log.records)) == (1, 1)


async def test_what_is_not_believed_is_told_and_not_written(house: House) -> None:
    house.says(USD="1")
    await house.refresh()
    house.clock.advance(HOUR)
    house.says(USD="2", GBP="0.8")

    refreshed = await house.refresh()

    assert [str(change.after) for change in refreshed.changed] == ["1 EUR = 0.8 GBP"]
    assert len(house.kept) == 2
    told = house.database.tables.log.records[-1]
    assert told.payload["refused"] == [
        "1 EUR = 2 USD: it is 100.00 % off 1; set it by hand if it is right"
    ]


async def test_a_source_that_does_not_answer_changes_nothing(house: House) -> None:
    house.source.away = True

    with pytest.raises(RatesUnavailable):
        await house.refresh()

    assert house.kept == []


async def test_a_rate_set_by_hand_holds_until_the_source_says_a_newer_one(house: House) -> None:
    house.says(USD="1.25")
    await house.refresh()
    house.clock.advance(HOUR)

    with acting_as(ANN):
        kept = await house.by_hand(
            RateByHand(base=EUR, quote=USD, rate=Decimal("1.2"), reason=" by phone ")
        )
    await house.refresh()
    before = house.database.tables.fx.newest()
    house.clock.advance(HOUR)
    house.says(USD="1.22")
    await house.refresh()

    assert (kept.rate.source, kept.kept_by, kept.reason) == ("manual", "user:ann", "by phone")
    assert before == (kept,)
    assert house.database.tables.fx.newest()[0].rate.rate == Decimal("1.22")


async def test_a_rate_set_by_hand_tells_what_held_before_and_why(house: House) -> None:
    house.says(USD="1.25")
    await house.refresh()
    house.clock.advance(HOUR)

    await house.by_hand(RateByHand(base=USD, quote=EUR, rate=Decimal("0.75"), reason="by phone"))

    told = house.database.tables.log.records[-1]
    assert told.name == "fx.rate_set"
    assert told.payload == {
        "at": (NOON + HOUR).isoformat(),
        "base": "USD",
        "quote": "EUR",
        "before": "0.8",
        "after": "0.75",
        "reason": "by phone",
    }


async def test_a_first_rate_of_a_pair_needs_no_confirmation(house: House) -> None:
    kept = await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal(9), reason="x"))

    assert house.kept == [kept]
    assert kept.kept_at == NOON
    assert house.database.tables.log.records[-1].payload["before"] is None


async def test_a_rate_far_from_the_last_has_to_be_confirmed(house: House) -> None:
    await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal(1), reason="x"))
    house.clock.advance(HOUR)
    far = RateByHand(base=EUR, quote=USD, rate=Decimal("1.21"), reason="x")

    with pytest.raises(RateSwing, match=r"21\.00 % off the last rate, 1; confirm it"):
        await house.by_hand(far)
    meant = await house.by_hand(
        RateByHand(base=EUR, quote=USD, rate=Decimal("1.21"), reason="x", confirmed=True)
    )

    assert house.kept[-1] == meant
    assert len(house.kept) == 2


async def test_a_rate_at_the_limit_needs_no_confirmation(house: House) -> None:
    await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal(1), reason="x"))
    house.clock.advance(HOUR)

    kept = await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal("1.2"), reason="x"))

    assert house.kept[-1] == kept


async def test_a_reason_may_be_five_hundred_characters(house: House) -> None:
    said = RateByHand(base=EUR, quote=USD, rate=Decimal(1), reason="x" * 500)

    assert (await house.by_hand(said)).reason == "x" * 500


async def test_every_source_that_was_heard_is_told_of(house: House) -> None:
    house.says(USD="1", GBP="0.8")
    bank, other = house.source.rates
    house.source.rates = (bank, evolve(other, source="another"))

    await house.refresh()

    assert house.database.tables.log.records[-1].payload["source"] == "another, bank"


@pytest.mark.parametrize("reason", ["", " ", "x" * 501, "a\0"])
async def test_no_rate_is_set_without_a_reason(house: House, reason: str) -> None:
    with pytest.raises(BadRateReason) as refused:
        await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal(1), reason=reason))

    assert refused.value.errors[0].pointer == "/reason"
    assert house.kept == []


async def test_what_is_no_rate_is_not_set(house: House) -> None:
    with pytest.raises(BadRate):
        await house.by_hand(RateByHand(base=EUR, quote=USD, rate=Decimal(0), reason="x"))
