"""The statements that add up what invoices and payments come to."""

from typing import Final

BILLED: Final = """
    select i.id, i.currency, i.order_id, i.state, i.due_on, i.total_minor,
           coalesce(a.paid, 0) as paid,
           coalesce(a.credited, 0) + coalesce(n.credited, 0) as credited
    from invoices i
    left join lateral (
        select sum(amount_minor - released_minor - credited_minor) as paid,
               sum(credited_minor) as credited
        from payment_allocations where invoice_id = i.id
    ) a on true
    left join lateral (
        select sum(amount_minor) as credited from credit_notes where invoice_id = i.id
    ) n on true
    where i.state not in ('draft', 'void')
"""
"""Invoices that count, each with what pays for it and what was credited."""

RECEIVED: Final = """
    select p.id, p.currency, p.refunded_minor as refunded,
           coalesce(d.lost, 0) as charged_back, coalesce(d.open, 0) as disputed,
           greatest(p.amount_minor - p.refunded_minor - coalesce(d.lost, 0), 0)
               - coalesce(a.allocated, 0) as unallocated
    from payment_records p
    left join lateral (
        select sum(amount_minor - released_minor - credited_minor) as allocated
        from payment_allocations where payment_id = p.id
    ) a on true
    left join lateral (
        select sum(amount_minor) filter (where outcome = 'lost') as lost,
               sum(amount_minor) filter (where outcome is null) as open
        from payment_disputes where payment_id = p.id
    ) d on true
    where true
"""
"""Payments, each with what is left of it."""

ORDER_BALANCE: Final = f"""
with billed as ({BILLED} and i.order_id = {{}}), received as ({RECEIVED} and p.order_id = {{}})
select o.id, o.currency, o.status, o.total_minor, b.total_minor as invoiced, b.paid, b.credited,
       r.refunded, r.charged_back, r.unallocated
from orders o
left join billed b on true
left join lateral (
    select coalesce(sum(refunded), 0)::bigint as refunded,
           coalesce(sum(charged_back), 0)::bigint as charged_back,
           coalesce(sum(unallocated), 0)::bigint as unallocated
    from received where received.currency = o.currency
) r on true
where o.id = {{}} and ({{}}::uuid is null or o.company_id = {{}})
"""  # noqa: S608 - put together from our own statements

SUMMARY: Final = f"""
with billed as ({BILLED} and ({{}}::uuid is null or i.company_id = {{}})),
aged as (
    select currency, total_minor, paid, credited, total_minor - paid - credited as balance,
           case when state = 'paid' then 0 else greatest({{}}::date - due_on, 0) end as days
    from billed
),
received as ({RECEIVED} and ({{}}::uuid is null or p.company_id = {{}})),
invoiced as (
    select currency, sum(total_minor)::bigint as issued, sum(credited)::bigint as credited,
           sum(paid)::bigint as paid,
           coalesce(sum(balance) filter (where days = 0), 0)::bigint as not_due,
           coalesce(sum(balance) filter (where days between 1 and 30), 0)::bigint as up_to_30,
           coalesce(sum(balance) filter (where days between 31 and 60), 0)::bigint as up_to_60,
           coalesce(sum(balance) filter (where days between 61 and 90), 0)::bigint as up_to_90,
           coalesce(sum(balance) filter (where days > 90), 0)::bigint as over_90
    from aged group by currency
),
paid_in as (
    select currency, sum(unallocated)::bigint as unallocated, sum(disputed)::bigint as disputed
    from received group by currency
)
select currency, coalesce(issued, 0) as issued, coalesce(credited, 0) as credited,
       coalesce(paid, 0) as paid, coalesce(not_due, 0) as not_due,
       coalesce(up_to_30, 0) as up_to_30, coalesce(up_to_60, 0) as up_to_60,
       coalesce(up_to_90, 0) as up_to_90, coalesce(over_90, 0) as over_90,
       coalesce(unallocated, 0) as unallocated, coalesce(disputed, 0) as disputed
from invoiced full join paid_in using (currency) order by currency
"""  # noqa: S608 - put together from our own statements
