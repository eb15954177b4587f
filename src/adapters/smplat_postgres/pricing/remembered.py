"""Candidates remembered between requests, and forgotten when any price changes."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from attrs import Factory, define

from smplat_core.pricing import Candidate, Sku
from smplat_postgres.pricing.rows import to_listed
from smplat_postgres.tables.pricing import PriceEntryRow

MOST_SKUS: Final = 5_000
"""Past this many all are forgotten: some 50 MB at ten prices each."""

REVISION: Final = "select (select revision from price_revision) as revision"

LOAD: Final = """
select (select revision from price_revision) as revision, wanted.sku as wanted,
       e.id, b.code as origin, b.id as origin_id, b.region, b.active, e.sku, e.label, e.kind,
       e.currency, e.unit_price_minor, e.min_quantity, e.valid_from, e.valid_until, e.archived_at,
       e.stripe_price_id, e.sync_status
from unnest({}::text[]) as wanted (sku)
left join price_entries e on e.sku = wanted.sku
left join price_books b on b.id = e.book_id
order by e.id
"""
"""Prices and revision in one statement, so both are of the same moment. A SKU without prices
still yields a row: that there are none is worth remembering too."""

Rows = dict[Sku, tuple[Candidate, ...]]


@define
class RememberedCandidates:
    """Right however many processes write: the database gives a new revision with every change.

    Nothing known costs one statement; everything known costs one tiny one; a mixture costs both.
    """

    _revision: UUID | None = None
    _rows: Rows = Factory(dict)

    async def of(self, skus: Collection[Sku]) -> Mapping[Sku, Sequence[Candidate]]:
        since, known = await self._still_true(skus)
        missing = [sku for sku in skus if sku not in known]
        if not missing:
            return known
        revision, loaded = await self._load(missing)
        if known and revision != since:
            known = {}
            revision, loaded = await self._load(skus)
        self._remember(revision, loaded)
        return known | loaded

    async def _still_true(self, skus: Collection[Sku]) -> tuple[UUID | None, Rows]:
        """What is remembered of these SKUs, when no price has changed since."""
        revision = self._revision
        known = {sku: self._rows[sku] for sku in skus if sku in self._rows}
        if not known:
            return revision, {}
        (current,) = await PriceEntryRow.raw(REVISION)
        return revision, known if current["revision"] == revision else {}

    async def _load(self, skus: Collection[Sku]) -> tuple[UUID | None, Rows]:
        found: list[dict[str, Any]] = await PriceEntryRow.raw(LOAD, list(skus))
        loaded: dict[Sku, list[Candidate]] = {sku: [] for sku in skus}
        for row in found:
            if row["id"] is not None:
                loaded[row["wanted"]].append(to_listed(row))
        revision = found[0]["revision"] if found else None
        return revision, {sku: tuple(rows) for sku, rows in loaded.items()}

    def _remember(self, revision: UUID | None, loaded: Rows) -> None:
        if revision is None:
            return
        if revision != self._revision or len(self._rows) + len(loaded) > MOST_SKUS:
            self._revision, self._rows = revision, {}
        self._rows.update(loaded)
