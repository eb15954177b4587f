"""What every ``Experiments`` and ``ExperimentRecords`` promises."""

from asyncio import gather
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from smplat_core.kernel import Currency, Money, PageRequest, evolve
from smplat_core.pricing import Region
from smplat_core.pricing.experiments import (
    Assignment,
    AssignmentStrategy,
    Experiment,
    ExperimentChanged,
    ExperimentExists,
    ExperimentNotFound,
    ExperimentSlug,
    Exposure,
    GuardPolicy,
    Metric,
    MetricId,
    Namespace,
    Outcome,
    OutcomeKind,
    Period,
    ProductSlug,
    Segment,
    VariantKey,
    Visitor,
    assign,
)
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    DEARER,
    EURO_MORE,
    a_draft,
    a_running,
    a_variant,
)
from smplat_core.testing.builders.pricing import NOON
from smplat_core.testing.databases import ExperimentsDatabase
from smplat_core.testing.promises import Contract

LATER = NOON + timedelta(hours=1)
SLUG = ExperimentSlug("tenth-off")
ANA = Visitor(buyer="ana", session="s1")
UNKNOWN = Visitor(session="s1")


def quiet(experiment: Experiment) -> Experiment:
    return evolve(experiment, version=0, news=())


def assigned(experiment: Experiment, key: VariantKey = CHEAPER) -> Assignment:
    found = assign(experiment, "buyer:ana", kept=key)
    assert found is not None
    return found


def shown(sitting: str = "session:s1", unit: str | None = None, minutes: int = 0) -> Exposure:
    at = NOON + timedelta(minutes=minutes)
    return Exposure(variant_key=CHEAPER, unit=unit or sitting, sitting=sitting, at=at)


def paid(order: str = "order:1", amount: str = "10.00") -> tuple[Outcome, Outcome]:
    """A conversion and its revenue."""
    money = Money.parse(amount, Currency.EUR)
    conversion = Outcome(
        kind=OutcomeKind.CONVERSION,
        variant_key=CHEAPER,
        unit="buyer:ana",
        dedup_key=order,
        at=NOON,
    )
    return conversion, evolve(conversion, kind=OutcomeKind.REVENUE, amount=money)


