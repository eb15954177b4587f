"""Files in a folder or a bucket, through obstore."""

from smplat_objects.opening import BadObjectsUrl, open_objects
from smplat_objects.stores import BucketObjects, FolderObjects

__all__ = ["BadObjectsUrl", "BucketObjects", "FolderObjects", "open_objects"]
