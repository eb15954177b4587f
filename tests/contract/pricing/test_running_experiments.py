"""Experiments as the house runs them, on every database."""

from asyncio import gather
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve as changed
from attrs import frozen

from smplat_core.catalog import Circumstances
from smplat_core.guardrails import CannotUndo, FollowUpId
from smplat_core.jobs import JobRun, JobRunId, Queue
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.pricing.experiments import (
    COMPLETE_EXPERIMENTS,
    VARIANT_PAUSED,
    AssignExperiments,
    BadExperiment,
    BadVisitor,
    CompleteEndedExperiments,
    CreateExperiment,
    EditExperiment,
    Experiment,
    ExperimentOverlaps,
    ExperimentQueries,
    ExperimentSlug,
    ExperimentState,
    GuardExperiments,
    GuardPolicy,
    OrderedVariant,
    OutcomeKind,
    PauseExperiment,
    PauseVariant,
    PeekAssignments,
    Period,
    ProductSlug,
    RecordExperimentEvents,
    RecordOrderOutcomes,
    ResumeExperiment,
    ResumeVariant,
    StartExperiment,
    TargetProducts,
    ToldEvent,
    UndoVariantPause,
    VariantKey,
    Visitor,
)
from smplat_core.testing.builders.catalog import a_product
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    PRODUCT,
    a_plan,
)
from smplat_core.testing.builders.pricing import NOON
from smplat_memory import MemoryTargetProducts
from smplat_postgres import PostgresTargetProducts
from tests.contract.databases import Database

SLUG = ExperimentSlug("tenth-off")
HERE = {PRODUCT: Circumstances()}
ANA = Visitor(buyer="ana", session="s1")
UNKNOWN = Visitor(session="s1")
HOUR = timedelta(hours=1)
RUN = JobRun(
    id=JobRunId(UUID(int=1)),
    name=COMPLETE_EXPERIMENTS,
    queue=Queue.PRICING,
    payload={},
    max_attempts=1,
    actor="schedule",
    correlation_id="c-1",
    created_at=NOON,
    due_at=NOON,
)


@frozen
class Lab:
    """What a test of experiments needs at hand."""

    database: Database
    products: TargetProducts

    @property
    def queries(self) -> ExperimentQueries:
        return self.database.experiment_queries

    @property
    def peek(self) -> PeekAssignments:
        return PeekAssignments(self.queries, self.database.clock)

    @property
    def assign(self) -> AssignExperiments:
        return AssignExperiments(self.database.begin, self.peek, self.database.clock)

    @property
    def record(self) -> RecordExperimentEvents:
        return RecordExperimentEvents(self.database.begin, self.database.clock, self.queries)

    @property
    def start(self) -> StartExperiment:
        return StartExperiment(self.database.begin, self.database.clock, self.products)

    @property
    def guard(self) -> GuardExperiments:
        database = self.database
        return GuardExperiments(database.begin, database.clock, database.ids, self.queries)

    async def draw(self, slug: str = SLUG, **plan: object) -> Experiment:
        database = self.database
        create = CreateExperiment(database.begin, database.clock, database.ids, self.products)
        return await create(slug=slug, plan=a_plan(**plan))

    async def begin(self, slug: str = SLUG, **plan: object) -> Experiment:
        await self.draw(slug, **plan)
        return await self.start(ExperimentSlug(slug))

    async def read(self, slug: str = SLUG) -> Experiment:
        return await self.queries.experiment(ExperimentSlug(slug))

    async def tell(self, *events: ToldEvent) -> None:
        await self.record(SLUG, events)

    async def told(self) -> Sequence[str]:
        return [record.name for record in await self.database.events()]


@pytest.fixture
async def lab(database: Database) -> Lab:
    async with database.begin() as work:
        for number, slug in enumerate(("likes", "views"), start=1):
            await work.products.save(evolve(a_product(slug, number=number), news=()))
    products: TargetProducts = database.pick(
        memory=lambda tables: MemoryTargetProducts(tables.catalog),
        postgres=PostgresTargetProducts,
    )
    return Lab(database, products)


def shown(session: str, variant: VariantKey) -> ToldEvent:
    return ToldEvent(kind=None, visitor=Visitor(session=session), variant=variant)


def converted(session: str) -> ToldEvent:
    return ToldEvent(kind=OutcomeKind.CONVERSION, visitor=Visitor(session=session))


# --- products and starts ---------------------------------------------------------------------


async def test_products_that_exist_are_told_from_those_that_do_not(lab: Lab) -> None:
    asked = [ProductSlug("likes"), ProductSlug("views"), ProductSlug("shares")]

    assert await lab.products.exist(asked) == {"likes", "views"}
    assert await lab.products.exist([]) == frozenset()


async def test_a_product_nobody_has_is_refused(lab: Lab) -> None:
    with pytest.raises(BadExperiment, match="no product 'shares'"):
        await lab.draw(product="shares")


