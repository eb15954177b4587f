"""Who held which device or asset, from when until when."""

from datetime import datetime
from uuid import UUID

from attrs import field, frozen
from attrs.validators import optional

from smplat_core.kernel import evolve
from smplat_core.legacy.vocabulary import AssignmentId, BadMoment, LegacyEntity, LegacyId


@frozen(kw_only=True)
class Holder:
    """Whoever a device or an asset belongs to, as far as we know."""

    company: LegacyId | None = None
    """The company's legacy id; ``None`` when only ours is known."""
    company_id: UUID | None = None
    """Our company that wraps it; ``None`` when none does."""
    order_id: UUID | None = None
    shipment_item_id: UUID | None = None
    """The delivered item it came with."""


@frozen(kw_only=True)
class Assignment:
    """One device or asset with one holder, from ``since`` (included) to ``until`` (excluded).

    Two assignments of one thing never overlap; the database holds that as well.
    """

    id: AssignmentId
    entity: LegacyEntity
    legacy_id: LegacyId
    holder: Holder
    since: datetime
    until: datetime | None = None
    """``None`` while it lasts."""
    reason: str
    """What assigned it: an automation scenario, or ``write_through``."""
    ended_by: str | None = None

    def end(self, reason: str, *, at: datetime) -> "Assignment":
        """Over since then; never before it began."""
        return evolve(self, until=max(at, self.since), ended_by=reason)


@frozen(kw_only=True)
class Handover:
    """Things that change hands at one moment."""

    entity: LegacyEntity
    things: tuple[LegacyId, ...]
    holder: Holder | None
    """``None`` when nobody holds them from now on."""
    reason: str


def handed_over(
    handover: Handover,
    current: dict[LegacyId, Assignment],
    new_ids: tuple[AssignmentId, ...],
    *,
    at: datetime,
) -> tuple[Assignment, ...]:
    """The assignments that end and those that begin; told twice, nothing changes.

    ``current`` are those that last; ``new_ids`` has an id for each thing.
    """
    changed: list[Assignment] = []
    for thing, new_id in zip(dict.fromkeys(handover.things), new_ids, strict=False):
        lasting = current.get(thing)
        if lasting is not None and lasting.holder == handover.holder:
            continue
        since = at
        if lasting is not None:
            ended = lasting.end(handover.reason, at=at)
            changed.append(ended)
            since = max(at, lasting.since)
        if handover.holder is not None:
            changed.append(
                Assignment(
                    id=new_id,
                    entity=handover.entity,
                    legacy_id=thing,
                    holder=handover.holder,
                    since=since,
                    reason=handover.reason,
                )
            )
    return tuple(changed)


def _is_a_moment(_: object, __: object, moment: datetime) -> None:
    if moment.tzinfo is None:
        raise BadMoment.at(
            "/at", f"{moment.isoformat()} has no offset", accepted="2026-03-02T12:00:00Z"
        )


@frozen(kw_only=True)
class AssignmentFilter:
    """Which assignments to list; ``None`` means any."""

    entity: LegacyEntity | None = None
    legacy_id: LegacyId | None = None
    company_id: UUID | None = None
    order_id: UUID | None = None
    at: datetime | None = field(default=None, validator=optional(_is_a_moment))
    """Only those that lasted at this moment."""
