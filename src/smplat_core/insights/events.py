"""What insights tells the rest of the house."""

from typing import ClassVar

from attrs import frozen

from smplat_core.insights.vocabulary import ExportId, ExportKind
from smplat_core.kernel import Event


@frozen(kw_only=True)
class ExportStarted(Event):
    """Somebody asked for an export of what there was at that moment."""

    name: ClassVar[str] = "export.started"

    export_id: ExportId
    kind: ExportKind
    locations: int


@frozen(kw_only=True)
class ExportFinished(Event):
    """Every location is in it exactly once, and the manifest says where."""

    name: ClassVar[str] = "export.finished"

    export_id: ExportId
    parts: int
    locations: int
    manifest_sha256: str
