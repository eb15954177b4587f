"""Names and small values the legacy context is spoken in."""

from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale, Unavailable

CompanyMirrorId = NewType("CompanyMirrorId", UUID)
BridgeCallId = NewType("BridgeCallId", UUID)
LegacyId = NewType("LegacyId", str)
"""A record's id as the legacy system writes it; opaque to us."""

LONGEST_LEGACY_ID: Final = 100


class LegacyEntity(StrEnum):
    """Kinds of record the legacy system owns and we mirror."""

    COMPANY = "company"
    DEVICE = "device"
    ASSET = "asset"


class LegacyCompanyStatus(StrEnum):
    """What the legacy system says of a company, in the words we know."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """A word we do not know; the mirror keeps it as it was written."""


class CallOutcome(StrEnum):
    """How one call to the legacy system ended."""

    DONE = "done"
    ALREADY_DONE = "already_done"
    """An earlier call with the same key had succeeded: success."""
    UNKNOWN_RECORD = "unknown_record"
    REFUSED = "refused"
    """The legacy system understood and said no; trying again changes nothing."""
    FAILED = "failed"
    """It answered that something broke on its side."""
    UNAVAILABLE = "unavailable"
    """It did not answer, or not in a way we understand."""


class MirrorNotFound(NotFound):
    """No mirror has this id, neither ours nor the legacy one."""

    code = "legacy.mirror_not_found"


class MirrorChanged(Stale):
    """Someone saved this mirror, or mirrored this legacy record, since it was read."""

    code = "legacy.mirror_changed"


class UnknownLegacyCompany(NotFound):
    """The legacy system has no company of this id."""

    code = "legacy.unknown_company"


class BadLegacyId(Invalid):
    """Not something the legacy system could have used as an id."""

    code = "legacy.bad_id"


class EntityNotMirrored(NotAllowed):
    """This kind of record has no mirror; the detail names the kinds that have one."""

    code = "legacy.entity_not_mirrored"


class BridgeUnavailable(Unavailable):
    """The legacy system does not answer, or not in a way we understand."""

    code = "legacy.bridge_unavailable"


class OperationFailed(Unavailable):
    """The legacy system answered that it broke; the same key may be tried again."""

    code = "legacy.operation_failed"


class OperationRefused(NotAllowed):
    """The legacy system understood the operation and will never do it."""

    code = "legacy.operation_refused"


def legacy_id(text: str) -> LegacyId:
    """The id without surrounding blanks; ``BadLegacyId`` when it cannot be one."""
    tidy = text.strip()
    path_step = tidy in {"", ".", ".."}  # would lead elsewhere in a URL
    if path_step or len(tidy) > LONGEST_LEGACY_ID or not tidy.isprintable():
        raise BadLegacyId(
            f"{text[:LONGEST_LEGACY_ID]!r} is no legacy id; "
            f"expected 1 to {LONGEST_LEGACY_ID} printable characters"
        )
    return LegacyId(tidy)
