"""Feature flags: what is shown and sold only where it is meant to be already."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from attrs import field, frozen

from smplat_core.catalog.events import FlagEdited
from smplat_core.catalog.model.product import is_slug
from smplat_core.catalog.refusals import BadFeatureFlag
from smplat_core.catalog.vocabulary import LONGEST_SLUG, FlagId
from smplat_core.kernel import Event, InputError, evolve

MOST_PLACES: Final = 500
"""Channels, or products, one flag may name."""


@frozen(kw_only=True)
class FeatureFlag:
    """A name that is on or off, everywhere or in some channels and for some products.

    Each environment keeps its own. The settings of a deployment may turn a flag on besides.
    """

    id: FlagId
    slug: str
    is_on: bool = False
    channels: tuple[str, ...] = ()
    """Where it is on while it is on; none means in every channel, and where none is named."""
    products: tuple[str, ...] = ()
    """Slugs of the products it is on for; none means for all."""
    updated_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    def edit(
        self, *, is_on: bool, channels: Iterable[str], products: Iterable[str], at: datetime
    ) -> "FeatureFlag":
        """The flag as told, each place once; itself when a saved one changes nothing.

        ``BadFeatureFlag`` names every channel and product that cannot be one.
        """
        named = {"channels": tuple(channels), "products": tuple(products)}
        if errors := tuple(_faults(self.slug, named)):
            raise BadFeatureFlag(errors[0].detail, errors=errors)
        edited = evolve(
            self,
            is_on=is_on,
            channels=tuple(sorted(set(named["channels"]))),
            products=tuple(sorted(set(named["products"]))),
        )
        if self.version and edited == self:
            return self
        told = FlagEdited(
            at=at,
            flag=self.slug,
            is_on=is_on,
            channels=edited.channels,
            products=edited.products,
        )
        return evolve(edited, updated_at=at, news=(*self.news, told))

    def holds(self, *, channel: str | None, product: str | None) -> bool:
        """Whether it is on there. A flag of certain channels is off where no channel is named."""
        return (
            self.is_on
            and (not self.channels or channel in self.channels)
            and (not self.products or product in self.products)
        )


def flags_on(
    flags: Iterable[FeatureFlag],
    *,
    forced: frozenset[str] = frozenset(),
    channel: str | None = None,
    product: str | None = None,
) -> frozenset[str]:
    """Slugs of the flags that are on in this channel, for the product of this slug.

    ``forced`` are on everywhere: the settings of the deployment say so.
    """
    held = (flag.slug for flag in flags if flag.holds(channel=channel, product=product))
    return forced.union(held)


def _faults(slug: str, named: dict[str, tuple[str, ...]]) -> Iterable[InputError]:
    accepted = f"small letters, digits and single dashes, up to {LONGEST_SLUG}: like-this-1"
    if not is_slug(slug):
        said = f"{slug[:LONGEST_SLUG]!r} is no name of a flag"
        yield InputError("/slug", "catalog.bad_slug", said, accepted)
    for kind, places in named.items():
        if len(places) > MOST_PLACES:
            said = f"{len(places)} {kind}"
            yield InputError(f"/{kind}", "catalog.too_many", said, f"up to {MOST_PLACES}")
        for place, text in enumerate(places[:MOST_PLACES]):
            if not is_slug(text):
                said = f"{text[:LONGEST_SLUG]!r} is no slug"
                yield InputError(f"/{kind}/{place}", "catalog.bad_slug", said, accepted)
