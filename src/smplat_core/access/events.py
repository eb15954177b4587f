"""What the access context tells the rest of the house."""

from typing import ClassVar

from attrs import frozen

from smplat_core.access.vocabulary import ApiKeyId
from smplat_core.kernel import Event


@frozen(kw_only=True)
class ApiKeyIssued(Event):
    """A key was made. Its token went to whoever asked, and is kept nowhere."""

    name: ClassVar[str] = "access.key_issued"

    key_id: ApiKeyId
    key_name: str
    prefix: str
    scopes: tuple[str, ...]


@frozen(kw_only=True)
class ApiKeyRevoked(Event):
    """The key is no longer good."""

    name: ClassVar[str] = "access.key_revoked"

    key_id: ApiKeyId
