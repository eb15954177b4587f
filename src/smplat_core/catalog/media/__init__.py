"""Pictures of products: announced, uploaded through a signed address, and believed only then."""

from smplat_core.catalog.media.anatomy import Anatomy, anatomy_of
from smplat_core.catalog.media.events import DiscardReason
from smplat_core.catalog.media.lifecycle import MEDIA_LIFECYCLE, MediaAction, MediaState
from smplat_core.catalog.media.model import MediaAsset, NewMedia
from smplat_core.catalog.media.ports import (
    ImageInspector,
    MediaAssets,
    MediaUses,
    MediaWork,
    UploadGrants,
)
from smplat_core.catalog.media.queries import MediaQueries
from smplat_core.catalog.media.signing import Upload, target_of_ours
from smplat_core.catalog.media.use_cases import (
    CLEAN_UP_MEDIA,
    AcknowledgeUpload,
    CleanUpMedia,
    DescribeMedia,
    DiscardMedia,
    ReadMedia,
    ReceiveUpload,
    RequestedUpload,
    RequestUpload,
)
from smplat_core.catalog.media.vocabulary import (
    BadMedia,
    Damaged,
    MediaChanged,
    MediaFlaw,
    MediaInUse,
    MediaLimits,
    MediaNotFound,
    MediaNotReady,
    MediaType,
    NotUploaded,
    Rejection,
    SvgRefused,
    UploadTarget,
    WrongSize,
)

__all__ = [
    "CLEAN_UP_MEDIA",
    "MEDIA_LIFECYCLE",
    "AcknowledgeUpload",
    "Anatomy",
    "BadMedia",
    "CleanUpMedia",
    "Damaged",
    "DescribeMedia",
    "DiscardMedia",
    "DiscardReason",
    "ImageInspector",
    "MediaAction",
    "MediaAsset",
    "MediaAssets",
    "MediaChanged",
    "MediaFlaw",
    "MediaInUse",
    "MediaLimits",
    "MediaNotFound",
    "MediaNotReady",
    "MediaQueries",
    "MediaState",
    "MediaType",
    "MediaUses",
    "MediaWork",
    "NewMedia",
    "NotUploaded",
    "ReadMedia",
    "ReceiveUpload",
    "Rejection",
    "RequestUpload",
    "RequestedUpload",
    "SvgRefused",
    "Upload",
    "UploadGrants",
    "UploadTarget",
    "WrongSize",
    "anatomy_of",
    "target_of_ours",
]
