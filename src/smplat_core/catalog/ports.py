"""What the catalog context needs from the outside."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from attrs import frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.media import MediaWork
from smplat_core.catalog.model import FeatureFlag, Product, ProductVersion
from smplat_core.catalog.search import SearchWork
from smplat_core.catalog.vocabulary import MediaId, ProductId, ProductVersionRef, ServiceRef


class Products(Protocol):
    """Every product there is."""

    async def get(self, product_id: ProductId) -> Product:
        """The product, held until the unit of work ends; or ``ProductNotFound``."""
        ...

    async def by_slug(self, slug: str) -> Product:
        """The same, by the name people use."""
        ...

    async def slugs(self, slugs: Collection[str]) -> frozenset[str]:
        """Those under which there is a product, in whatever state; nothing is held."""
        ...

    async def called(self, slugs: Collection[str]) -> Mapping[str, Product]:
        """Those that exist, by slug, held until the unit of work ends; in one statement."""
        ...

    async def save_all(self, products: Sequence[Product]) -> tuple[Product, ...]:
        """Keep many products in a constant number of statements; none of them is deleted.

        They come back in the same order, one version on, news cleared. Raises ``ProductChanged``
        when any was saved since it was read, or the slug of a new one was taken meanwhile.
        """
        ...

    async def save(self, product: Product) -> Product:
        """Keep the product and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``ProductChanged`` if anyone saved it
        since it was read, and ``SlugTaken`` when the slug of a new one is.
        """
        ...

    async def delete(self, product: Product) -> None:
        """Keep it no longer, and publish its news: it is not found after this, its slug is free.

        Raises ``ProductChanged`` if anyone saved it since it was read.
        """
        ...


class ProductVersions(Protocol):
    """Everything that was ever on sale."""

    async def add(self, version: ProductVersion) -> None:
        """Keep what a product, saved in this unit of work, sells from here on; for good."""
        ...

    async def get(self, ref: ProductVersionRef) -> ProductVersion:
        """What was sold under this number; or ``ProductVersionNotFound``."""
        ...

    async def media(self, product_id: ProductId) -> frozenset[MediaId]:
        """Every picture that any version of the product shows."""
        ...


class FeatureFlags(Protocol):
    """Every feature flag there is."""

    async def find(self, slug: str) -> FeatureFlag | None:
        """The flag, held until the unit of work ends; ``None`` when there is none."""
        ...

    async def save(self, flag: FeatureFlag) -> FeatureFlag:
        """Keep the flag and publish its news, together or not at all.

        Returns it one version on, news cleared. Raises ``FeatureFlagChanged`` if anyone saved it
        since it was read, or made one of the same slug.
        """
        ...


class CatalogWork(MediaWork, SearchWork, Protocol):
    """What a unit of work must offer for a catalog use case to run in it."""

    @property
    def products(self) -> Products: ...

    @property
    def product_versions(self) -> ProductVersions: ...

    @property
    def feature_flags(self) -> FeatureFlags: ...


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
