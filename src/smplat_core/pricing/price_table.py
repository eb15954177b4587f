"""Prices prepared in memory, for many lines against very many rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from smplat_core.catalog import Sku
from smplat_core.customers import CompanyId
from smplat_core.pricing.candidates import Candidate, PriceRequest
from smplat_core.pricing.resolution import PricingResolution
from smplat_core.pricing.resolver import resolve

NONE: Final[tuple[Candidate, ...]] = ()


class PriceTable:
    """Rows by SKU, and those of agreements by SKU and company.

    A line costs what its own SKU's rows cost, however many others there are, and a buyer never
    sees the agreements of another.
    """

    __slots__ = ("_agreed", "_listed")

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        listed: dict[Sku, list[Candidate]] = {}
        agreed: dict[tuple[Sku, CompanyId], list[Candidate]] = {}
        for row in candidates:
            if row.company_id is None:
                listed.setdefault(row.sku, []).append(row)
            else:
                agreed.setdefault((row.sku, row.company_id), []).append(row)
        self._listed = {sku: tuple(rows) for sku, rows in listed.items()}
        self._agreed = {key: tuple(rows) for key, rows in agreed.items()}

    def rows_for(self, sku: Sku, company_id: CompanyId | None) -> tuple[Candidate, ...]:
        """What may price this SKU for this buyer."""
        rows = self._listed.get(sku, NONE)
        if company_id is None or not self._agreed:
            return rows
        return rows + self._agreed.get((sku, company_id), NONE)

    def resolve(self, request: PriceRequest, moment: datetime) -> PricingResolution:
        """As ``resolve`` does, against the rows of this table."""
        return resolve(request, self.rows_for(request.sku, request.company_id), moment)
