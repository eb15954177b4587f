"""Files too large or too many for the database."""

import re
from typing import Final, Protocol

from attrs import field, frozen

from smplat_core.kernel.errors import Invalid, NotFound, Unavailable

KEY: Final = re.compile(r"([A-Za-z0-9_-]{1,100}/){0,8}[A-Za-z0-9_-]{1,100}\.[A-Za-z0-9]{1,10}")
"""Only the last part has a dot. So no key leads out of the store, and none is another's folder."""

CONTENT_TYPE: Final = re.compile(r"[!-~]+/[!-~]+( ?; ?[!-~]+)*")


class ObjectNotFound(NotFound):
    """No object is stored under this key."""

    code = "objects.not_found"


class BadObject(Invalid):
    """The key or the content type is not one that every store can keep."""

    code = "objects.bad_object"


class ObjectsUnavailable(Unavailable):
    """The store of files does not answer now, or refuses us."""

    code = "objects.unavailable"


def checked_key(key: str) -> str:
    """The key itself; or ``BadObject`` when it is not folders and one file name with its ending."""
    if not KEY.fullmatch(key):
        raise BadObject.at("/key", f"{key[:100]!r} is no key", accepted="invoices/INV-000001.pdf")
    return key


@frozen
class StoredObject:
    """A file as it was stored."""

    key: str = field()
    content_type: str = field()
    body: bytes

    @key.validator
    def _is_a_key(self, _: object, key: str) -> None:
        checked_key(key)

    @content_type.validator
    def _is_a_content_type(self, _: object, content_type: str) -> None:
        if not CONTENT_TYPE.fullmatch(content_type):
            detail = f"{content_type[:100]!r} is no content type"
            raise BadObject.at("/content_type", detail, accepted="application/pdf")


class ObjectStore(Protocol):
    """Files under keys: invoices, receipts, media.

    Every method refuses what is no key (``BadObject``), and may refuse with ``ObjectsUnavailable``.
    """

    async def put(self, stored: StoredObject) -> None:
        """Keep the object under its key, replacing what was there, all of it or nothing."""
        ...

    async def get(self, key: str) -> StoredObject:
        """The object; or ``ObjectNotFound``."""
        ...

    async def delete(self, key: str) -> None:
        """Forget the object; forgetting one that is not there is not an error."""
        ...
