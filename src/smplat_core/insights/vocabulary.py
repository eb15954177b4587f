"""Names and small values the insights context is spoken in."""

from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from smplat_core.kernel import Invalid, NotAllowed, NotFound

ExportId = NewType("ExportId", UUID)
"""The id of the job that makes the export: one thing, one id."""

EXPORT_RETARGET: Final = "insights.export_retarget"
EXPORT_RETARGET_BATCH: Final = "insights.export_retarget_batch"

MOST_LOCATIONS: Final = 5_000
"""Locations of one import, and of one part of an export."""

DEFAULT_PART: Final = 1_000


class ExportKind(StrEnum):
    """What is exported."""

    RETARGET = "retarget"


class BadLocations(Invalid):
    """Some of the locations cannot be kept; the errors name each."""

    code = "insights.bad_locations"


class BadPartSize(Invalid):
    """A part of an export holds 1 to 5,000 locations."""

    code = "insights.bad_part_size"


class NothingToExport(NotAllowed):
    """There are no sensor locations yet."""

    code = "insights.nothing_to_export"


class ExportNotFound(NotFound):
    """No export has this id."""

    code = "insights.export_not_found"


class PartNotFound(NotFound):
    """The export has no part of this number."""

    code = "insights.part_not_found"


class ExportNotReady(NotAllowed):
    """The export is not finished: it is still made, paused, or was canceled."""

    code = "insights.export_not_ready"


class ExportNotWhole(NotAllowed):
    """The parts do not add up to what was to be exported; the export is not released."""

    code = "insights.export_not_whole"
