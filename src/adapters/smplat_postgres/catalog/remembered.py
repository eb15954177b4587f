"""Versions remembered between requests: what was on sale never changes, so they never expire."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from attrs import Factory, define

from smplat_core.catalog import ProductVersion, ProductVersionRef
from smplat_postgres.catalog.rows import to_version
from smplat_postgres.tables.catalog import ProductVersionRow

MOST_VERSIONS: Final = 2_000
"""Past this many all are forgotten: some 60 MB at thirty choices each."""

LOAD: Final = """
select v.*, p.slug
from unnest({}::uuid[], {}::int[]) as wanted (product_id, number)
join product_versions v on v.product_id = wanted.product_id and v.number = wanted.number
join products p on p.id = v.product_id
"""


@define
class RememberedVersions:
    """Asked by number and checksum: a number of a transaction that came to nothing is given again,
    to other content, and a reader within that transaction may have seen the first."""

    _known: dict[ProductVersionRef, ProductVersion] = Factory(dict)

    async def of(
        self, wanted: Mapping[ProductVersionRef, str]
    ) -> dict[ProductVersionRef, ProductVersion]:
        """The versions with these checksums; one statement for all that are not remembered."""
        found = {ref: known for ref in wanted if (known := self._remembered(ref, wanted[ref]))}
        missing = [ref for ref in wanted if ref not in found]
        if missing:
            found |= self._remember(to_version(row) for row in await _load(missing))
        return found

    def _remembered(self, ref: ProductVersionRef, checksum: str) -> ProductVersion | None:
        known = self._known.get(ref)
        return known if known is not None and known.checksum == checksum else None

    def _remember(
        self, loaded: Iterable[ProductVersion]
    ) -> dict[ProductVersionRef, ProductVersion]:
        new = {version.ref: version for version in loaded}
        if len(self._known) + len(new) > MOST_VERSIONS:
            self._known.clear()
        self._known.update(new)
        return new


async def _load(refs: list[ProductVersionRef]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await ProductVersionRow.raw(
        LOAD, [ref.product_id for ref in refs], [ref.number for ref in refs]
    )
    return rows
