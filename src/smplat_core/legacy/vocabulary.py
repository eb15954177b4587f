"""Names and small values the legacy context is spoken in."""

from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from smplat_core.kernel import Invalid, NotAllowed, NotFound, Stale, Unavailable

CompanyMirrorId = NewType("CompanyMirrorId", UUID)
ThingMirrorId = NewType("ThingMirrorId", UUID)
BridgeCallId = NewType("BridgeCallId", UUID)
MirrorWriteId = NewType("MirrorWriteId", UUID)
SyncReportId = NewType("SyncReportId", UUID)
DriftFindingId = NewType("DriftFindingId", UUID)
AssignmentId = NewType("AssignmentId", UUID)
LegacyId = NewType("LegacyId", str)
"""A record's id as the legacy system writes it; opaque to us."""

LONGEST_LEGACY_ID: Final = 100


class LegacyEntity(StrEnum):
    """Kinds of record the legacy system owns and we mirror."""

    COMPANY = "company"
    DEVICE = "device"
    ASSET = "asset"

    @classmethod
    def named(cls, text: str) -> "LegacyEntity":
        """The kind of this name, or ``UnknownEntity``."""
        try:
            return cls(text)
        except ValueError:
            raise UnknownEntity(
                f"{text[:60]!r} is no kind of legacy record; there are: {', '.join(cls)}"
            ) from None


class LegacyCompanyStatus(StrEnum):
    """What the legacy system says of a company, in the words we know."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """A word we do not know; the mirror keeps it as it was written."""


class ThingStatus(StrEnum):
    """What the legacy system says of a device or an asset, in the words we know."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    RETIRED = "retired"
    RETURNED = "returned"
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


class UnknownEntity(NotFound):
    """The legacy system keeps no such kind of record; the detail names those it keeps."""

    code = "legacy.unknown_entity"


class UnknownLegacyRecord(NotFound):
    """The legacy system has no device or asset of this id."""

    code = "legacy.unknown_record"


class BadRefresh(Invalid):
    """A refresh names some records, or asks for all of them."""

    code = "legacy.bad_refresh"


class BadChange(Invalid):
    """What shall be changed cannot be; every wrong field is named at once."""

    code = "legacy.bad_change"


class NotWritable(NotAllowed):
    """Records of this kind are changed in the legacy system only."""

    code = "legacy.not_writable"


class WritePending(NotAllowed):
    """An earlier change of this record has not reached the legacy system yet."""

    code = "legacy.write_pending"


class WriteNotFound(NotFound):
    """No change of this id was ever asked for."""

    code = "legacy.write_not_found"


class WriteChanged(Stale):
    """Somebody else carried this change out, or began another for the same record."""

    code = "legacy.write_changed"


class ReportNotFound(NotFound):
    """No drift report has this id."""

    code = "legacy.report_not_found"


class ReportChanged(Stale):
    """Another worker went on with this report, or began one."""

    code = "legacy.report_changed"


class FindingNotFound(NotFound):
    """No drift finding has this id."""

    code = "legacy.finding_not_found"


class CannotRepair(NotAllowed):
    """This finding cannot be repaired this way; the detail says what can be done."""

    code = "legacy.cannot_repair"


class AssignmentsOverlap(Stale):
    """Somebody else wrote an assignment of this record for the same time."""

    code = "legacy.assignments_overlap"


class BadMoment(Invalid):
    """A moment says how far it is from UTC."""

    code = "legacy.bad_moment"


class BreakerChanged(Stale):
    """Another worker moved the breaker since it was read."""

    code = "legacy.breaker_changed"


class BridgeUnavailable(Unavailable):
    """The legacy system does not answer, or not in a way we understand."""

    code = "legacy.bridge_unavailable"


class BridgeOpen(BridgeUnavailable):
    """The breaker is open: the legacy system was not even asked, and was not harmed."""

    code = "legacy.bridge_open"


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


class DriftKind(StrEnum):
    """What is wrong with a mirror."""

    CHANGED = "changed"
    """A fact is another one in the legacy system."""
    MISSING = "missing"
    """The legacy system does not know the record any more."""
    STALE = "stale"
    """It was right, but nobody had asked for too long."""
