"""What is on sale, as it was read at once, and how a selection of it looks."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from attrs import evolve, frozen

from smplat_core.catalog import (
    Examination,
    FeatureFlag,
    ProductContent,
    ProductId,
    ProductVersion,
    flags_on,
)
from smplat_core.kernel import InputError
from smplat_core.pricing.configured.forms import Forms
from smplat_core.pricing.configured.market import Choice
from smplat_core.pricing.configured.requests import ProductRequest
from smplat_core.pricing.experiments import Offer

LONGEST_NAME = 80
UUID_LENGTH = 36


@frozen(kw_only=True)
class Look:
    """One product line before anything of it is priced."""

    request: ProductRequest
    version: ProductVersion | None = None
    """On sale under the name the line gives; ``None`` when nothing is."""
    examination: Examination | None = None
    choice: Choice | None = None
    """Exactly when there are no errors."""
    errors: tuple[InputError, ...] = ()


@frozen(kw_only=True)
class Shelf:
    on_sale: Mapping[str, ProductVersion]
    """By what lines call them."""
    offers: Sequence[Offer]
    flags: Collection[FeatureFlag]
    forced_flags: frozenset[str]
    forms: Forms

    def look(self, request: ProductRequest) -> Look:
        version = self.on_sale.get(request.product)
        if version is None:
            said = f"no product {request.product[:LONGEST_NAME]!r} is on sale"
            accepted = "the slug or the id of a product that is"
            unknown = InputError("/product", "pricing.unknown_product", said, accepted)
            return Look(request=request, errors=(unknown,))
        flags = flags_on(
            self.flags, forced=self.forced_flags, channel=request.channel, product=version.slug
        )
        where = evolve(request.circumstances, flags=flags)
        form = self.forms.of(version)
        examination = form.examine(request.selection, where, quantity=request.quantity)
        errors = (*_version_errors(request, version), *examination.errors)
        choice = None
        if examination.configuration is not None and not errors:
            choice = Choice(
                request=request,
                content=version.content,
                configuration=examination.configuration,
                quantity=examination.quantity,
                circumstances=where,
            )
        return Look(
            request=request,
            version=version,
            examination=examination,
            choice=choice,
            errors=errors,
        )


def _version_errors(request: ProductRequest, version: ProductVersion) -> tuple[InputError, ...]:
    if request.version in (None, version.number):
        return ()
    said = f"version {request.version} of {version.slug} is not on sale"
    accepted = f"{version.number}, or none to take what is"
    return (InputError("/version", "pricing.version_not_on_sale", said, accepted),)


def product_id(name: str) -> ProductId | None:
    """The id a line gives; ``None`` when it gives a slug. No slug of ours looks like an id."""
    if len(name) != UUID_LENGTH:
        return None
    try:
        return ProductId(UUID(name))
    except ValueError:
        return None


def flags_of(content: ProductContent) -> frozenset[str]:
    """The feature flags that something of it is shown under."""
    named = {content.feature_flag}
    named |= {one.feature_flag for group in content.option_groups for one in group.options}
    named |= {add_on.feature_flag for add_on in content.add_ons}
    return frozenset(flag for flag in named if flag)
