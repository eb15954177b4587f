"""What was issued says the same for ever, even to whoever writes SQL."""

import asyncpg
import pytest

from smplat_core.billing import Ledger, credited
from smplat_postgres.tables.billing import InvoiceRow
from tests.builders.billing import NOON, a_draft, a_note, an_issued
from tests.contract.databases import Database

ISSUED = an_issued(10_000)


ADD_A_LINE = """
insert into invoice_lines select '{id}', 9, order_item_id, sku, label, quantity, unit_price_minor,
    line_total_minor, kind, reason from invoice_lines limit 1
"""


@pytest.fixture
async def database(postgres: Database) -> Database:
    return postgres


@pytest.fixture(autouse=True)
async def _issued(database: Database) -> None:
    """One issued invoice with a credit note, and a draft."""
    async with database.begin() as work:
        saved = await work.invoices.save(ISSUED)
        ledger = credited(Ledger.of([saved], []), a_note(1_000, saved), at=NOON)
        await work.invoices.save(ledger.invoices[saved.id])
        await work.invoices.save(a_draft(number=2))


@pytest.mark.parametrize(
    "statement",
    [
        "update invoices set total_minor = 1 where state = 'issued'",
        "update invoices set number = 'INV-000099' where state = 'issued'",
        "update invoices set due_on = due_on + 1 where state = 'issued'",
        "update invoices set bill_to = '{{}}' where state = 'issued'",
        "update invoices set state = 'draft' where state = 'issued'",
        "delete from invoices where state = 'issued'",
        "update invoice_lines set line_total_minor = 1 where invoice_id = '{id}'",
        "update invoice_lines set label = 'another' where invoice_id = '{id}'",
        "delete from invoice_lines where invoice_id = '{id}'",
        ADD_A_LINE,
        "update invoice_lines set invoice_id = '{id}', line_number = 9 where invoice_id <> '{id}'",
        "update credit_notes set amount_minor = 1",
        "delete from credit_notes",
    ],
)
async def test_the_database_refuses_to_alter_it(statement: str) -> None:
    with pytest.raises(asyncpg.RestrictViolationError, match=r"never (changes?|deleted)"):
        await InvoiceRow.raw(statement.replace("{id}", str(ISSUED.id)))


async def test_a_draft_can_be_altered(database: Database) -> None:
    await InvoiceRow.raw("update invoice_lines set label = 'x' where invoice_id <> {}", ISSUED.id)

    async with database.begin() as work:
        draft = await work.invoices.get(a_draft(number=2).id)
    assert draft.lines[0].label == "x"
