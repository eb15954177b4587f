"""The port on two kinds of stores: those that keep a content type beside a file, and folders."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

import obstore
from attrs import frozen
from obstore.exceptions import BaseError
from obstore.store import LocalStore, MemoryStore, S3Store

from smplat_core.kernel import (
    ObjectNotFound,
    ObjectStore,
    ObjectsUnavailable,
    StoredObject,
    checked_key,
)

UNLABELED: Final = "application/octet-stream"
"""What a file is that somebody else put into the bucket without saying."""


@frozen
class BucketObjects(ObjectStore):
    """The content type is an attribute of the object, so browsers may be sent straight to it."""

    store: S3Store | MemoryStore

    async def put(self, stored: StoredObject) -> None:
        with troubles(stored.key):
            await obstore.put_async(
                self.store,
                stored.key,
                stored.body,
                attributes={"Content-Type": stored.content_type},
            )

    async def get(self, key: str) -> StoredObject:
        with troubles(checked_key(key)):
            found = await obstore.get_async(self.store, key)
            body = bytes(await found.bytes_async())
        return StoredObject(key, found.attributes.get("Content-Type", UNLABELED), body)

    async def delete(self, key: str) -> None:
        with troubles(checked_key(key)), suppress(FileNotFoundError):
            await obstore.delete_async(self.store, key)


@frozen
class FolderObjects(ObjectStore):
    """A file has no content type: it is the first line of the file, so that one write keeps both."""

    store: LocalStore

    async def put(self, stored: StoredObject) -> None:
        with troubles(stored.key):
            labeled = stored.content_type.encode() + b"\n" + stored.body
            await obstore.put_async(self.store, stored.key, labeled, use_multipart=False)

    async def get(self, key: str) -> StoredObject:
        with troubles(checked_key(key)):
            found = await obstore.get_async(self.store, key)
            content_type, _, body = bytes(await found.bytes_async()).partition(b"\n")
        return StoredObject(key, content_type.decode(), body)

    async def delete(self, key: str) -> None:
        with troubles(checked_key(key)), suppress(FileNotFoundError):
            await obstore.delete_async(self.store, key)


@contextmanager
def troubles(key: str) -> Iterator[None]:
    """obstore's words for what went wrong, in ours."""
    try:
        yield
    except FileNotFoundError:
        raise ObjectNotFound(f"no object {key!r}") from None
    except (BaseError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise ObjectsUnavailable(f"cannot reach object {key!r}: {reason}") from error
