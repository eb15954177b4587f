"""Payment records with their disputes and allocations."""

from typing import Final
from uuid import UUID

from smplat_core.billing import (
    Debtor,
    PaymentAlreadyRecorded,
    PaymentRecord,
    PaymentRecordChanged,
    PaymentRecordId,
    PaymentRecordNotFound,
    PaymentRecords,
    PaymentSource,
)
from smplat_core.kernel import evolve
from smplat_core.orders import OrderId
from smplat_postgres.billing.rows import PAYMENTS, to_payment
from smplat_postgres.log import publish
from smplat_postgres.tables.billing import PaymentDisputeRow, PaymentRecordRow

# As for invoices, a statement of its own locks before another reads.
HOLD: Final = "select id from payment_records where id = {} for no key update"
HOLD_KNOWN: Final = (
    "select id from payment_records where source = {} and reference = {} for no key update"
)
DEBTOR: Final = "select company_id, order_id from payment_records where id = {}"
OF_ORDER: Final = "select id from payment_records where order_id = {} order by received_at, id"

SAVE: Final = """
with kept as (
    insert into payment_records (id, source, reference, method, note, order_id, company_id,
                                 amount_minor, refunded_minor, currency, received_at, heard,
                                 version)
    select {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, 1 where {} = 0
    on conflict do nothing returning id
), changed as (
    update payment_records set amount_minor = {}, refunded_minor = {}, heard = {},
        version = version + 1
    where id = {} and version = {} returning id
), allocated as (
    insert into payment_allocations (id, payment_id, invoice_id, amount_minor, at, released_minor,
                                     credited_minor, released_at)
    select a.id, s.id, a.invoice_id, a.amount_minor, a.at, a.released_minor, a.credited_minor,
           a.released_at
    from (select id from kept union all select id from changed) s,
         unnest({}::uuid[], {}::uuid[], {}::bigint[], {}::timestamptz[], {}::bigint[],
                {}::bigint[], {}::timestamptz[])
             as a (id, invoice_id, amount_minor, at, released_minor, credited_minor, released_at)
    on conflict (id) do update set released_minor = excluded.released_minor,
        credited_minor = excluded.credited_minor, released_at = excluded.released_at
)
select id from kept union all select id from changed
"""

KEEP_DISPUTES: Final = """
insert into payment_disputes (payment_id, dispute_id, amount_minor, reason, opened_at, outcome,
                              closed_at)
select {}, d.* from unnest({}::text[], {}::bigint[], {}::text[], {}::timestamptz[], {}::text[],
                           {}::timestamptz[]) as d
on conflict (payment_id, dispute_id) do update set amount_minor = excluded.amount_minor,
    reason = excluded.reason, outcome = excluded.outcome, closed_at = excluded.closed_at
"""


class PostgresPaymentRecords(PaymentRecords):
    async def debtor(self, payment_id: PaymentRecordId) -> Debtor:
        rows = await PaymentRecordRow.raw(DEBTOR, payment_id)
        if not rows:
            raise PaymentRecordNotFound(f"no payment {payment_id}")
        return Debtor(**rows[0])

    async def get(self, payment_id: PaymentRecordId) -> PaymentRecord:
        if not await PaymentRecordRow.raw(HOLD, payment_id):
            raise PaymentRecordNotFound(f"no payment {payment_id}")
        return await _held(payment_id)

    async def known(self, source: PaymentSource, reference: str) -> PaymentRecord | None:
        rows = await PaymentRecordRow.raw(HOLD_KNOWN, source.value, reference)
        return await _held(rows[0]["id"]) if rows else None

    async def of_order(self, order_id: OrderId) -> tuple[PaymentRecordId, ...]:
        rows = await PaymentRecordRow.raw(OF_ORDER, order_id)
        return tuple(row["id"] for row in rows)

    async def save(self, payment: PaymentRecord) -> PaymentRecord:
        made = payment.allocations
        written = await PaymentRecordRow.raw(
            SAVE,
            payment.id,
            payment.source.value,
            payment.reference,
            payment.method.value,
            payment.note,
            payment.order_id,
            payment.company_id,
            payment.amount.minor,
            payment.refunded.minor,
            payment.currency.value,
            payment.received_at,
            payment.heard,
            payment.version,
            payment.amount.minor,
            payment.refunded.minor,
            payment.heard,
            payment.id,
            payment.version,
            [each.id for each in made],
            [each.invoice_id for each in made],
            [each.amount.minor for each in made],
            [each.at for each in made],
            [each.released.minor for each in made],
            [each.credited.minor for each in made],
            [each.released_at for each in made],
        )
        if not written:
            await _refuse(payment)
        if payment.disputes:
            await _keep_disputes(payment)
        await publish(aggregate="payment_record", aggregate_id=payment.id, news=payment.news)
        return evolve(payment, version=payment.version + 1, news=())


async def _keep_disputes(payment: PaymentRecord) -> None:
    disputes = payment.disputes
    await PaymentDisputeRow.raw(
        KEEP_DISPUTES,
        payment.id,
        [each.id for each in disputes],
        [each.amount.minor for each in disputes],
        [each.reason for each in disputes],
        [each.opened_at for each in disputes],
        [each.outcome.value if each.outcome else None for each in disputes],
        [each.closed_at for each in disputes],
    )


async def _refuse(payment: PaymentRecord) -> None:
    rows = await PaymentRecordRow.raw(
        "select version from payment_records where id = {}", payment.id
    )
    if not rows and not payment.version:
        raise PaymentAlreadyRecorded(f"{payment.source} payment {payment.reference} is known")
    current = rows[0]["version"] if rows else 0
    raise PaymentRecordChanged(f"payment {payment.id} was changed", current_version=current)


async def _held(payment_id: UUID) -> PaymentRecord:
    (row,) = await PaymentRecordRow.raw(PAYMENTS + "where p.id = {}", payment_id)
    return to_payment(row)