async def test_of_two_that_start_at_once_one_is_refused(lab: Lab) -> None:
    await lab.draw("one")
    await lab.draw("two")

    ends = await gather(
        lab.start(ExperimentSlug("one")), lab.start(ExperimentSlug("two")), return_exceptions=True
    )

    assert sorted(type(end).__name__ for end in ends) == ["Experiment", "ExperimentOverlaps"]


async def test_a_paused_one_still_holds_its_place(lab: Lab) -> None:
    await lab.begin()
    database = lab.database
    await PauseExperiment(database.begin, database.clock)(SLUG, reason="x")
    await lab.draw("two")

    with pytest.raises(ExperimentOverlaps):
        await lab.start(ExperimentSlug("two"))
    resumed = await ResumeExperiment(database.begin, database.clock)(SLUG)
    assert resumed.state is ExperimentState.RUNNING


async def test_one_that_is_over_leaves_its_place(lab: Lab) -> None:
    await lab.begin(period=Period(ends_at=lab.database.clock.now() + HOUR))
    lab.database.clock.advance(HOUR)
    await lab.draw("two", period=Period(starts_at=lab.database.clock.now()))

    started = await lab.start(ExperimentSlug("two"))

    assert started.is_live(lab.database.clock.now())


async def test_an_edit_that_changes_nothing_saves_nothing(lab: Lab) -> None:
    drawn = await lab.draw()
    edit = EditExperiment(lab.database.begin, lab.database.clock, lab.products)

    assert await edit(SLUG, lambda plan: plan) == drawn
    with pytest.raises(BadExperiment):
        await edit(SLUG, lambda plan: changed(plan, product=ProductSlug("shares")))
    assert await lab.told() == ["experiment.created"]


# --- assignments -----------------------------------------------------------------------------


async def test_looking_records_nothing(lab: Lab) -> None:
    running = await lab.begin()

    first = await lab.peek(HERE, ANA)
    again = await lab.peek(HERE, ANA)

    assert first == again
    assert set(first) == {PRODUCT}
    assert await lab.queries.kept(running.id, ANA.keys) == {}


async def test_what_was_assigned_survives_new_weights_and_coverage(lab: Lab) -> None:
    await lab.begin()
    before = await lab.assign(HERE, UNKNOWN)
    edit = EditExperiment(lab.database.begin, lab.database.clock, lab.products)
    other = CONTROL if before[PRODUCT].variant_key == CHEAPER else CHEAPER

    await edit(
        SLUG,
        lambda plan: changed(
            plan,
            coverage=1,
            variants=tuple(changed(v, weight=int(v.key == other)) for v in plan.variants),
        ),
    )

    assert await lab.assign(HERE, UNKNOWN) == before
    assert await lab.peek(HERE, UNKNOWN) == before


async def test_a_buyer_who_logs_in_inherits_their_sessions_assignment_everywhere(
    lab: Lab,
) -> None:
    running = await lab.begin()
    before = await lab.assign(HERE, UNKNOWN)

    inherited = await lab.assign(HERE, ANA)
    elsewhere = await lab.peek(HERE, Visitor(buyer="ana", session="another-device"))

    key = before[PRODUCT].variant_key
    assert [each[PRODUCT].variant_key for each in (inherited, elsewhere)] == [key, key]
    now = lab.database.clock.now()
    tallies = await lab.queries.tallies(running.id, recent_since=now, aged_before=now)
    assert (tallies.units, tallies.multiple_units, tallies.of(key).exposures) == (1, 0, 1)


async def test_each_product_is_looked_at_in_its_own_circumstances(lab: Lab) -> None:
    await lab.begin(flag="new-prices")
    await lab.begin("views-cheaper", product="views", flag="new-prices")
    on = Circumstances(flags=frozenset({"new-prices"}))

    found = await lab.assign({PRODUCT: Circumstances(), ProductSlug("views"): on}, ANA)

    assert set(found) == {"views"}


async def test_nobody_is_assigned_nothing(lab: Lab) -> None:
    await lab.begin()

    with pytest.raises(BadVisitor):
        await lab.peek(HERE, Visitor())


# --- orders ----------------------------------------------------------------------------------


async def test_what_an_order_brought_is_counted_once(lab: Lab) -> None:
    running = await lab.begin()
    record = RecordOrderOutcomes(lab.database.begin, lab.queries)
    now = lab.database.clock.now()
    order = UUID(int=0xA)
    euros = Money.parse("12.50", Currency.EUR)
    line = OrderedVariant(slug=SLUG, variant_key=CHEAPER, revenue=euros, unit="session:s1")
    gone = changed(line, slug=ExperimentSlug("gone"))

    first = await record(order, (line, line, gone), at=now)
    again = await record(order, (line,), at=now)
    unknown = await record(UUID(int=0xB), (changed(line, unit=None),), at=now)

    tallies = await lab.queries.tallies(running.id, recent_since=now, aged_before=now)
    tally = tallies.of(CHEAPER)
    assert (first, again, unknown) == (2, 0, 2)
    assert (tally.conversions, tally.converted) == (2, 2)
    assert tally.revenue[Currency.EUR].total == Money.parse("37.50", Currency.EUR)


