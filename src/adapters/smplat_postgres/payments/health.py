"""How payments go, in five statements however many there are."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from smplat_core.customers import CompanyId
from smplat_core.orders import OrderId
from smplat_core.payments import (
    DAY,
    RECENT,
    WEEK,
    CheckoutCounts,
    Failure,
    FailureKind,
    MoneyCounts,
    PaymentHealth,
    PaymentObservability,
    RefundCounts,
    WebhookCounts,
    Window,
)
from smplat_postgres.tables.payments import CheckoutSessionRow

ASKED: Final = """
with asked as (select {}::timestamptz as week, {}::uuid as company),
w as (select * from (values ('day', {}::timestamptz), ('week', {}::timestamptz)) v (name, since))
"""
"""The two windows, and whose orders are counted. One row per window comes back."""

CHECKOUTS: Final = f"""{ASKED}, s as materialized (
    select url, state, created_at, ended_at from checkout_sessions, asked
    where (created_at >= week or ended_at >= week)
        and (company is null or company_id = company)
)
select w.name,
    count(*) filter (where url is not null and created_at >= since) as opened,
    count(*) filter (where state = 'completed' and ended_at >= since) as completed,
    count(*) filter (where state = 'failed' and ended_at >= since) as failed,
    count(*) filter (where state = 'expired' and ended_at >= since) as expired,
    count(*) filter (where state = 'superseded' and ended_at >= since) as superseded,
    count(*) filter (where state = 'mismatched' and ended_at >= since) as mismatched
from w left join s on true group by w.name
"""  # noqa: S608 - our own text

REFUNDS: Final = f"""{ASKED}, r as materialized (
    select state, created_at, ended_at from refunds, asked
    where (created_at >= week or ended_at >= week)
        and (company is null or company_id = company)
)
select w.name,
    count(*) filter (where created_at >= since) as requested,
    count(*) filter (where state = 'succeeded' and ended_at >= since) as succeeded,
    count(*) filter (where state = 'failed' and ended_at >= since) as failed
from w left join r on true group by w.name
"""  # noqa: S608 - our own text

MONEY: Final = f"""{ASKED}, e as materialized (
    select domain_events.name as told, at, payload->>'outcome' as outcome
    from domain_events, asked where aggregate = 'payment' and at >= week
        and (company is null or (payload->>'company_id')::uuid = company)
), n as materialized (
    select w.name, told, outcome, count(*) as times from w join e on at >= since
    group by w.name, told, outcome
)
select w.name,
    coalesce(sum(times) filter (where told = 'payment.received'), 0)::bigint as received,
    coalesce(sum(times) filter (where told = 'payment.refunded'), 0)::bigint as refunded,
    coalesce(sum(times) filter (where told = 'payment.refund_failed'), 0)::bigint
        as refund_failed,
    coalesce(sum(times) filter (where told = 'payment.dispute_opened'), 0)::bigint
        as disputes_opened,
    coalesce(sum(times) filter (where told = 'payment.dispute_closed' and outcome = 'won'), 0)
        ::bigint as disputes_won,
    coalesce(sum(times) filter (where told = 'payment.dispute_closed' and outcome = 'lost'), 0)
        ::bigint as disputes_lost
from w left join n on n.name = w.name group by w.name
"""  # noqa: S608 - our own text

WEBHOOKS: Final = f"""{ASKED}, m as materialized (
    select state, received_at, deliveries from processor_events, asked where received_at >= week
)
select w.name, count(received_at) as received,
    count(*) filter (where state in ('applied', 'unchanged', 'mismatched')) as processed,
    coalesce(sum(deliveries - 1), 0)::bigint as duplicate,
    count(*) filter (where state = 'unreadable') as failed,
    count(*) filter (where state = 'ignored') as ignored,
    count(*) filter (where state = 'unmatched') as unmatched,
    count(*) filter (where state = 'received') as waiting
from w left join m on received_at >= since group by w.name
"""  # noqa: S608 - our own text

FAILURES: Final = """
with asked as (select {}::timestamptz as week, {}::uuid as company, {}::int as most)
select f.*, o.reference as order_reference from (
    (select 'checkout' as kind, ended_at as at, coalesce(failure, state) as reason, order_id
    from checkout_sessions, asked where state in ('failed', 'expired', 'mismatched')
        and ended_at >= week and (company is null or company_id = company)
    order by ended_at desc limit (select most from asked))
    union all
    (select 'refund', ended_at, coalesce(failure, state), order_id
    from refunds, asked where state = 'failed'
        and ended_at >= week and (company is null or company_id = company)
    order by ended_at desc limit (select most from asked))
    union all
    (select 'webhook', received_at, detail, order_id
    from processor_events, asked where state = 'unreadable'
        and received_at >= week and company is null
    order by received_at desc limit (select most from asked))
) f left join orders o on o.id = f.order_id order by f.at desc limit (select most from asked)
"""


class PostgresPaymentHealth(PaymentHealth):
    async def observe(self, *, at: datetime, company: CompanyId | None) -> PaymentObservability:
        since = {"day": at - DAY, "week": at - WEEK}
        asked = (since["week"], company, since["day"], since["week"])
        checkouts = _by_window(await CheckoutSessionRow.raw(CHECKOUTS, *asked))
        refunds = _by_window(await CheckoutSessionRow.raw(REFUNDS, *asked))
        money = _by_window(await CheckoutSessionRow.raw(MONEY, *asked))
        webhooks: dict[str, dict[str, Any]] = {}
        if company is None:
            webhooks = _by_window(await CheckoutSessionRow.raw(WEBHOOKS, *asked))
        rows = await CheckoutSessionRow.raw(FAILURES, since["week"], company, RECENT)
        day, week = (
            Window(
                since=since[name],
                checkouts=CheckoutCounts(**checkouts[name]),
                refunds=RefundCounts(**refunds[name]),
                money=MoneyCounts(**money[name]),
                webhooks=WebhookCounts(**webhooks[name]) if webhooks else None,
            )
            for name in ("day", "week")
        )
        failures = tuple(_failure(row) for row in rows)
        return PaymentObservability(at=at, day=day, week=week, recent_failures=failures)


def _by_window(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row.pop("name"): row for row in map(dict, rows)}


def _failure(row: Mapping[str, Any]) -> Failure:
    return Failure(
        kind=FailureKind(row["kind"]),
        at=row["at"],
        reason=row["reason"],
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        order_reference=row["order_reference"],
    )
