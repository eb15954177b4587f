"""What the catalog context needs from the outside."""

from collections.abc import Collection
from typing import Protocol

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.vocabulary import ServiceRef


class Pattern(Protocol):
    """A compiled pattern."""

    def matches(self, text: str) -> bool:
        """Whether the whole text matches, in time linear in its length."""
        ...


class Patterns(Protocol):
    """An engine for regular expressions whose cost no pattern and no text can blow up."""

    def compile(self, pattern: str) -> Pattern:
        """The pattern; or ``BadPattern``, also for what such an engine cannot do (look-around,
        back-references) and for patterns whose program would be too large."""
        ...


class KnownServices(Protocol):
    """Which services of which providers exist."""

    async def unknown(self, services: Collection[ServiceRef]) -> frozenset[ServiceRef]:
        """Those of the services that nobody offers."""
        ...


@frozen(kw_only=True)
class PublicationWarning:
    """Something an operator should know before or after publishing."""

    pointer: str
    """Into the content: ``/presets/0``."""
    code: str
    detail: str


class PublicationChecks(Protocol):
    """What others have to say before a product is published: whether it is priced, at a margin."""

    async def check(self, slug: str, content: ProductContent) -> tuple[PublicationWarning, ...]:
        """What is doubtful; raises a refusal with pointers into the content to forbid it."""
        ...
