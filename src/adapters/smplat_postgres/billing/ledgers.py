"""One mover of a company's money at a time."""

from typing import Final

from smplat_core.billing import CompanyLedgers
from smplat_core.customers import CompanyId
from smplat_postgres.tables.billing import InvoiceRow

HOLD: Final = "select pg_advisory_xact_lock(hashtextextended('ledger of ' || {}::text, 0))"
"""Two companies may share a number, and then wait for each other without need; a unit of work
takes one of these locks at most, so nobody waits in a circle."""


class PostgresCompanyLedgers(CompanyLedgers):
    async def hold(self, company_id: CompanyId) -> None:
        await InvoiceRow.raw(HOLD, str(company_id))
