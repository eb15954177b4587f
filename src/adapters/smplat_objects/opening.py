"""From an address to the store behind it."""

import os
from datetime import timedelta
from typing import Final

from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from smplat_core.catalog import UploadGrants
from smplat_core.kernel import Clock, ObjectStore
from smplat_objects.stores import BucketObjects, FolderObjects
from smplat_objects.uploads import BucketUploads, OwnUploads

ENDPOINT: Final = "AWS_ENDPOINT"
"""Set for an S3 that is not Amazon's; only then may it be a plain ``http://`` one."""

PATIENCE: Final = timedelta(seconds=10)
"""Whoever asks retries by itself: a store that is away must say so soon."""


class BadObjectsUrl(ValueError):
    """The address is of no store we know."""


def open_objects(url: str) -> ObjectStore:
    """The store at ``file:///folder``, ``s3://bucket/prefix`` or ``memory://``.

    The folder is made if need be. Region, credentials and endpoint of S3 come from the cloud's own
    variables (``AWS_REGION``, ``AWS_ACCESS_KEY_ID``, ``AWS_ENDPOINT`` ...). Nothing is contacted yet.
    """
    scheme, _, rest = url.partition("://")
    try:
        if scheme == "file" and rest.startswith("/"):
            return FolderObjects(LocalStore(rest, mkdir=True))
        if scheme == "s3" and rest:
            return BucketObjects(_bucket(url))
        if url == "memory://":
            return BucketObjects(MemoryStore())
    except (BaseError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise BadObjectsUrl(f"objects cannot be kept at {url!r}: {reason}") from None
    raise BadObjectsUrl(f"{url!r}: say file:///folder, s3://bucket/prefix or memory://")


def open_uploads(objects: ObjectStore, clock: Clock, public_url: str) -> UploadGrants:
    """Where uploads to this store go: straight to a bucket, else to our own API."""
    if isinstance(objects, BucketObjects) and isinstance(objects.store, S3Store):
        return BucketUploads(objects.store, clock)
    return OwnUploads(objects, public_url)


def _bucket(url: str) -> S3Store:
    return S3Store.from_url(
        url,
        client_options={
            "timeout": PATIENCE,
            "connect_timeout": PATIENCE / 3,
            "allow_http": os.environ.get(ENDPOINT, "").startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": PATIENCE},
    )
