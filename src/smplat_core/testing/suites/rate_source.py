"""What every ``RateSource`` adapter promises."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Protocol

import pytest

from smplat_core.kernel import Currency
from smplat_core.pricing.fx import RateSource, RatesUnavailable
from smplat_core.testing.promises import Contract

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EUR, GBP, JPY, USD = Currency.EUR, Currency.GBP, Currency.JPY, Currency.USD


class RateSourceUnderTest(Protocol):
    """A source, and somebody who plays its other side."""

    source: RateSource

    def say(self, base: Currency, rates: Mapping[Currency, str], *, at: datetime) -> None:
        """From now on it answers with these rates, as of that moment."""
        ...

    def go_away(self) -> None:
        """From now on it does not answer."""
        ...


class RateSourceContract(Contract):
    """What every ``RateSource`` adapter promises."""

    needs = "world"
    shape = RateSourceUnderTest

    async def test_what_it_says_arrives_to_the_last_digit_with_its_moment(
        self, world: RateSourceUnderTest
    ) -> None:
        world.say(EUR, {USD: "1.08370001", JPY: "162.4"}, at=NOON)

        rates = await world.source.latest(EUR, {USD, JPY})

        found = {rate.quote: (rate.base, rate.rate, rate.quoted_at) for rate in rates}
        assert found == {
            USD: (EUR, Decimal("1.08370001"), NOON),
            JPY: (EUR, Decimal("162.4"), NOON),
        }
        assert len({rate.source for rate in rates}) == 1

    async def test_only_what_was_asked_for_arrives(self, world: RateSourceUnderTest) -> None:
        world.say(EUR, {USD: "1.08", JPY: "162"}, at=NOON)

        rates = await world.source.latest(EUR, {USD})

        assert [rate.quote for rate in rates] == [USD]

    async def test_what_it_does_not_know_is_left_out(self, world: RateSourceUnderTest) -> None:
        world.say(EUR, {USD: "1.08"}, at=NOON)

        rates = await world.source.latest(EUR, {USD, GBP})

        assert [rate.quote for rate in rates] == [USD]

    async def test_a_source_that_does_not_answer_is_unavailable(
        self, world: RateSourceUnderTest
    ) -> None:
        world.go_away()

        with pytest.raises(RatesUnavailable):
            await world.source.latest(EUR, {USD})
