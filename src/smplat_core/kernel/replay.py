"""What a row must show, rebuilt from the events told of it and from nothing else."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.kernel.events import E, EventRecord
from smplat_core.kernel.lifecycle import Lifecycle
from smplat_core.kernel.values import evolve

Fact = str | int | None
Facts = Mapping[str, Fact]
"""What is known of one aggregate, by name. A name that is absent was not told: by events of an
older version, which carried less."""

Changes = Callable[[Facts, E], Facts]
"""Known facts and the next event to the facts that are different after it."""


class FindingKind(StrEnum):
    """What can be wrong between a history and a row."""

    DIFFERENCE = "difference"
    """The row says something else than the log."""
    GAP = "gap"
    """Numbers are missing between two events of one aggregate, or came in the wrong order."""
    UNKNOWN_EVENT = "unknown_event"
    """No event of this aggregate has this name in this version of the code."""
    UNREADABLE_EVENT = "unreadable_event"
    """The name is known, what it carries is not: a newer version wrote it, or a hand did."""
    CONTRADICTION = "contradiction"
    """The event tells of a step the lifecycle does not have."""
    NO_ROW = "no_row"
    """The log tells of something that is not there."""
    NO_HISTORY = "no_history"
    """Something is there of which the log tells nothing."""


@frozen(kw_only=True)
class Finding:
    """One thing that is not as it should be, and where."""

    kind: FindingKind
    aggregate: str
    aggregate_id: UUID
    detail: str
    sequence: int | None = None
    """The event it was found at; ``None`` when it is about the row."""
    field: str | None = None
    """Which fact differs, when one does."""
    log: Fact = None
    row: Fact = None


@frozen
class Step:
    """What one kind of event does to the facts; made by ``step``."""

    name: str
    changes: Callable[[Facts, EventRecord], Facts]
    moves: str | None
    through: str | None
    begins: bool


def step(
    kind: type[E],
    changes: Changes[E],
    *,
    moves: str | None = None,
    through: str | None = None,
    begins: bool = False,
) -> Step:
    """How facts follow from this kind of event.

    ``moves`` names the fact the event moves along its lifecycle, also when it stays in place;
    ``through`` a state that older versions passed without telling; ``begins`` says that nothing
    can have been told before.
    """

    def told(facts: Facts, record: EventRecord) -> Facts:
        return changes(facts, record.as_event(kind))

    return Step(kind.name, told, moves, through, begins)


@frozen(kw_only=True)
class Story:
    """One aggregate as far as it was told."""

    aggregate: str
    aggregate_id: UUID
    facts: Facts = field(factory=dict)
    told: int = 0
    """The number of the last event."""
    at: datetime | None = None
    """When that happened."""
    findings: tuple[Finding, ...] = ()


def by_name(*steps: Step) -> Mapping[str, Step]:
    """The steps by event name; two for one event are a mistake of ours."""
    found = {each.name: each for each in steps}
    if len(found) != len(steps):
        raise ValueError(f"two steps for one event in {[each.name for each in steps]}")
    return found


@frozen(kw_only=True)
class Fold:
    """How the history of one kind of aggregate becomes facts. Pure: same events, same facts."""

    aggregate: str
    steps: Mapping[str, Step]
    lifecycles: Mapping[str, Lifecycle[Any, Any]] = field(factory=dict)
    """Facts that move along a lifecycle."""
    stamp: str | None = None
    """The fact that holds the moment of the last event, if the row keeps one."""

    def begin(self, aggregate_id: UUID) -> Story:
        return Story(aggregate=self.aggregate, aggregate_id=aggregate_id)

    def replay(self, records: Iterable[EventRecord], aggregate_id: UUID) -> Story:
        story = self.begin(aggregate_id)
        for record in records:
            story = self.after(story, record)
        return story

    def after(self, story: Story, record: EventRecord) -> Story:
        """The story with one more event. Whatever is wrong with it is found, never raised."""
        before, story = story, numbered(story, record)
        findings = list(story.findings)

        def note(kind: FindingKind, detail: str) -> None:
            findings.append(_at(record, kind, detail))

        known = self.steps.get(record.name)
        facts = story.facts
        if known is None:
            note(FindingKind.UNKNOWN_EVENT, f"no {self.aggregate} tells {record.name}")
        else:
            try:
                facts = {**facts, **known.changes(facts, record)}
            except Exception as error:  # noqa: BLE001 - whatever a foreign payload provokes
                said = f"{record.name} cannot be read: {type(error).__name__}: {error}"
                note(FindingKind.UNREADABLE_EVENT, said)
            else:
                for detail in self._contradictions(known, before, facts, record):
                    note(FindingKind.CONTRADICTION, detail)
        if self.stamp is not None:
            facts = {**facts, self.stamp: moment(record.at)}
        return evolve(story, facts=facts, findings=tuple(findings))

    def _contradictions(
        self, known: Step, story: Story, after: Facts, record: EventRecord
    ) -> Iterable[str]:
        before = dict(story.facts)
        if known.begins and story.told:
            yield f"{record.name} begins what had begun already"
        if known.moves is not None and known.moves in before:
            said = record.payload.get("before")
            if isinstance(said, str) and said != before[known.moves]:
                yield f"{record.name} comes from {said}, but it was {before[known.moves]}"
                before[known.moves] = said
        for name, lifecycle in self.lifecycles.items():
            old, new = before.get(name), after.get(name)
            if old is None or new is None or (old == new and known.moves != name):
                continue
            if not _leads(lifecycle, old, new, known.through):
                yield f"{record.name} takes {name} from {old} to {new}, which no step does"


def numbered(story: Story, record: EventRecord) -> Story:
    """The story with one more event of which only the number and the moment are looked at."""
    missing = record.missed_since(story.told)
    gaps = (_at(record, FindingKind.GAP, missing),) if missing else ()
    return evolve(story, told=record.sequence, at=record.at, findings=(*story.findings, *gaps))


def _leads(lifecycle: Lifecycle[Any, Any], old: Fact, new: Fact, through: str | None) -> bool:
    targets = _targets(lifecycle, old)
    return new in targets or (
        through is not None and through in targets and new in _targets(lifecycle, through)
    )


def _targets(lifecycle: Lifecycle[Any, Any], state: Fact) -> set[str]:
    return {str(target) for target in lifecycle.table.get(state, {}).values()}


def differences(story: Story, row: Facts) -> tuple[Finding, ...]:
    """Where the row does not say what the log says. What was not told is not compared."""
    return tuple(
        Finding(
            kind=FindingKind.DIFFERENCE,
            aggregate=story.aggregate,
            aggregate_id=story.aggregate_id,
            detail=f"{name}: the log says {story.facts[name]!r}, the row says {row[name]!r}",
            field=name,
            log=story.facts[name],
            row=row[name],
        )
        for name in sorted(story.facts.keys() & row.keys())
        if story.facts[name] != row[name]
    )


def _at(record: EventRecord, kind: FindingKind, detail: str) -> Finding:
    return Finding(
        kind=kind,
        aggregate=record.aggregate,
        aggregate_id=record.aggregate_id,
        detail=detail,
        sequence=record.sequence,
    )


def moment(at: datetime | None) -> str | None:
    """A moment as a fact: in UTC, so that one moment has one name."""
    return None if at is None else at.astimezone(UTC).isoformat()


NOTHING: Final[Facts] = {}
"""What an event changes that only tells."""