class ExperimentsContract(Contract):
    """What every ``Experiments`` and ``ExperimentRecords`` promises."""

    needs = "database"
    shape = ExperimentsDatabase

    async def keep(
        self, database: ExperimentsDatabase, *experiments: Experiment
    ) -> tuple[Experiment, ...]:
        async with database.begin() as work:
            return tuple([await work.experiments.save(quiet(each)) for each in experiments])

    # --- Experiments ---------------------------------------------------------------------------

    async def test_what_was_saved_comes_back_whole(self, database: ExperimentsDatabase) -> None:
        guard = GuardPolicy(stalled_share=Decimal("0.8"), conversion_drop=Decimal("0.05"))
        draft = a_draft(
            hypothesis="Cheaper sells more",
            variants=(a_variant(CONTROL, 2), a_variant(CHEAPER), a_variant(DEARER, 1, EURO_MORE)),
            segment=Segment(regions=(Region("EU"),), channels=("web",)),
            period=Period(starts_at=NOON, ends_at=NOON + timedelta(days=9)),
            flag="new-prices",
            coverage=5_000,
            namespace=Namespace(name="prices", first=0, end=500),
            guard=guard,
        )
        running = draft.start(at=NOON).pause_variant(
            CHEAPER, reason="harm", by="key:1", at=LATER, follow_up=UUID(int=7)
        )

        async with database.begin() as work:
            saved = await work.experiments.save(running)

        async with database.begin() as work:
            found = await work.experiments.get(SLUG)
        assert found == saved == evolve(running, version=1)

    async def test_an_unknown_slug_is_refused(self, database: ExperimentsDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(ExperimentNotFound):
                await work.experiments.get(SLUG)
            with pytest.raises(ExperimentNotFound):
                await work.experiments.with_rivals(SLUG)

    async def test_a_slug_is_taken_for_good(self, database: ExperimentsDatabase) -> None:
        await self.keep(database, a_draft())

        with pytest.raises(ExperimentExists):
            await self.keep(database, a_draft(number=2))

    async def test_the_slower_of_two_is_refused_with_the_version_there_is(
        self, database: ExperimentsDatabase
    ) -> None:
        (draft,) = await self.keep(database, a_draft())
        async with database.begin() as work:
            await work.experiments.save(draft.start(at=NOON))

        with pytest.raises(ExperimentChanged) as refused:
            async with database.begin() as work:
                await work.experiments.save(draft.start(at=LATER))
        assert refused.value.current_version == 2

    async def test_a_new_one_is_saved_once(self, database: ExperimentsDatabase) -> None:
        await self.keep(database, a_draft())

        with pytest.raises(ExperimentChanged):
            await self.keep(database, a_draft())

    async def test_saving_publishes_the_news_once(self, database: ExperimentsDatabase) -> None:
        async with database.begin() as work:
            draft = await work.experiments.save(a_draft())
            await work.experiments.save(draft.start(at=NOON))

        told = await database.events()
        assert [record.name for record in told] == ["experiment.created", "experiment.started"]
        assert {(record.aggregate, record.aggregate_id) for record in told} == {
            ("pricing_experiment", draft.id)
        }

    async def test_a_draft_is_thrown_away_and_told_of(self, database: ExperimentsDatabase) -> None:
        await self.keep(database, a_draft())

        async with database.begin() as work:
            draft = await work.experiments.get(SLUG)
            await work.experiments.discard(draft.discarded(at=NOON))

        async with database.begin() as work:
            with pytest.raises(ExperimentNotFound):
                await work.experiments.get(SLUG)
        assert [record.name for record in await database.events()] == ["experiment.discarded"]

    async def test_rivals_are_those_of_the_product_that_are_not_over(
        self, database: ExperimentsDatabase
    ) -> None:
        over = a_running("over", number=2).complete(reason="x", at=NOON)
        await self.keep(
            database,
            a_draft(),
            over,
            a_running("running", number=3),
            a_draft("draft", number=4),
            a_running("elsewhere", number=5, product="followers"),
        )

        async with database.begin() as work:
            found = await work.experiments.with_rivals(SLUG)
            ended = await work.experiments.with_rivals(ExperimentSlug("over"))

        assert found.experiment.slug == SLUG
        assert [other.slug for other in found.others] == ["draft", "running"]
        assert [other.slug for other in ended.others] == ["draft", "running", SLUG]

    async def test_rivals_are_decided_on_one_after_the_other(
        self, database: ExperimentsDatabase
    ) -> None:
        await self.keep(database, a_draft("one"), a_draft("two", number=2))

        async def start_alone(slug: str) -> bool:
            async with database.begin() as work:
                found = await work.experiments.with_rivals(ExperimentSlug(slug))
                if any(other.started_at for other in found.others):
                    return False
                await work.experiments.save(found.experiment.start(at=NOON))
                return True

        started = await gather(start_alone("one"), start_alone("two"))

        assert sorted(started) == [False, True]

    # --- ExperimentRecords ---------------------------------------------------------------------

    async def test_an_assignment_is_kept_under_each_name_and_counted_once(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())

        for _ in range(2):
            async with database.begin() as work:
                await work.experiment_records.assigned(ANA, (assigned(running),), at=NOON)

        kept = await database.experiment_queries.kept(running.id, ["buyer:ana", "session:s1", "x"])
        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )
        assert kept == {"buyer:ana": CHEAPER, "session:s1": CHEAPER}
        assert (tallies.units, tallies.of(CHEAPER).exposures) == (1, 1)

    async def test_two_lines_of_one_product_are_one_exposure(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())

        async with database.begin() as work:
            records = work.experiment_records
            await records.assigned(ANA, (assigned(running), assigned(running)), at=NOON)
            await records.assigned(ANA, (), at=NOON)

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )
        assert tallies.of(CHEAPER).exposures == 1

    async def test_what_is_kept_stays(self, database: ExperimentsDatabase) -> None:
        (running,) = await self.keep(database, a_running())

        async with database.begin() as work:
            records = work.experiment_records
            await records.assigned(UNKNOWN, (assigned(running, CONTROL),), at=NOON)
            await records.assigned(ANA, (assigned(running),), at=NOON)
            await records.keep(running.id, {"buyer:ana": CONTROL, "buyer:bo": CONTROL}, at=NOON)

        kept = await database.experiment_queries.kept(
            running.id, ["buyer:ana", "session:s1", "buyer:bo"]
        )
        assert kept == {"buyer:ana": CHEAPER, "session:s1": CONTROL, "buyer:bo": CONTROL}

    async def test_nothing_is_kept_where_buckets_alone_decide(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running(strategy=AssignmentStrategy.DETERMINISTIC))

        async with database.begin() as work:
            await work.experiment_records.assigned(ANA, (assigned(running),), at=NOON)

        assert await database.experiment_queries.kept(running.id, ANA.keys) == {}
        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )
        assert tallies.of(CHEAPER).exposures == 1

    async def test_several_products_are_assigned_at_once(
        self, database: ExperimentsDatabase
    ) -> None:
        one, other = await self.keep(
            database, a_running(), a_running("other", number=2, product="followers")
        )

        async with database.begin() as work:
            both = (assigned(one), assigned(other, CONTROL))
            await work.experiment_records.assigned(UNKNOWN, both, at=NOON)

        assert await database.experiment_queries.kept(one.id, UNKNOWN.keys) == {
            "session:s1": CHEAPER
        }
        assert await database.experiment_queries.kept(other.id, UNKNOWN.keys) == {
            "session:s1": CONTROL
        }

    async def test_an_exposure_counts_once_per_sitting_and_variant(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())
        control = evolve(shown(), variant_key=CONTROL)

        async with database.begin() as work:
            first = await work.experiment_records.exposed(running.id, (shown(), control))
            again = await work.experiment_records.exposed(
                running.id, (shown(minutes=5), shown("session:s2"))
            )
            none = await work.experiment_records.exposed(running.id, ())

        assert (first, again, none) == (2, 1, 0)

    async def test_what_an_unknown_session_saw_becomes_the_buyers(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())

        async with database.begin() as work:
            records = work.experiment_records
            await records.exposed(running.id, (shown(),))
            new = await records.exposed(running.id, (shown(unit="buyer:ana"),))
            taken = await records.exposed(running.id, (shown(unit="buyer:bo"),))
            await records.exposed(running.id, (shown("session:s2", unit="buyer:ana"),))

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )
        assert (new, taken) == (0, 0)
        assert (tallies.units, tallies.of(CHEAPER).exposures) == (1, 2)

    async def test_an_outcome_counts_once_per_kind_and_key(
        self, database: ExperimentsDatabase
    ) -> None:
        (running,) = await self.keep(database, a_running())

        async with database.begin() as work:
            records = work.experiment_records
            first = await records.came_out(running.id, paid())
            again = await records.came_out(running.id, (*paid(amount="99.00"), *paid("order:2")))

        tallies = await database.experiment_queries.tallies(
            running.id, recent_since=NOON, aged_before=NOON
        )
        revenue = tallies.of(CHEAPER).revenue[Currency.EUR]
        assert (first, again) == (2, 2)
        assert tallies.of(CHEAPER).conversions == 2
        assert revenue.total == Money.parse("20.00", Currency.EUR)

    async def test_one_key_may_come_out_of_two_experiments(
        self, database: ExperimentsDatabase
    ) -> None:
        kept = await self.keep(
            database, a_running(), a_running("other", number=2, product=ProductSlug("followers"))
        )

        async with database.begin() as work:
            new = [await work.experiment_records.came_out(each.id, paid()) for each in kept]

        assert new == [2, 2]

    async def test_figures_written_down_come_back_newest_first(
        self, database: ExperimentsDatabase
    ) -> None:
        running, other = await self.keep(
            database, a_running(), a_running("other", number=2, product="followers")
        )
        metrics = [
            Metric(
                id=MetricId(UUID(int=number)),
                experiment_id=running.id,
                variant_key=CHEAPER if number % 2 else None,
                name="support_calls",
                value=Decimal("12.50") + number,
                note="by phone",
                at=NOON,
                by="key:1",
            )
            for number in (1, 2, 3)
        ]

        async with database.begin() as work:
            for metric in metrics:
                await work.experiment_records.measured(metric)

        queries = database.experiment_queries
        first = await queries.metrics(running.id, PageRequest(2))
        rest = await queries.metrics(
            running.id, PageRequest.of(limit=2, cursor=first.next_cursor, parts=1)
        )
        assert [*first.items, *rest.items] == metrics[::-1]
        assert rest.next_cursor is None
        assert (await queries.metrics(other.id, PageRequest())).items == ()
