"""Files in a folder or a bucket, through obstore."""

from smplat_objects.opening import BadObjectsUrl, open_objects, open_uploads
from smplat_objects.stores import BucketObjects, FolderObjects
from smplat_objects.uploads import BucketUploads, OwnUploads

__all__ = [
    "BadObjectsUrl",
    "BucketObjects",
    "BucketUploads",
    "FolderObjects",
    "OwnUploads",
    "open_objects",
    "open_uploads",
]
