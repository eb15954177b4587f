"""Holding the log against the rows: every history is replayed, every row must show the same."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Final
from uuid import UUID

from attrs import Factory, define, frozen

from smplat_core.kernel.errors import NotAllowed, NotFound
from smplat_core.kernel.events import EventRecord
from smplat_core.kernel.queries import History, HistoryPage, Named, Wanted
from smplat_core.kernel.replay import (
    Facts,
    Finding,
    FindingKind,
    Fold,
    Story,
    differences,
    numbered,
)

PAGE: Final = 2_000
"""Events read at once: about two megabytes, and few enough questions."""

MOST_UNTOLD: Final = 100
"""Rows without history that are told one by one."""

Tell = Callable[[Finding], None]


class HistoryNotFound(NotFound):
    """No aggregate has this id or reference, or nothing was ever told of it."""

    code = "events.history_not_found"


class NotRebuilt(NotAllowed):
    """The events of this kind of aggregate tell what happened, not what it is."""

    code = "events.not_rebuilt"


@frozen(kw_only=True)
class Verified:
    """What a verification looked at."""

    events: int
    compared: Mapping[str, int]
    """Rows that were compared, by kind of aggregate."""
    facts: int
    """Facts of these rows that the log told, each compared."""
    untold: int
    """Facts of these rows that events of older versions did not tell."""
    numbered: Mapping[str, int]
    """Aggregates of kinds that are not rebuilt: only their numbering was looked at."""
    went_on: int
    """Aggregates something happened to after ``until``: their rows show a later moment."""
    findings: Mapping[FindingKind, int]

    @property
    def is_clean(self) -> bool:
        return not self.findings


@define
class _Tally:
    tell: Tell
    events: int = 0
    facts: int = 0
    untold: int = 0
    went_on: int = 0
    compared: Counter[str] = Factory(Counter)
    numbered: Counter[str] = Factory(Counter)
    findings: Counter[FindingKind] = Factory(Counter)

    def result(self) -> Verified:
        return Verified(
            events=self.events,
            compared=dict(self.compared),
            facts=self.facts,
            untold=self.untold,
            numbered=dict(self.numbered),
            went_on=self.went_on,
            findings=dict(self.findings),
        )

    def found(self, *findings: Finding) -> None:
        for finding in findings:
            self.findings[finding.kind] += 1
            self.tell(finding)


@define
class _Reading:
    """The aggregate whose events are being read; it may go on in the next page."""

    fold: Fold | None
    story: Story
    rows: Mapping[UUID, Facts]
    """Those of the instant its last events were read at."""
    went_on: bool = False

    def take(self, record: EventRecord, page: HistoryPage, *, until: datetime | None) -> None:
        self.rows = page.rows
        self.went_on = self.went_on or (until is not None and record.at > until)
        if self.went_on:
            return
        if self.fold is not None:
            self.story = self.fold.after(self.story, record)
            return
        self.story = numbered(self.story, record)


@frozen
class VerifyHistory:
    """Replay the log, compare with the rows, and tell every finding as soon as it is known.

    Reads page by page and forgets each aggregate once it is compared, so memory does not grow with
    the log. With ``until``, what happened later is not replayed, and rows that show a later moment are
    not compared.
    """

    history: History
    folds: Mapping[str, Fold]

    async def __call__(
        self, wanted: Wanted, *, tell: Tell, until: datetime | None = None, limit: int = PAGE
    ) -> Verified:
        tally, reading, after = _Tally(tell), None, None
        while records := (
            page := await self.history.page(wanted, after=after, limit=limit)
        ).records:
            tally.events += len(records)
            for record in records:
                if reading is None or reading.story.aggregate_id != record.aggregate_id:
                    if reading is not None:
                        self._settle(reading, tally)
                    reading = self._begin(record, page)
                reading.take(record, page, until=until)
            after = (records[-1].aggregate_id, records[-1].sequence)
        if reading is not None:
            self._settle(reading, tally)
        await self._look_for_untold(wanted, tally)
        return tally.result()

    def _begin(self, record: EventRecord, page: HistoryPage) -> _Reading:
        fold = self.folds.get(record.aggregate)
        story = Story(aggregate=record.aggregate, aggregate_id=record.aggregate_id)
        return _Reading(fold, story, page.rows)

    def _settle(self, reading: _Reading, tally: _Tally) -> None:
        story = reading.story
        tally.found(*story.findings)
        if reading.fold is None:
            tally.numbered[story.aggregate] += 1
            return
        if reading.went_on:
            tally.went_on += 1
            return
        row = reading.rows.get(story.aggregate_id)
        if row is None:
            missing = f"the log tells of it up to event {story.told}, and there is no row"
            tally.found(_about(story, FindingKind.NO_ROW, missing))
            return
        tally.compared[story.aggregate] += 1
        tally.facts += len(story.facts.keys() & row.keys())
        tally.untold += len(row.keys() - story.facts.keys())
        tally.found(*differences(story, row))

    async def _look_for_untold(self, wanted: Wanted, tally: _Tally) -> None:
        """Rows without any event. Only a verification of everything, or of one kind, looks."""
        if wanted.aggregate_id is not None or wanted.since is not None:
            return
        for kind in self.folds if wanted.aggregate is None else (wanted.aggregate,):
            for row_id in await self.history.untold(kind, limit=MOST_UNTOLD):
                story = Story(aggregate=kind, aggregate_id=row_id)
                missing = "there is a row, and the log tells nothing of it"
                tally.found(_about(story, FindingKind.NO_HISTORY, missing))


@frozen
class ReadHistory:
    """One aggregate: what was told of it, and what followed from that at any moment."""

    history: History
    folds: Mapping[str, Fold]

    async def __call__(self, name: str) -> tuple[Named, tuple[EventRecord, ...]]:
        """Its events, oldest first; or ``HistoryNotFound``."""
        named = await self.history.named(name.strip())
        records = await self.history.of(named.aggregate_id) if named else ()
        if named is None or not records:
            raise HistoryNotFound(f"nothing was told of anything called {name.strip()[:80]!r}")
        return named, records

    async def replay(self, name: str, *, until: datetime | None = None) -> Story:
        """What it was at that moment: ``told`` is 0 when it was not there yet."""
        named, records = await self(name)
        fold = self.folds.get(named.aggregate)
        told = takewhile(lambda each: until is None or each.at <= until, records)
        if fold is None:
            raise NotRebuilt(
                f"a {named.aggregate} is not rebuilt from its events;"
                f" these are: {', '.join(sorted(self.folds))}"
            )
        return fold.replay(told, named.aggregate_id)


def _about(story: Story, kind: FindingKind, detail: str) -> Finding:
    return Finding(
        kind=kind, aggregate=story.aggregate, aggregate_id=story.aggregate_id, detail=detail
    )
