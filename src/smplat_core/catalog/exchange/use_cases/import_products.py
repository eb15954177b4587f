"""Taking in a file of products, all of it or nothing."""

from collections.abc import Sequence

from attrs import evolve, frozen

from smplat_core.catalog.checking import faults, media_in, services_in
from smplat_core.catalog.exchange.documents import ProductDocument, bad_file
from smplat_core.catalog.model import Product, check_slug
from smplat_core.catalog.ports import CatalogWork, KnownServices, Patterns, PublicationWarning
from smplat_core.catalog.refusals import BadSlug
from smplat_core.catalog.use_cases import PublishProduct, note_media, unknown_services
from smplat_core.catalog.vocabulary import ProductId
from smplat_core.kernel import Begin, Clock, Ids, InputError, Invalid, NotAllowed


@frozen(kw_only=True)
class ImportedProducts:
    """What became of a file."""

    created: int
    changed: int
    unchanged: int
    published: int = 0
    warnings: tuple[PublicationWarning, ...] = ()
    """Of publishing; pointers are into the file."""


@frozen
class ImportProducts:
    """Each product of the file as a draft: a new one, or the changed draft of its slug.

    ``BadCatalogFile`` names everything that is wrong with any of them, and then nothing is kept.
    """

    begin: Begin[CatalogWork]
    patterns: Patterns
    services: KnownServices
    clock: Clock
    ids: Ids

    async def __call__(self, documents: Sequence[ProductDocument]) -> ImportedProducts:
        kept, _ = await self.keep(documents)
        return kept

    async def keep(
        self, documents: Sequence[ProductDocument]
    ) -> tuple[ImportedProducts, tuple[Product, ...]]:
        """The same, with the products of the file in its order."""
        await self._check(documents)
        now = self.clock.now()
        async with self.begin() as work:
            known = await work.products.called([each.slug for each in documents])
            after = [
                known[each.slug].edit(each.content, at=now)
                if each.slug in known
                else Product.create(
                    ProductId(self.ids.new()), slug=each.slug, draft=each.content, at=now
                )
                for each in documents
            ]
            changed = [each for each in after if each is not known.get(each.slug)]
            saved = {each.id: each for each in await work.products.save_all(changed)}
            for product in saved.values():
                if any(media_in(product.draft)) or product.slug in known:
                    await note_media(work, product)
        created = len(documents) - len(known)
        counted = ImportedProducts(
            created=created,
            changed=len(changed) - created,
            unchanged=len(documents) - len(changed),
        )
        return counted, tuple(saved.get(each.id, each) for each in after)

    async def _check(self, documents: Sequence[ProductDocument]) -> None:
        found = list[InputError]()
        for each in documents:
            try:
                check_slug(each.slug)
            except BadSlug as refusal:
                found += [error.under(each.place) for error in refusal.errors]
            wrong = faults(each.content, self.patterns, slug=each.slug)
            found += [error.under(f"{each.place}/content") for error in wrong]
        named = [
            (f"{each.place}/content{pointer}", ref)
            for each in documents
            for pointer, ref in services_in(each.content)
        ]
        found += await unknown_services(named, self.services)
        if found:
            raise bad_file(found)


@frozen
class ImportAndPublish:
    """The same, and what the file changed or never sold is put on sale in the same breath."""

    begin: Begin[CatalogWork]
    take_in: ImportProducts
    publish: PublishProduct

    async def __call__(self, documents: Sequence[ProductDocument]) -> ImportedProducts:
        async with self.begin():
            counted, products = await self.take_in.keep(documents)
            published, warnings, found = 0, list[PublicationWarning](), list[InputError]()
            for document, product in zip(documents, products, strict=True):
                place = f"{document.place}/content"
                try:
                    sold = await self.publish(product.id)
                except (Invalid, NotAllowed) as refusal:
                    told = refusal.errors or (InputError("", refusal.code, refusal.detail),)
                    found += [error.under(place) for error in told]
                    continue
                published += sold.product.number != product.number
                warnings += [evolve(each, pointer=place + each.pointer) for each in sold.warnings]
            if found:
                raise bad_file(found)
        return evolve(counted, published=published, warnings=tuple(warnings))
