"""The life of an experiment: what it allows when, and what it tells."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.customers import CompanyId
from smplat_core.guardrails import CannotUndo
from smplat_core.kernel import ActionNotAllowed, Event
from smplat_core.pricing import Region
from smplat_core.pricing.experiments import (
    EXPERIMENT_LIFECYCLE,
    BuyerKind,
    ControlNotPausable,
    Experiment,
    ExperimentCompleted,
    ExperimentCreated,
    ExperimentDiscarded,
    ExperimentEdited,
    ExperimentFixed,
    ExperimentNotStarted,
    ExperimentOver,
    ExperimentPaused,
    ExperimentPlan,
    ExperimentResumed,
    ExperimentSharesChanged,
    ExperimentStarted,
    ExperimentState,
    GuardPolicy,
    Namespace,
    PausedVariant,
    Period,
    Segment,
    VariantNotFound,
    VariantPaused,
    VariantResumed,
    laid_out,
    sizes,
)
from smplat_core.testing.builders.experiments import (
    CHEAPER,
    CONTROL,
    EURO_MORE,
    a_draft,
    a_plan,
    a_running,
    a_variant,
)
from smplat_core.testing.builders.pricing import NOON
from smplat_core.testing.lifecycles import check_lifecycle

LATER, MUCH_LATER = NOON + timedelta(hours=1), NOON + timedelta(hours=2)
FOLLOW_UP = UUID(int=0xF0)


def last(experiment: Experiment) -> Event:
    return experiment.news[-1]


def heavier(plan: ExperimentPlan, weight: int = 3) -> ExperimentPlan:
    return evolve(plan, variants=(plan.variants[0], evolve(plan.variants[1], weight=weight)))


def test_the_lifecycle_is_sound() -> None:
    check_lifecycle(EXPERIMENT_LIFECYCLE, final={ExperimentState.COMPLETED})


def test_a_new_one_is_a_draft_that_has_shared_out_nothing() -> None:
    draft = a_draft()

    assert (draft.state, draft.spans, draft.started_at) == (ExperimentState.DRAFT, (), None)
    assert last(draft) == ExperimentCreated(
        at=NOON,
        experiment_id=draft.id,
        slug=draft.slug,
        product=draft.plan.product,
        variants=(CONTROL, CHEAPER),
    )


def test_starting_lays_out_the_buckets() -> None:
    started = a_draft(coverage=5_000).start(at=LATER)

    assert started.state is ExperimentState.RUNNING
    assert started.spans == laid_out(started.plan.variants, 5_000)
    assert (started.started_at, started.shares_since) == (LATER, LATER)
    assert started.is_live(LATER)


def test_one_planned_for_later_starts_then_by_itself() -> None:
    period = Period(starts_at=MUCH_LATER, ends_at=MUCH_LATER + timedelta(1))

    started = a_draft(period=period).start(at=LATER)

    assert (started.is_live(LATER), started.is_live(MUCH_LATER)) == (False, True)
    assert started.shares_since == MUCH_LATER
    event = last(started)
    assert isinstance(event, ExperimentStarted)
    assert (event.live_from, event.ends_at) == (MUCH_LATER, period.ends_at)


def test_one_planned_from_before_starts_now() -> None:
    started = a_draft(period=Period(starts_at=NOON)).start(at=LATER)

    event = last(started)
    assert isinstance(event, ExperimentStarted)
    assert (event.live_from, event.ends_at) == (LATER, None)


def test_an_end_to_come_stops_nothing_and_ends_it_to_the_moment() -> None:
    ends_at = NOON + timedelta(days=3)
    running = a_running(period=Period(ends_at=ends_at))

    assert running.is_live(ends_at - timedelta(microseconds=1))
    assert not running.is_live(ends_at)
    edited = running.edit(
        evolve(running.plan, period=Period(ends_at=ends_at + timedelta(1))), at=LATER
    )
    assert edited.is_live(ends_at)


def test_what_has_ended_cannot_start_or_go_on() -> None:
    period = Period(ends_at=LATER)

    with pytest.raises(ExperimentOver):
        a_draft(period=period).start(at=LATER)
    with pytest.raises(ExperimentOver):
        a_running(period=period).pause(reason="x", at=NOON).resume(at=LATER)


def test_pausing_and_resuming_keeps_the_buckets() -> None:
    running = a_running()

    paused = running.pause(reason="stock", at=LATER)
    resumed = paused.resume(at=MUCH_LATER)

    assert not paused.is_live(LATER)
    assert resumed.is_live(MUCH_LATER)
    assert resumed.spans == running.spans
    assert [event.name for event in resumed.news] == ["experiment.paused", "experiment.resumed"]


def test_completing_says_when_and_why() -> None:
    completed = a_running().complete(reason="won", at=LATER)

    assert (completed.state, completed.completed_at) == (ExperimentState.COMPLETED, LATER)
    assert last(completed).name == "experiment.completed"


def test_a_life_is_told_step_by_step_with_when_and_why() -> None:
    minutes = [NOON + timedelta(minutes=number) for number in range(8)]
    lived = (
        a_running()
        .edit(heavier(a_plan()), at=minutes[0])
        .pause(reason="stock", at=minutes[1])
        .resume(at=minutes[2])
        .pause_variant(CHEAPER, reason="harm", by="x", at=minutes[3], follow_up=FOLLOW_UP)
        .undo_pause(CHEAPER, follow_up=FOLLOW_UP, reason="no harm", at=minutes[4])
        .complete(reason="won", at=minutes[5])
    )
    whose: dict[str, Any] = {
        "experiment_id": lived.id,
        "slug": lived.slug,
        "product": lived.plan.product,
    }

    assert lived.news == (
        ExperimentEdited(at=minutes[0], changed=("variants",), **whose),
        ExperimentSharesChanged(at=minutes[0], buckets_moved=2_500, **whose),
        ExperimentPaused(at=minutes[1], reason="stock", **whose),
        ExperimentResumed(at=minutes[2], **whose),
        VariantPaused(
            at=minutes[3], variant_key=CHEAPER, reason="harm", follow_up=FOLLOW_UP, **whose
        ),
        VariantResumed(at=minutes[4], variant_key=CHEAPER, reason="no harm", **whose),
        ExperimentCompleted(at=minutes[5], reason="won", **whose),
    )
    assert last(a_draft().discarded(at=LATER)) == ExperimentDiscarded(
        at=LATER, **whose | {"product": a_draft().plan.product}
    )
    assert last(a_draft().start(at=LATER)).at == LATER


# --- editing ---------------------------------------------------------------------------------

FREELY = a_plan(
    name="Another",
    product="followers",
    segment=Segment(regions=(Region("EU"),)),
    variants=(a_variant(CONTROL), a_variant("b", 1, EURO_MORE), a_variant("c")),
    period=Period(starts_at=LATER),
    flag="flag",
)


def test_a_draft_may_become_anything() -> None:
    edited = a_draft().edit(FREELY, at=LATER)

    assert edited.plan == FREELY
    event = last(edited)
    assert isinstance(event, ExperimentEdited)
    assert event.changed == ("name", "product", "variants", "segment", "period", "flag")


def test_an_edit_that_changes_nothing_is_none() -> None:
    running = a_running()

    assert running.edit(a_plan(), at=LATER) is running


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: evolve(plan, name="Other words"),
        lambda plan: evolve(plan, hypothesis="Because"),
        lambda plan: evolve(plan, coverage=5_000),
        lambda plan: evolve(plan, guard=GuardPolicy(conversion_drop=Decimal("0.1"))),
        lambda plan: evolve(plan, period=Period(ends_at=MUCH_LATER)),
        heavier,
    ],
    ids=["name", "hypothesis", "coverage", "guard", "ends_at", "weights"],
)
@pytest.mark.parametrize("paused", [False, True])
def test_shares_end_guard_and_wording_may_change_while_it_runs(
    change: Callable[[ExperimentPlan], ExperimentPlan], *, paused: bool
) -> None:
    running = a_running()
    running = running.pause(reason="x", at=NOON) if paused else running
    plan = change(running.plan)

    assert running.edit(plan, at=LATER).plan == plan


@pytest.mark.parametrize(
    "change",
    [
        lambda plan: evolve(plan, product="followers"),
        lambda plan: evolve(plan, segment=Segment(channels=("web",))),
        lambda plan: evolve(plan, period=Period(starts_at=LATER)),
        lambda plan: evolve(plan, flag="flag"),
        lambda plan: evolve(plan, namespace=Namespace(name="n")),
        lambda plan: evolve(plan, variants=(*plan.variants, a_variant("third"))),
        lambda plan: evolve(
            plan, variants=(plan.variants[0], evolve(plan.variants[1], adjustment=EURO_MORE))
        ),
        lambda plan: evolve(
            plan, variants=(plan.variants[0], evolve(plan.variants[1], name="Else"))
        ),
    ],
    ids=["product", "segment", "starts_at", "flag", "namespace", "more", "price", "words"],
)
def test_what_decides_who_pays_what_stays_once_it_started(
    change: Callable[[ExperimentPlan], ExperimentPlan],
) -> None:
    running = a_running()

    with pytest.raises(ExperimentFixed):
        running.edit(change(running.plan), at=LATER)


def test_a_completed_one_stays_as_it_is() -> None:
    completed = a_running().complete(reason="x", at=NOON)

    with pytest.raises(ExperimentFixed):
        completed.edit(evolve(completed.plan, name="Other"), at=LATER)


def test_new_shares_are_told_with_what_they_move_and_counted_from_then() -> None:
    running = a_running()

    edited = running.edit(heavier(running.plan), at=LATER)

    event = last(edited)
    assert isinstance(event, ExperimentSharesChanged)
    assert event.buckets_moved == 2_500
    assert edited.shares_since == LATER
    assert sizes(edited.spans) == {CONTROL: 2_500, CHEAPER: 7_500}


def test_weights_that_mean_the_same_shares_move_nothing() -> None:
    running = a_running()
    plan = running.plan
    doubled = evolve(plan, variants=tuple(evolve(v, weight=2) for v in plan.variants))

    edited = running.edit(doubled, at=LATER)

    assert [event.name for event in edited.news] == ["experiment.edited"]
    assert (edited.spans, edited.shares_since) == (running.spans, running.shares_since)


def test_new_shares_of_a_draft_move_nobody() -> None:
    draft = a_draft()

    edited = draft.edit(heavier(draft.plan), at=LATER)

    assert (edited.spans, edited.shares_since) == ((), None)


def test_only_a_draft_is_thrown_away() -> None:
    assert last(a_draft().discarded(at=LATER)).name == "experiment.discarded"
    with pytest.raises(ExperimentFixed):
        a_running().discarded(at=LATER)


# --- variants --------------------------------------------------------------------------------


def test_a_variant_is_paused_with_who_and_why() -> None:
    paused = a_running().pause_variant(
        CHEAPER, reason="harm", by="key:1", at=LATER, follow_up=FOLLOW_UP
    )

    assert paused.pause_of(CHEAPER) == PausedVariant(
        key=CHEAPER, reason="harm", by="key:1", at=LATER, follow_up=FOLLOW_UP
    )
    assert paused.pause_of(CONTROL) is None
    assert (paused.shares_since, paused.switched) == (LATER, {CHEAPER: LATER})
    assert paused.hysteresis(CHEAPER).is_paused
    assert paused.hysteresis(CHEAPER).since == LATER
    event = last(paused)
    assert isinstance(event, VariantPaused)
    assert event.subjects == (FOLLOW_UP,)


def test_a_pause_by_hand_shows_on_no_follow_up() -> None:
    paused = a_running().pause_variant(CHEAPER, reason="harm", by="key:1", at=LATER)

    event = last(paused)
    assert isinstance(event, VariantPaused)
    assert event.subjects == ()


def test_a_variant_is_resumed() -> None:
    paused = a_running().pause_variant(CHEAPER, reason="harm", by="x", at=LATER)

    resumed = paused.resume_variant(CHEAPER, reason="fixed", at=MUCH_LATER)

    assert (resumed.paused, resumed.switched) == ((), {CHEAPER: MUCH_LATER})
    assert resumed.shares_since == MUCH_LATER
    assert not resumed.hysteresis(CHEAPER).is_paused
    assert resumed.hysteresis(CHEAPER).since == MUCH_LATER
    assert isinstance(last(resumed), VariantResumed)


def test_doing_what_is_done_changes_nothing() -> None:
    running = a_running()
    paused = running.pause_variant(CHEAPER, reason="harm", by="x", at=LATER)

    assert paused.pause_variant(CHEAPER, reason="again", by="y", at=MUCH_LATER) is paused
    assert running.resume_variant(CHEAPER, reason="x", at=LATER) is running


def test_the_control_is_never_paused() -> None:
    with pytest.raises(ControlNotPausable):
        a_running().pause_variant(CONTROL, reason="x", by="x", at=LATER)


def test_an_unknown_variant_is_refused_with_those_there_are() -> None:
    with pytest.raises(VariantNotFound, match="control, cheaper"):
        a_running().variant("third")


def test_variants_of_a_draft_or_a_completed_one_stay_as_they_are() -> None:
    completed = a_running().complete(reason="x", at=NOON)

    with pytest.raises(ExperimentNotStarted):
        a_draft().pause_variant(CHEAPER, reason="x", by="x", at=LATER)
    with pytest.raises(ExperimentNotStarted):
        a_draft().resume_variant(CHEAPER, reason="x", at=LATER)
    with pytest.raises(ExperimentFixed):
        completed.pause_variant(CHEAPER, reason="x", by="x", at=LATER)


def test_a_pause_is_undone_by_its_own_follow_up_alone() -> None:
    running = a_running()
    mine = running.pause_variant(CHEAPER, reason="x", by="x", at=LATER, follow_up=FOLLOW_UP)
    by_hand = running.pause_variant(CHEAPER, reason="x", by="x", at=LATER)

    undone = mine.undo_pause(CHEAPER, follow_up=FOLLOW_UP, reason="no", at=MUCH_LATER)

    assert undone.paused == ()
    for other in (running, by_hand):
        with pytest.raises(CannotUndo):
            other.undo_pause(CHEAPER, follow_up=FOLLOW_UP, reason="no", at=MUCH_LATER)


# --- two at once -----------------------------------------------------------------------------

EU, CA = Region("EU"), Region("CA")
ACME, OTHER = CompanyId(UUID(int=1)), CompanyId(UUID(int=2))


@pytest.mark.parametrize(
    ("mine", "theirs", "meet"),
    [
        ({}, {}, True),
        ({}, {"product": "followers"}, False),
        ({"period": Period(ends_at=LATER)}, {"period": Period(starts_at=LATER)}, False),
        ({"period": Period(ends_at=MUCH_LATER)}, {"period": Period(starts_at=LATER)}, True),
        ({"period": Period(starts_at=LATER)}, {"period": Period(ends_at=LATER)}, False),
        ({"period": Period(starts_at=LATER)}, {}, True),
        ({"period": Period(ends_at=LATER)}, {}, True),
        ({"segment": Segment(regions=(EU,))}, {"segment": Segment(regions=(CA,))}, False),
        ({"segment": Segment(regions=(EU,))}, {"segment": Segment(regions=(CA, EU))}, True),
        ({"segment": Segment(regions=(EU,))}, {}, True),
        ({"segment": Segment(channels=("a",))}, {"segment": Segment(channels=("b",))}, False),
        ({"segment": Segment(platforms=("a",))}, {"segment": Segment(platforms=("b",))}, False),
        ({"segment": Segment(companies=(ACME,))}, {"segment": Segment(companies=(OTHER,))}, False),
        (
            {"segment": Segment(regions=(EU,))},
            {"segment": Segment(channels=("a",))},
            True,
        ),
        (
            {"segment": Segment(buyers=BuyerKind.KNOWN)},
            {"segment": Segment(buyers=BuyerKind.NEW)},
            False,
        ),
        ({"segment": Segment(buyers=BuyerKind.KNOWN)}, {}, True),
        (
            {"namespace": Namespace(name="n", first=0, end=500)},
            {"namespace": Namespace(name="n", first=500, end=1_000)},
            False,
        ),
        (
            {"namespace": Namespace(name="n", first=500, end=1_000)},
            {"namespace": Namespace(name="n", first=0, end=500)},
            False,
        ),
        (
            {"namespace": Namespace(name="n", first=0, end=501)},
            {"namespace": Namespace(name="n", first=500, end=1_000)},
            True,
        ),
        (
            {"namespace": Namespace(name="n", first=0, end=500)},
            {"namespace": Namespace(name="m", first=500, end=1_000)},
            True,
        ),
        ({"namespace": Namespace(name="n", first=0, end=500)}, {}, True),
    ],
    ids=str,
)
def test_two_meet_unless_something_parts_them(
    mine: dict[str, object], theirs: dict[str, object], *, meet: bool
) -> None:
    one = evolve(a_running(), plan=a_plan(**mine))
    other = evolve(a_running("other", number=2), plan=a_plan(**theirs))

    assert one.meets(other) is meet
    assert other.meets(one) is meet


def test_one_does_not_meet_itself() -> None:
    assert not a_running().meets(a_running())


def test_an_action_out_of_turn_names_those_there_are() -> None:
    with pytest.raises(ActionNotAllowed, match="allowed here: start"):
        a_draft().pause(reason="x", at=NOON)
