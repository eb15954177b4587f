"""The legacy system over HTTP."""

from typing import Final

from smplat_api.legacy.assignments import AssignmentController
from smplat_api.legacy.bridge import BridgeController
from smplat_api.legacy.drift import FindingController, ReportController
from smplat_api.legacy.mirrors import MirrorController, WriteController

ROUTES: Final = (
    BridgeController,
    WriteController,
    ReportController,
    FindingController,
    AssignmentController,
    MirrorController,
)
