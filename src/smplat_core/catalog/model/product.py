"""A product: one draft that is edited, and a number for each version that was sold."""

import json
from datetime import datetime
from hashlib import sha256

from attrs import field, fields_dict, frozen

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.events import (
    DraftChanged,
    ProductCreated,
    ProductDeleted,
    ProductPublished,
    ProductRestored,
    ProductWithdrawn,
)
from smplat_core.catalog.lifecycle import PRODUCT_LIFECYCLE, ProductAction, ProductState
from smplat_core.catalog.refusals import BadSlug, WasOnSale
from smplat_core.catalog.vocabulary import (
    LONGEST_SLUG,
    SLUG_PATTERN,
    ProductId,
    ProductVersionRef,
)
from smplat_core.kernel import Event, evolve, to_json


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and SLUG_PATTERN.fullmatch(text) is not None


def check_slug(slug: str) -> str:
    """The slug; or ``BadSlug``."""
    if not is_slug(slug):
        raise BadSlug.at(
            "/slug",
            f"{slug[:LONGEST_SLUG]!r} is no slug",
            accepted=f"small letters, digits and single dashes, up to {LONGEST_SLUG}: like-this-1",
        )
    return slug


def content_checksum(content: ProductContent) -> str:
    """SHA-256 of the content as JSON with sorted keys, in hexadecimal: equal for equal content."""
    canonical = json.dumps(
        to_json(content), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(canonical.encode()).hexdigest()


@frozen(kw_only=True)
class Product:
    """Something that is sold under one slug for good. Orders point at its versions."""

    id: ProductId
    slug: str
    draft: ProductContent
    """As it is edited; nobody buys it before it is published."""
    state: ProductState = PRODUCT_LIFECYCLE.initial
    number: int = 0
    """Of the latest version; 0 before the first."""
    checksum: str | None = None
    """Of the latest version."""
    created_at: datetime
    updated_at: datetime
    published_at: datetime | None = None
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @classmethod
    def create(
        cls, product_id: ProductId, *, slug: str, draft: ProductContent, at: datetime
    ) -> "Product":
        """A draft under this slug, whose content the caller has checked; or ``BadSlug``."""
        told = ProductCreated(
            at=at, product_id=product_id, slug=check_slug(slug), checksum=content_checksum(draft)
        )
        return cls(
            id=product_id, slug=slug, draft=draft, created_at=at, updated_at=at, news=(told,)
        )

    @property
    def latest(self) -> ProductVersionRef | None:
        """The version on sale, or the last that was; ``None`` before the first."""
        return ProductVersionRef(product_id=self.id, number=self.number) if self.number else None

    @property
    def has_unpublished_changes(self) -> bool:
        return content_checksum(self.draft) != self.checksum

    def edit(self, draft: ProductContent, *, at: datetime) -> "Product":
        """The product with another draft, whose content the caller has checked.

        Itself when nothing is different. What is sold stays as it is.
        """
        parts = tuple(
            name
            for name in fields_dict(ProductContent)
            if getattr(self.draft, name) != getattr(draft, name)
        )
        if not parts:
            return self
        told = DraftChanged(
            at=at,
            product_id=self.id,
            slug=self.slug,
            parts=parts,
            checksum=content_checksum(draft),
        )
        return evolve(self, draft=draft, updated_at=at, news=(*self.news, told))

    def publish(self, content: ProductContent, *, at: datetime) -> "Product":
        """The product selling this content, as its next version.

        Itself when it sells exactly that already. ``ActionNotAllowed`` while it is withdrawn.
        """
        state = PRODUCT_LIFECYCLE.after(self.state, ProductAction.PUBLISH)
        checksum = content_checksum(content)
        if checksum == self.checksum:
            return self
        number = self.number + 1
        told = ProductPublished(
            at=at, product_id=self.id, slug=self.slug, number=number, checksum=checksum
        )
        return evolve(
            self,
            state=state,
            number=number,
            checksum=checksum,
            published_at=at,
            updated_at=at,
            news=(*self.news, told),
        )

    def withdraw(self, *, at: datetime) -> "Product":
        """Off sale, at once; its versions stay."""
        told = ProductWithdrawn(at=at, product_id=self.id, slug=self.slug)
        return self._take(ProductAction.WITHDRAW, told)

    def restore(self, *, at: datetime) -> "Product":
        """On sale again, in its latest version."""
        told = ProductRestored(at=at, product_id=self.id, slug=self.slug, number=self.number)
        return self._take(ProductAction.RESTORE, told)

    def delete(self, *, at: datetime) -> "Product":
        """The product as it is deleted: orders point at what was on sale, so ``WasOnSale``."""
        if self.number:
            raise WasOnSale(f"{self.slug} was on sale, and orders may point at it; withdraw it")
        told = ProductDeleted(at=at, product_id=self.id, slug=self.slug)
        return evolve(self, news=(*self.news, told))

    def _take(self, action: ProductAction, told: Event) -> "Product":
        state = PRODUCT_LIFECYCLE.after(self.state, action)
        return evolve(self, state=state, updated_at=told.at, news=(*self.news, told))


@frozen(kw_only=True)
class ProductVersion:
    """What was on sale under one number. It never changes: orders and carts point at it."""

    product_id: ProductId
    slug: str
    number: int
    content: ProductContent
    checksum: str
    published_at: datetime
    published_by: str
    """Who acted: ``user:<id>``, ``key:<id>`` or ``system:<job>``."""

    @classmethod
    def of(
        cls, product: Product, content: ProductContent, *, by: str, at: datetime
    ) -> "ProductVersion":
        """What the product, which was published just now, sells from here on."""
        return cls(
            product_id=product.id,
            slug=product.slug,
            number=product.number,
            content=content,
            checksum=content_checksum(content),
            published_at=at,
            published_by=by,
        )

    @property
    def ref(self) -> ProductVersionRef:
        return ProductVersionRef(product_id=self.product_id, number=self.number)
