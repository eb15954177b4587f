"""Turning feature flags on and off, and asking which are on."""

from collections.abc import Iterable, Mapping

from attrs import frozen

from smplat_core.catalog.model import FeatureFlag, flags_on
from smplat_core.catalog.ports import CatalogWork
from smplat_core.catalog.queries import FlagQueries
from smplat_core.catalog.refusals import FeatureFlagChanged
from smplat_core.catalog.vocabulary import FlagId
from smplat_core.kernel import Begin, Clock, Ids


@frozen
class SetFlag:
    """A flag as told, made when there is none of this slug. Changing nothing tells nothing."""

    begin: Begin[CatalogWork]
    clock: Clock
    ids: Ids

    async def __call__(
        self,
        slug: str,
        *,
        is_on: bool,
        channels: Iterable[str] = (),
        products: Iterable[str] = (),
        expected_version: int | None = None,
    ) -> FeatureFlag:
        now = self.clock.now()
        async with self.begin() as work:
            known = await work.feature_flags.find(slug)
            flag = known or FeatureFlag(id=FlagId(self.ids.new()), slug=slug, updated_at=now)
            if expected_version not in (None, flag.version):
                raise FeatureFlagChanged(
                    f"flag {slug} is at version {flag.version}", current_version=flag.version
                )
            edited = flag.edit(is_on=is_on, channels=channels, products=products, at=now)
            return await work.feature_flags.save(edited) if edited is not known else edited


@frozen
class FlagsInForce:
    """Which feature flags are on: those stored, and those the deployment turns on everywhere."""

    queries: FlagQueries
    forced: frozenset[str] = frozenset()

    async def __call__(
        self, *, channel: str | None = None, product: str | None = None
    ) -> frozenset[str]:
        """In this channel, for the product of this slug."""
        flags = await self.queries.turned_on()
        return flags_on(flags, forced=self.forced, channel=channel, product=product)

    async def listed(self, *, channel: str | None = None) -> frozenset[str]:
        """In this channel, as searches take them: ``beta`` is on for every product, and
        ``beta/followers`` for the one of this slug."""
        flags = await self.queries.turned_on()
        everywhere = flags_on(flags, forced=self.forced, channel=channel)
        return everywhere.union(
            f"{flag.slug}/{product}"
            for flag in flags
            for product in flag.products
            if flag.holds(channel=channel, product=product)
        )

    async def of(
        self, products: Iterable[str], *, channel: str | None = None
    ) -> Mapping[str, frozenset[str]]:
        """The same for each of these products, in one read."""
        flags = await self.queries.turned_on()
        return {
            slug: flags_on(flags, forced=self.forced, channel=channel, product=slug)
            for slug in products
        }
