"""The mirror of a device or an asset: what the legacy system last said of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs
from attrs import field, frozen

from smplat_core.kernel import Event, InputError, evolve
from smplat_core.legacy.events import LegacySyncCompleted, LegacySyncFailed, LegacySyncRequested
from smplat_core.legacy.records import LegacyDevice, LegacyThing, differences, entity_of
from smplat_core.legacy.vocabulary import (
    LONGEST_LEGACY_ID,
    BadChange,
    CallOutcome,
    LegacyEntity,
    LegacyId,
    ThingMirrorId,
    ThingStatus,
)

FETCH: Final = "fetch_{entity}"
UPDATE: Final = "update_{entity}"
LONGEST_FACT: Final = 200

WRITABLE: Final = {
    LegacyEntity.DEVICE: ("status", "company", "asset"),
    LegacyEntity.ASSET: ("name", "site", "status", "company"),
}
"""What may be changed from here; anything else is the legacy system's own business."""

DETACHABLE: Final = ("company", "asset")
"""Facts that may be nothing."""

STATUSES: Final = tuple(status.value for status in ThingStatus if status != ThingStatus.UNKNOWN)

Changes = Mapping[str, str]
"""New facts by name; empty text means nothing."""


@frozen(kw_only=True)
class ThingMirror:
    """Our copy of a legacy device or asset, as of ``refreshed_at``."""

    id: ThingMirrorId
    record: LegacyThing
    refreshed_at: datetime
    gone_at: datetime | None = None
    """Since when the legacy system does not know it any more."""
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def first(
        cls,
        mirror_id: ThingMirrorId,
        record: LegacyThing,
        *,
        requested_at: datetime,
        at: datetime,
    ) -> "ThingMirror":
        """The mirror of a record just fetched, telling both the question and the answer."""
        mirror = cls(id=mirror_id, record=record, refreshed_at=at)
        return mirror.sync_requested(at=requested_at).refreshed(record, at=at)

    @property
    def entity(self) -> LegacyEntity:
        return entity_of(self.record)

    @property
    def legacy_id(self) -> LegacyId:
        return self.record.legacy_id

    def sync_requested(self, operation: str = FETCH, *, at: datetime) -> "ThingMirror":
        """The intent, to be kept before the call is made."""
        event = LegacySyncRequested(
            at=at, entity=self.entity, legacy_id=self.legacy_id, operation=self._named(operation)
        )
        return evolve(self, news=(*self.news, event))

    def refreshed(self, record: LegacyThing, *, at: datetime) -> "ThingMirror":
        """As the legacy system describes it now; an answer older than ours changes no fact."""
        if record.updated_at < self.record.updated_at:
            return self._completed(FETCH, (), at=at)
        changed = tuple(found.field for found in differences(self.record, record))
        told = self._completed(FETCH, changed, at=at)
        fresh = max(at, self.refreshed_at)
        return evolve(told, record=record, refreshed_at=fresh, gone_at=None)

    def confirmed(self, record: LegacyThing, *, at: datetime) -> "ThingMirror":
        """Compared in bulk, and telling something only if it was wrong."""
        if differences(self.record, record) or self.gone_at:
            return self.refreshed(record, at=at)
        return evolve(self, record=record, refreshed_at=max(at, self.refreshed_at))

    def written(self, changes: Changes, *, at: datetime) -> "ThingMirror":
        """With facts that the legacy system has taken from us."""
        record = with_changes(self.record, changes)
        changed = tuple(found.field for found in differences(self.record, record))
        return evolve(self._completed(UPDATE, changed, at=at), record=record, refreshed_at=at)

    def sync_failed(
        self, outcome: CallOutcome, detail: str, operation: str = FETCH, *, at: datetime
    ) -> "ThingMirror":
        """The facts as they were; the timeline says that it did not work."""
        event = LegacySyncFailed(
            at=at,
            entity=self.entity,
            legacy_id=self.legacy_id,
            operation=self._named(operation),
            outcome=outcome,
            detail=detail,
        )
        gone = outcome is CallOutcome.UNKNOWN_RECORD
        gone_at = (self.gone_at or at) if gone else self.gone_at
        return evolve(self, gone_at=gone_at, news=(*self.news, event))

    def _completed(
        self, operation: str, changed: tuple[str, ...], *, at: datetime
    ) -> "ThingMirror":
        event = LegacySyncCompleted(
            at=at,
            entity=self.entity,
            legacy_id=self.legacy_id,
            operation=self._named(operation),
            changed=changed,
        )
        return evolve(self, news=(*self.news, event))

    def _named(self, operation: str) -> str:
        return operation.format(entity=self.entity.value)


def with_changes(record: LegacyThing, changes: Changes) -> LegacyThing:
    """The record with these facts, which ``checked_changes`` has seen."""
    facts: dict[str, object] = {
        name: (value or None) if name in DETACHABLE else value for name, value in changes.items()
    }
    if "status" in changes:
        facts |= {"status": ThingStatus(changes["status"]), "status_text": changes["status"]}
    if isinstance(record, LegacyDevice):
        return attrs.evolve(record, **facts)  # type: ignore[arg-type]  # names and values were checked
    return attrs.evolve(record, **facts)  # type: ignore[arg-type]  # names and values were checked


def checked_changes(entity: LegacyEntity, given: Mapping[str, str | None]) -> Changes:
    """The changes as texts; ``BadChange`` names every wrong field, with pointers into the body."""
    writable = WRITABLE[entity]
    wrong = [
        InputError(f"/{name}", BadChange.code, *found)
        for name, value in given.items()
        if (found := _wrong(name, value, writable))
    ]
    if not given:
        wrong = [InputError("", BadChange.code, "nothing shall be changed", ", ".join(writable))]
    if wrong:
        raise BadChange(wrong[0].detail, errors=tuple(wrong))
    return {name: (value or "").strip() for name, value in given.items()}


def _wrong(name: str, value: str | None, writable: tuple[str, ...]) -> tuple[str, str] | None:
    if name not in writable:
        return f"{name!r} cannot be changed from here", ", ".join(writable)
    text = (value or "").strip()
    if not text and name not in DETACHABLE:
        return f"{name} cannot be nothing", f"1 to {LONGEST_FACT} characters"
    if name == "status" and text not in STATUSES:
        return f"{text[:40]!r} is no status", ", ".join(STATUSES)
    longest = LONGEST_LEGACY_ID if name in DETACHABLE else LONGEST_FACT
    if len(text) > longest or not text.isprintable() or text in {".", ".."}:
        return f"{text[:40]!r} is no {name}", f"at most {longest} printable characters"
    return None