# --- by schedule -----------------------------------------------------------------------------


async def test_what_has_reached_its_end_is_completed_and_nothing_else(lab: Lab) -> None:
    now = lab.database.clock.now()
    await lab.begin(period=Period(ends_at=now + HOUR))
    await lab.begin("views-cheaper", product="views", period=Period(ends_at=now + 2 * HOUR))
    complete = CompleteEndedExperiments(lab.database.begin, lab.database.clock, lab.queries)

    await complete(RUN)
    lab.database.clock.advance(HOUR)
    await complete(RUN)
    await complete(RUN)

    assert (await lab.read()).state is ExperimentState.COMPLETED
    assert (await lab.read("views-cheaper")).state is ExperimentState.RUNNING
    assert (await lab.told()).count("experiment.completed") == 1


# --- guards ----------------------------------------------------------------------------------

GUARD = GuardPolicy(conversion_drop=Decimal("0.2"), minimum_exposures=10, dwell=6 * HOUR)


async def with_figures(lab: Lab, *, good: int = 8, bad: int = 2) -> Experiment:
    """Ten were shown each; so many of the control and of the variant converted."""
    running = await lab.begin(guard=GUARD)
    events = [shown(f"c{n}", CONTROL) for n in range(10)]
    events += [shown(f"v{n}", CHEAPER) for n in range(10)]
    await lab.tell(*events)
    told = [converted(f"c{n}") for n in range(good)] + [converted(f"v{n}") for n in range(bad)]
    await lab.tell(*told)
    return running


async def test_a_variant_that_does_harm_is_paused_with_an_account_of_it(lab: Lab) -> None:
    running = await with_figures(lab)

    await lab.guard(RUN)

    paused = (await lab.read()).pause_of(CHEAPER)
    assert paused is not None
    assert paused.follow_up is not None
    async with lab.database.begin() as work:
        account = await work.follow_ups.get(FollowUpId(paused.follow_up))
    assert (account.kind, account.subject.id) == (VARIANT_PAUSED, running.id)
    assert account.input("control_converted") == "8"
    assert account.input("converted") == "2"
    assert Decimal(account.input("conversion_drop")) == Decimal("0.6")
    assert Decimal(account.input("severity")) == 3
    assert (await lab.told())[-2:] == ["follow_up.raised", "experiment.variant_paused"]
    left = await lab.peek(HERE, Visitor(session="v1"))
    assert left == {}


async def test_what_is_paused_is_left_alone(lab: Lab) -> None:
    await with_figures(lab)

    await lab.guard(RUN)
    await lab.guard(RUN)

    assert (await lab.told()).count("follow_up.raised") == 1


async def test_a_variant_that_does_well_or_is_not_guarded_goes_on(lab: Lab) -> None:
    await with_figures(lab, bad=7)
    await lab.begin("views-cheaper", product="views")

    await lab.guard(RUN)

    assert (await lab.read()).paused == ()


async def test_undoing_a_pause_keeps_it_undone_for_the_dwell_time(lab: Lab) -> None:
    await with_figures(lab)
    await lab.guard(RUN)
    database = lab.database
    paused = (await lab.read()).pause_of(CHEAPER)
    assert paused is not None
    assert paused.follow_up is not None
    async with database.begin() as work:
        account = await work.follow_ups.get(FollowUpId(paused.follow_up))
    undo = UndoVariantPause(database.begin, database.clock)

    await undo(account)
    database.clock.advance(6 * HOUR - timedelta(seconds=1))
    await lab.guard(RUN)
    undone = await lab.read()
    database.clock.advance(timedelta(seconds=1))
    await lab.guard(RUN)

    assert undone.paused == ()
    assert (await lab.read()).pause_of(CHEAPER) is not None
    with pytest.raises(CannotUndo):
        await undo(account)


async def test_a_person_who_resumes_a_variant_is_left_to_it_for_the_dwell_time(lab: Lab) -> None:
    await with_figures(lab)
    database = lab.database
    await PauseVariant(database.begin, database.clock)(SLUG, CHEAPER, reason="mine")
    await ResumeVariant(database.begin, database.clock)(SLUG, CHEAPER, reason="mine")

    await lab.guard(RUN)

    assert (await lab.read()).paused == ()


async def test_only_a_live_experiment_is_guarded(lab: Lab) -> None:
    await with_figures(lab)
    await PauseExperiment(lab.database.begin, lab.database.clock)(SLUG, reason="x")

    await lab.guard(RUN)

    assert (await lab.read()).paused == ()
