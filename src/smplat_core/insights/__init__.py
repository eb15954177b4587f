"""Insights: exports of what the house knows."""

from smplat_core.insights.documents import manifest_of, part_of
from smplat_core.insights.events import ExportFinished, ExportStarted
from smplat_core.insights.model import (
    Export,
    NumberedLocation,
    Part,
    SensorLocation,
    refuse_bad_locations,
)
from smplat_core.insights.ports import Exports, Imported, InsightsWork, SensorLocations
from smplat_core.insights.queries import ExportSeen, InsightsQueries
from smplat_core.insights.use_cases import (
    ImportLocations,
    ReadExport,
    RetargetExport,
    StartRetargetExport,
)
from smplat_core.insights.vocabulary import (
    DEFAULT_PART,
    EXPORT_RETARGET,
    EXPORT_RETARGET_BATCH,
    MOST_LOCATIONS,
    BadLocations,
    BadPartSize,
    ExportId,
    ExportKind,
    ExportNotFound,
    ExportNotReady,
    ExportNotWhole,
    NothingToExport,
    PartNotFound,
)

__all__ = [
    "DEFAULT_PART",
    "EXPORT_RETARGET",
    "EXPORT_RETARGET_BATCH",
    "MOST_LOCATIONS",
    "BadLocations",
    "BadPartSize",
    "Export",
    "ExportFinished",
    "ExportId",
    "ExportKind",
    "ExportNotFound",
    "ExportNotReady",
    "ExportNotWhole",
    "ExportSeen",
    "ExportStarted",
    "Exports",
    "ImportLocations",
    "Imported",
    "InsightsQueries",
    "InsightsWork",
    "NothingToExport",
    "NumberedLocation",
    "Part",
    "PartNotFound",
    "ReadExport",
    "RetargetExport",
    "SensorLocation",
    "SensorLocations",
    "StartRetargetExport",
    "manifest_of",
    "part_of",
    "refuse_bad_locations",
]
