"""Writing down what buyers were shown, and what they did."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from attrs import frozen

from smplat_core.kernel import LARGEST_MINOR, Begin, Clock, InputError, Money
from smplat_core.pricing.experiments.assignment import assign
from smplat_core.pricing.experiments.model import Experiment
from smplat_core.pricing.experiments.ports import ExperimentsWork
from smplat_core.pricing.experiments.queries import ExperimentQueries
from smplat_core.pricing.experiments.records import Exposure, Outcome
from smplat_core.pricing.experiments.refusals import (
    BadExperimentEvents,
    BadVisitor,
    VariantNotFound,
)
from smplat_core.pricing.experiments.vocabulary import (
    LONGEST_UNIT,
    MOST_EVENTS,
    ORDER,
    AssignmentStrategy,
    ExperimentSlug,
    OutcomeKind,
    VariantKey,
    Visitor,
)

CODE: Final = BadExperimentEvents.code
AHEAD: Final = timedelta(minutes=5)
"""How far the clock of who tells may be ahead of ours."""
LARGEST_METRIC: Final = Decimal(10) ** 15


@frozen(kw_only=True)
class ToldEvent:
    """One thing a shop tells of a visitor; what is ``None`` is found out or not needed."""

    kind: OutcomeKind | None
    """``None`` is an exposure."""
    visitor: Visitor
    variant: str | None = None
    """Which one they were shown; else the one they have."""
    order: str | None = None
    """The order it came of. Each order counts once; without one, each visitor does."""
    amount: Money | None = None
    at: datetime | None = None
    """When; now when it is not said."""


@frozen
class Recorded:
    """What became of a batch."""

    recorded: int
    repeated: int
    """Those known already."""


@frozen
class RecordExperimentEvents:
    """Log exposures, conversions and revenue: all of them, or none and every fault.

    Each counts once however often it is told. ``ExperimentNotStarted`` for a draft.
    """

    begin: Begin[ExperimentsWork]
    clock: Clock
    queries: ExperimentQueries

    async def __call__(self, slug: ExperimentSlug, events: Sequence[ToldEvent]) -> Recorded:
        if not 1 <= len(events) <= MOST_EVENTS:
            raise BadExperimentEvents.at(
                "/events", f"{len(events)} events", accepted=f"1 to {MOST_EVENTS} events"
            )
        experiment = await self.queries.experiment(slug)
        experiment.check_started()
        _refuse(_visitor_faults(events))
        keys = {key for event in events for key in event.visitor.keys}
        kept = await self.queries.kept(experiment.id, keys)
        reading = Reading(experiment, {**_told_in(events, experiment), **kept})
        now, faults = self.clock.now(), list[InputError]()
        exposures, outcomes = dict[object, Exposure](), dict[object, Outcome]()
        shown = dict[str, VariantKey]()
        for place, event in enumerate(events):
            pointer = f"/events/{place}"
            found = tuple(reading.faults(event, pointer, now))
            faults += found
            if found:
                continue
            if event.kind is None:
                exposure = reading.exposure(event, now)
                exposures.setdefault((exposure.sitting, exposure.variant_key), exposure)
                shown = dict.fromkeys(event.visitor.keys, exposure.variant_key) | shown
            else:
                outcome = reading.outcome(event, event.kind, now)
                outcomes.setdefault((outcome.kind, outcome.dedup_key), outcome)
        _refuse(faults)
        async with self.begin() as work:
            records = work.experiment_records
            if experiment.plan.strategy is AssignmentStrategy.STICKY and shown:
                await records.keep(experiment.id, shown, at=now)
            new = await records.exposed(experiment.id, tuple(exposures.values()))
            new += await records.came_out(experiment.id, tuple(outcomes.values()))
        return Recorded(new, len(events) - new)


@frozen
class Reading:
    """The events of a batch against the experiment they are about."""

    experiment: Experiment
    kept: Mapping[str, VariantKey]

    def faults(self, event: ToldEvent, pointer: str, now: datetime) -> Iterator[InputError]:
        """What is wrong with one event that came of a known visitor."""
        if event.kind is None and not self.experiment.is_live(event.at or now):
            said = f"experiment {self.experiment.slug} is not live then, so nobody is shown it"
            yield InputError(f"{pointer}/kind", CODE, said, "an exposure while it runs")
        if event.at is not None and not self._is_past(event.at, now):
            said = f"{event.at.isoformat()} is before the experiment, or still to come"
            yield InputError(f"{pointer}/at", CODE, said, "a moment since its start")
        if event.order is not None and not _is_name(event.order):
            said = f"{event.order[:40]!r} names no order"
            accepted = f"1 to {LONGEST_UNIT} printable characters"
            yield InputError(f"{pointer}/order", CODE, said, accepted)
        if event.kind is OutcomeKind.REVENUE:
            yield from _revenue_faults(event, pointer)
        elif event.amount is not None:
            yield InputError(f"{pointer}/amount", CODE, "only revenue has an amount", "none")
        try:
            self._variant_of(event)
        except VariantNotFound as refusal:
            yield InputError(f"{pointer}/variant", refusal.code, refusal.detail, self._keys())

    def exposure(self, event: ToldEvent, now: datetime) -> Exposure:
        return Exposure(
            variant_key=self._variant_of(event),
            unit=event.visitor.unit,
            sitting=event.visitor.sitting,
            at=event.at or now,
        )

    def outcome(self, event: ToldEvent, kind: OutcomeKind, now: datetime) -> Outcome:
        unit = event.visitor.unit
        return Outcome(
            kind=kind,
            variant_key=self._variant_of(event),
            unit=unit,
            dedup_key=f"{ORDER}{event.order}" if event.order else unit,
            at=event.at or now,
            amount=event.amount,
        )

    def _variant_of(self, event: ToldEvent) -> VariantKey:
        """The one named, else the one kept, else the one their bucket is of."""
        if event.variant is not None:
            return self.experiment.variant(event.variant).key
        kept = next((self.kept[key] for key in event.visitor.keys if key in self.kept), None)
        assignment = assign(self.experiment, event.visitor.unit, kept=kept)
        if kept is None and assignment is None:
            raise VariantNotFound(f"{event.visitor.unit} has no variant of {self.experiment.slug}")
        return kept or assignment.variant_key  # type: ignore[union-attr]  # one of them is there

    def _keys(self) -> str:
        return ", ".join(variant.key for variant in self.experiment.plan.variants)

    def _is_past(self, moment: datetime, now: datetime) -> bool:
        started = self.experiment.started_at
        return started is not None and started <= moment <= now + AHEAD


def _told_in(events: Sequence[ToldEvent], experiment: Experiment) -> dict[str, VariantKey]:
    """What exposures of the batch say by name: other events of the same visitors go by it."""
    known = {variant.key for variant in experiment.plan.variants}
    found = dict[str, VariantKey]()
    for event in events:
        if event.kind is None and event.variant in known:
            found = dict.fromkeys(event.visitor.keys, VariantKey(event.variant)) | found
    return found


def _revenue_faults(event: ToldEvent, pointer: str) -> Iterator[InputError]:
    if event.order is None:
        said = "revenue of no order could be counted twice"
        yield InputError(f"{pointer}/order", CODE, said, "the id of the order")
    if event.amount is None:
        yield InputError(f"{pointer}/amount", CODE, "revenue without an amount", "an amount")
    elif not 0 <= event.amount.minor <= LARGEST_MINOR:
        said = f"revenue of {event.amount}"
        yield InputError(f"{pointer}/amount", CODE, said, "0 or more, up to 10^15 minor units")


def _visitor_faults(events: Sequence[ToldEvent]) -> Iterator[InputError]:
    for place, event in enumerate(events):
        try:
            event.visitor.check(f"/events/{place}")
        except BadVisitor as refusal:
            yield from refusal.errors


def _refuse(faults: Iterable[InputError]) -> None:
    errors = tuple(faults)
    if errors:
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise BadExperimentEvents(errors[0].detail + more, errors=errors)


def _is_name(text: str) -> bool:
    return text.isprintable() and 0 < len(text) <= LONGEST_UNIT
