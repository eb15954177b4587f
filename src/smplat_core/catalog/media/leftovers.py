"""Deleting what assets have left over."""

from smplat_core.catalog.media.model import MediaAsset
from smplat_core.kernel import ObjectStore, Unavailable


async def drop(asset: MediaAsset, objects: ObjectStore) -> None:
    """Delete the leftovers as soon as possible, if possible.

    The asset keeps its list: until the address has expired bytes may arrive again, and the store
    may be away now. The cleanup deletes them once more, for good.
    """
    try:
        for key in asset.leftovers:
            await objects.delete(key)
    except Unavailable:
        return
