"""What every ``ExperimentQueries`` promises."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from smplat_core.kernel import Currency, Money, PageRequest, evolve
from smplat_core.pricing.experiments import (
    DayTally,
    Experiment,
    ExperimentFilter,
    ExperimentNotFound,
    ExperimentSlug,
    ExperimentState,
    Exposure,
    GuardPolicy,
    Outcome,
    OutcomeKind,
    Period,
    ProductSlug,
    RevenueTally,
    VariantKey,
    VariantTally,
)
from smplat_core.testing.builders.experiments import CHEAPER, CONTROL, PRODUCT, a_draft, a_running
from smplat_core.testing.builders.pricing import NOON
from smplat_core.testing.databases import ExperimentsDatabase
from smplat_core.testing.promises import Contract

EUR, JPY = Currency.EUR, Currency.JPY
FOLLOWERS = ProductSlug("followers")
DAY = timedelta(days=1)
GUARD = GuardPolicy(conversion_drop=Decimal("0.1"))


def seen(who: str, key: VariantKey, at: datetime, *, sitting: str | None = None) -> Exposure:
    return Exposure(variant_key=key, unit=who, sitting=sitting or who, at=at)


def outcome(
    who: str, key: VariantKey, dedup_key: str, at: datetime, amount: Money | None = None
) -> Outcome:
    """Revenue when there is an amount, else a conversion."""
    return Outcome(
        kind=OutcomeKind.CONVERSION if amount is None else OutcomeKind.REVENUE,
        variant_key=key,
        unit=who,
        dedup_key=dedup_key,
        at=at,
        amount=amount,
    )


def money(minor: int, currency: Currency = EUR) -> Money:
    return Money(minor, currency)


class ExperimentQueriesContract(Contract):
    """What every ``ExperimentQueries`` promises."""

    needs = "database"
    shape = ExperimentsDatabase

    async def keep(
        self, database: ExperimentsDatabase, *experiments: Experiment
    ) -> tuple[Experiment, ...]:
        async with database.begin() as work:
            return tuple(
                [await work.experiments.save(evolve(each, news=())) for each in experiments]
            )

    async def test_one_is_found_by_its_slug(self, database: ExperimentsDatabase) -> None:
        (running,) = await self.keep(database, a_running())

        queries = database.experiment_queries

        assert await queries.experiment(running.slug) == running
        with pytest.raises(ExperimentNotFound):
            await queries.experiment(ExperimentSlug("other"))

    async def test_they_are_listed_by_slug_page_by_page(
        self, database: ExperimentsDatabase
    ) -> None:
        await self.keep(
            database, *(a_draft(slug, number=place) for place, slug in enumerate("cabed"))
        )

        slugs, cursor = list[str](), None
        while True:
            request = PageRequest.of(limit=2, cursor=cursor, parts=1)
            page = await database.experiment_queries.experiments(ExperimentFilter(), request)
            slugs += [each.slug for each in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break

        assert slugs == list("abcde")

    async def test_they_are_listed_by_state_and_product(
        self, database: ExperimentsDatabase
    ) -> None:
        await self.keep(
            database,
            a_draft("a"),
            a_running("b", number=2),
            a_running("c", number=3, product=FOLLOWERS),
        )

        async def listed(**wanted: object) -> list[str]:
            page = await database.experiment_queries.experiments(
                ExperimentFilter(**wanted),  # type: ignore[arg-type]
                PageRequest(),
            )
            return [each.slug for each in page.items]

        assert await listed(state=ExperimentState.RUNNING) == ["b", "c"]
        assert await listed(product=PRODUCT) == ["a", "b"]
        assert await listed(product=PRODUCT, state=ExperimentState.DRAFT) == ["a"]

    async def test_only_running_ones_of_the_products_are_offered_with_what_was_kept(
        self, database: ExperimentsDatabase
    ) -> None:
        paused = a_running("b", number=2).pause(reason="x", at=NOON)
        running, *_ = await self.keep(
            database,
            a_running("a"),
            paused,
            a_draft("c", number=3),
            a_running("d", number=4, product=FOLLOWERS),
            a_running("e", number=5, product="views"),
        )
        async with database.begin() as work:
            kept = {"buyer:ana": CHEAPER, "session:s1": CONTROL, "buyer:bo": CONTROL}
            await work.experiment_records.keep(running.id, kept, at=NOON)

        queries = database.experiment_queries
        offers = await queries.offers([PRODUCT, FOLLOWERS], ["buyer:ana", "session:s1"])

        assert [offer.experiment.slug for offer in offers] == ["a", "d"]
        assert offers[0].kept == {"buyer:ana": CHEAPER, "session:s1": CONTROL}
        assert offers[1].kept == {}
        assert [each.slug for each in await queries.running_for([PRODUCT])] == ["a"]
        assert await queries.offers([], ["buyer:ana"]) == []

    async def test_nothing_counted_is_no_tally(self, database: ExperimentsDatabase) -> None:
        (running,) = await self.keep(database, a_running())

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )

        assert (tallies.variants, tallies.units, tallies.multiple_units) == ({}, 0, 0)
        assert tallies.of(CHEAPER) == VariantTally(key=CHEAPER)

    async def test_everything_is_counted_by_variant_and_by_unit(
        self, database: ExperimentsDatabase
    ) -> None:
        running, other = await self.keep(
            database, a_running(), a_running("other", number=2, product=FOLLOWERS)
        )
        exposures = (
            seen("buyer:ana", CHEAPER, NOON),
            seen("buyer:ana", CHEAPER, NOON + DAY, sitting="session:2"),
            seen("buyer:bo", CHEAPER, NOON + DAY),
            seen("buyer:cy", CHEAPER, NOON + 2 * DAY),
            seen("buyer:bo", CONTROL, NOON),
            seen("buyer:di", CONTROL, NOON + DAY),
        )
        outcomes = (
            outcome("buyer:ana", CHEAPER, "order:1", NOON),
            outcome("buyer:ana", CHEAPER, "order:2", NOON),
            outcome("buyer:ana", CHEAPER, "order:1", NOON, money(1_000)),
            outcome("buyer:ana", CHEAPER, "order:2", NOON, money(500)),
            outcome("buyer:bo", CHEAPER, "order:3", NOON, money(200)),
            outcome("buyer:ana", CHEAPER, "order:4", NOON, money(70, JPY)),
            outcome("buyer:xu", CONTROL, "order:5", NOON),
        )
        async with database.begin() as work:
            await work.experiment_records.exposed(running.id, exposures)
            await work.experiment_records.came_out(running.id, outcomes)
            await work.experiment_records.exposed(other.id, exposures)

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON + DAY, aged_before=NOON + DAY
        )

        assert (tallies.units, tallies.multiple_units) == (4, 1)
        assert tallies.of(CHEAPER) == VariantTally(
            key=CHEAPER,
            exposures=4,
            units=3,
            recent_units=2,
            conversions=2,
            converted=1,
            aged=2,
            stalled=1,
            revenue={
                EUR: RevenueTally(total=money(1_700), orders=3, squares=Decimal(1_500**2 + 200**2)),
                JPY: RevenueTally(total=money(70, JPY), orders=1, squares=Decimal(4_900)),
            },
        )
        assert tallies.of(CONTROL) == VariantTally(
            key=CONTROL,
            exposures=2,
            units=2,
            recent_units=1,
            conversions=1,
            converted=1,
            aged=2,
            stalled=2,
        )

    async def test_the_largest_amounts_are_counted_exactly(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())
        most = money(10**15)
        async with database.begin() as work:
            paid = [outcome("buyer:ana", CHEAPER, f"order:{n}", NOON, most) for n in range(3)]
            await work.experiment_records.came_out(running.id, paid)

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )

        revenue = tallies.of(CHEAPER).revenue[EUR]
        assert revenue.total == money(3 * 10**15)
        assert revenue.squares == Decimal(9 * 10**30)

    async def test_days_are_those_of_utc(self, database: ExperimentsDatabase) -> None:
        (running,) = await self.keep(database, a_running())
        midnight = NOON + DAY / 2
        async with database.begin() as work:
            await work.experiment_records.exposed(
                running.id,
                (
                    seen("buyer:old", CHEAPER, NOON - DAY),
                    seen("buyer:ana", CHEAPER, midnight - timedelta(seconds=1)),
                    seen("buyer:bo", CHEAPER, midnight),
                    seen("buyer:cy", CONTROL, midnight),
                ),
            )
            await work.experiment_records.came_out(
                running.id,
                (
                    outcome("buyer:ana", CHEAPER, "order:1", midnight),
                    outcome("buyer:ana", CHEAPER, "order:1", midnight, money(1_000)),
                    outcome("buyer:bo", CHEAPER, "order:2", midnight, money(1, JPY)),
                ),
            )

        days = await database.experiment_queries.days(running.id, since=NOON.date())

        first, second = date(2026, 11, 20), date(2026, 11, 21)
        assert list(days) == [
            DayTally(day=first, key=CHEAPER, exposures=1, conversions=0, revenue={}),
            DayTally(
                day=second,
                key=CHEAPER,
                exposures=1,
                conversions=1,
                revenue={EUR: money(1_000), JPY: money(1, JPY)},
            ),
            DayTally(day=second, key=CONTROL, exposures=1, conversions=0, revenue={}),
        ]

    async def test_the_ended_are_those_whose_end_has_come_and_who_go_on_all_the_same(
        self, database: ExperimentsDatabase
    ) -> None:
        late, soon = Period(ends_at=NOON + DAY), Period(ends_at=NOON + DAY / 2)
        await self.keep(
            database,
            a_running("a", period=late),
            a_running("b", number=2, period=soon).pause(reason="x", at=NOON),
            a_running("c", number=3),
            a_draft("d", number=4, period=soon),
            a_running("e", number=5, period=soon).complete(reason="x", at=NOON),
        )

        queries = database.experiment_queries

        assert list(await queries.ended(NOON + DAY / 2 - DAY / 4, limit=9)) == []
        assert list(await queries.ended(NOON + DAY / 2, limit=9)) == ["b"]
        assert list(await queries.ended(NOON + DAY, limit=9)) == ["b", "a"]
        assert list(await queries.ended(NOON + DAY, limit=1)) == ["b"]

    async def test_the_guarded_are_running_and_have_a_guard(
        self, database: ExperimentsDatabase
    ) -> None:
        await self.keep(
            database,
            a_running("a"),
            a_running("b", number=2, guard=GUARD),
            a_draft("c", number=3, guard=GUARD),
            a_running("d", number=4, guard=GUARD).pause(reason="x", at=NOON),
        )

        assert [each.slug for each in await database.experiment_queries.guarded()] == ["b"]
