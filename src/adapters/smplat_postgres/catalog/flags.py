"""Feature flags kept in Postgres."""

from typing import Any

from smplat_core.catalog import (
    FeatureFlag,
    FeatureFlagChanged,
    FeatureFlagNotFound,
    FeatureFlags,
    FlagId,
    FlagQueries,
)
from smplat_core.kernel import Page, PageRequest, evolve
from smplat_postgres.log import publish
from smplat_postgres.tables.catalog import FeatureFlagRow


class PostgresFeatureFlags(FeatureFlags):
    async def find(self, slug: str) -> FeatureFlag | None:
        rows = await FeatureFlagRow.raw(
            "select * from feature_flags where slug = {} for no key update", slug
        )
        return to_flag(rows[0]) if rows else None

    async def save(self, flag: FeatureFlag) -> FeatureFlag:
        rows = await (_update(flag) if flag.version else _insert(flag))
        if not rows:
            known = await FeatureFlagRow.raw(
                "select version from feature_flags where slug = {}", flag.slug
            )
            raise FeatureFlagChanged(
                f"flag {flag.slug} was saved by someone else",
                current_version=known[0]["version"] if known else None,
            )
        await publish(aggregate="feature_flag", aggregate_id=flag.id, news=flag.news)
        return evolve(flag, version=flag.version + 1, news=())


async def _insert(flag: FeatureFlag) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await FeatureFlagRow.raw(
        "insert into feature_flags (id, slug, is_on, channels, products, updated_at, version)"
        " values ({}, {}, {}, {}, {}, {}, 1) on conflict do nothing returning id",
        flag.id,
        flag.slug,
        flag.is_on,
        list(flag.channels),
        list(flag.products),
        flag.updated_at,
    )
    return rows


async def _update(flag: FeatureFlag) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await FeatureFlagRow.raw(
        "update feature_flags set is_on = {}, channels = {}, products = {}, updated_at = {},"
        " version = version + 1 where id = {} and version = {} returning id",
        flag.is_on,
        list(flag.channels),
        list(flag.products),
        flag.updated_at,
        flag.id,
        flag.version,
    )
    return rows


class PostgresFlagQueries(FlagQueries):
    async def flag(self, slug: str) -> FeatureFlag:
        rows = await FeatureFlagRow.raw("select * from feature_flags where slug = {}", slug)
        if not rows:
            raise FeatureFlagNotFound(f"no feature flag {slug!r}")
        return to_flag(rows[0])

    async def flags(self, page: PageRequest) -> Page[FeatureFlag]:
        rows = await FeatureFlagRow.raw(
            "select * from feature_flags where slug > {} order by slug limit {}",
            page.after[0] if page.after else "",
            page.limit + 1,
        )
        return Page.cut([to_flag(row) for row in rows], page.limit, lambda flag: (flag.slug,))

    async def turned_on(self) -> tuple[FeatureFlag, ...]:
        rows = await FeatureFlagRow.raw("select * from feature_flags where is_on order by slug")
        return tuple(to_flag(row) for row in rows)


def to_flag(row: dict[str, Any]) -> FeatureFlag:
    return FeatureFlag(
        id=FlagId(row["id"]),
        slug=row["slug"],
        is_on=row["is_on"],
        channels=tuple(row["channels"]),
        products=tuple(row["products"]),
        updated_at=row["updated_at"],
        version=row["version"],
    )
