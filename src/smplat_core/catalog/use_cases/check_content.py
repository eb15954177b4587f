"""Looking at content before it is kept, and once more before it is sold."""

from collections.abc import Sequence

from attrs import frozen

from smplat_core.catalog.checking import faults, media_in, services_in
from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.media import MediaQueries
from smplat_core.catalog.ports import (
    KnownServices,
    Patterns,
    Products,
    PublicationChecks,
    PublicationWarning,
)
from smplat_core.catalog.refusals import BadContent, CannotPublish
from smplat_core.catalog.vocabulary import ServiceRef
from smplat_core.kernel import InputError


@frozen
class CheckContent:
    """What is refused of a draft already: it makes no sense, or names services nobody offers."""

    patterns: Patterns
    services: KnownServices

    async def __call__(self, content: ProductContent, *, slug: str) -> None:
        """``BadContent`` with everything that is wrong, by pointers into the content."""
        if errors := await self.errors(content, slug=slug):
            raise BadContent(summed(errors), errors=errors)

    async def errors(self, content: ProductContent, *, slug: str) -> tuple[InputError, ...]:
        found = faults(content, self.patterns, slug=slug)
        return found + await unknown_services(tuple(services_in(content)), self.services)


async def unknown_services(
    named: Sequence[tuple[str, ServiceRef]], known: KnownServices
) -> tuple[InputError, ...]:
    """One error for each place that names a service nobody offers; one question for all of them."""
    unknown = await known.unknown({ref for _, ref in named}) if named else frozenset()
    said, accepted = "no provider offers the service", "a service with a cost model"
    return tuple(
        InputError(pointer, "catalog.unknown_service", f"{said} {ref}", accepted)
        for pointer, ref in named
        if ref in unknown
    )


@frozen
class CheckPublication:
    """What is refused of content that is to be sold: it leans on something that is not there."""

    check: CheckContent
    media: MediaQueries
    others: Sequence[PublicationChecks]
    """What other contexts have to say."""

    async def __call__(
        self, content: ProductContent, *, slug: str, products: Products
    ) -> tuple[PublicationWarning, ...]:
        """What is doubtful; ``BadContent``, ``CannotPublish`` or a refusal of others forbids it."""
        await self.check(content, slug=slug)
        if errors := await self.missing(content, products=products):
            raise CannotPublish(summed(errors), errors=errors)
        warnings: list[PublicationWarning] = []
        for each in self.others:
            warnings += await each.check(slug, content)
        return tuple(warnings)

    async def missing(
        self, content: ProductContent, *, products: Products
    ) -> tuple[InputError, ...]:
        """Related products and pictures that are not there."""
        known = await products.slugs({each.slug for each in content.related})
        absent = tuple(
            InputError(
                f"/related/{place}/slug",
                "catalog.unknown_product",
                f"there is no product {each.slug!r}",
                "the slug of a product",
            )
            for place, each in enumerate(content.related)
            if each.slug not in known
        )
        shown = tuple(media_in(content))
        unusable = set(await self.media.unusable({media_id for _, media_id in shown}))
        return absent + tuple(
            InputError(
                pointer,
                "catalog.unusable_media",
                f"media {media_id} does not exist, or its upload is not acknowledged",
                "an asset that is ready",
            )
            for pointer, media_id in shown
            if media_id in unusable
        )


def summed(errors: Sequence[InputError]) -> str:
    more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    return f"{errors[0].pointer or 'the content'}: {errors[0].detail}{more}"
