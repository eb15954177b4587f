"""What can be done with media, one verb per file."""

from smplat_core.catalog.media.use_cases.acknowledge_upload import AcknowledgeUpload
from smplat_core.catalog.media.use_cases.clean_up_media import CLEAN_UP_MEDIA, CleanUpMedia
from smplat_core.catalog.media.use_cases.describe_media import DescribeMedia
from smplat_core.catalog.media.use_cases.discard_media import DiscardMedia
from smplat_core.catalog.media.use_cases.read_media import ReadMedia
from smplat_core.catalog.media.use_cases.receive_upload import ReceiveUpload
from smplat_core.catalog.media.use_cases.request_upload import RequestedUpload, RequestUpload

__all__ = [
    "CLEAN_UP_MEDIA",
    "AcknowledgeUpload",
    "CleanUpMedia",
    "DescribeMedia",
    "DiscardMedia",
    "ReadMedia",
    "ReceiveUpload",
    "RequestUpload",
    "RequestedUpload",
]
