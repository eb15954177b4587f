"""Feature flags in a dictionary."""

from attrs import frozen

from smplat_core.catalog import (
    FeatureFlag,
    FeatureFlagChanged,
    FeatureFlagNotFound,
    FeatureFlags,
    FlagQueries,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_memory.catalog.tables import CatalogTables
from smplat_memory.log import MemoryLog


@frozen
class MemoryFeatureFlags(FeatureFlags):
    tables: CatalogTables
    log: MemoryLog

    async def find(self, slug: str) -> FeatureFlag | None:
        return self.tables.flags.get(slug)

    async def save(self, flag: FeatureFlag) -> FeatureFlag:
        stored = self.tables.flags.get(flag.slug)
        if flag.version != (stored.version if stored else 0):
            raise FeatureFlagChanged(
                f"flag {flag.slug} was saved by someone else",
                current_version=stored.version if stored else None,
            )
        saved = evolve(flag, version=flag.version + 1, news=())
        self.tables.flags[flag.slug] = saved
        self.log.publish(aggregate="feature_flag", aggregate_id=flag.id, news=flag.news)
        return saved


@frozen
class MemoryFlagQueries(FlagQueries):
    tables: CatalogTables

    async def flag(self, slug: str) -> FeatureFlag:
        try:
            return self.tables.flags[slug]
        except KeyError:
            raise FeatureFlagNotFound(f"no feature flag {slug!r}") from None

    async def flags(self, page: PageRequest) -> Page[FeatureFlag]:
        after = page.after[0] if page.after else ""
        rows = [self.tables.flags[slug] for slug in sorted(self.tables.flags) if slug > after]
        return Page.cut(rows, page.limit, lambda flag: (flag.slug,))

    async def turned_on(self) -> tuple[FeatureFlag, ...]:
        flags = self.tables.flags
        return tuple(flags[slug] for slug in sorted(flags) if flags[slug].is_on)
