"""Checkout sessions kept in Postgres."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import asyncpg

from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import OrderId
from smplat_core.payments import (
    CheckoutBusy,
    CheckoutChanged,
    CheckoutNotFound,
    CheckoutSession,
    CheckoutSessionId,
    CheckoutSessions,
    CheckoutState,
    DueCheckouts,
)
from smplat_postgres.log import publish
from smplat_postgres.tables.payments import CheckoutSessionRow

LIVE_INDEX: Final = "checkout_sessions_one_live"

INSERT: Final = """
insert into checkout_sessions (state, processor_session_id, payment_id, url, failure, fact_at,
    checked_at, ended_at, closed_at, version, id, order_id, company_id, attempt, currency, amount_minor,
    processor_price_ids, success_url, cancel_url, created_at, expires_at, wish_key)
values ({}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {})
on conflict (id) do nothing returning id
"""

UPDATE: Final = """
update checkout_sessions set state = {}, processor_session_id = {}, payment_id = {}, url = {},
    failure = {}, fact_at = {}, checked_at = {}, ended_at = {},
    closed_at = {}, version = {}
where id = {} and version = {} returning id
"""

OWNER: Final = """
select order_id from checkout_sessions
where id = {} or processor_session_id = {} or payment_id = {}
order by id = {} desc nulls last, processor_session_id = {} desc nulls last limit 1
"""


class PostgresCheckoutSessions(CheckoutSessions):
    async def get(self, session_id: CheckoutSessionId) -> CheckoutSession:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where id = {} for no key update", session_id
        )
        if not rows:
            raise CheckoutNotFound(f"no checkout session {session_id}")
        return to_session(rows[0])

    async def of_order(self, order_id: OrderId) -> tuple[CheckoutSession, ...]:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where order_id = {} order by attempt"
            " for no key update",
            order_id,
        )
        return tuple(to_session(row) for row in rows)

    async def owner(
        self,
        *,
        session_id: CheckoutSessionId | None = None,
        processor_session_id: str | None = None,
        payment_id: str | None = None,
    ) -> OrderId | None:
        rows = await CheckoutSessionRow.raw(
            OWNER, session_id, processor_session_id, payment_id, session_id, processor_session_id
        )
        return OrderId(rows[0]["order_id"]) if rows else None

    async def save(self, session: CheckoutSession) -> CheckoutSession:
        saved = evolve(session, version=session.version + 1, news=())
        try:
            rows = await (_update(saved) if session.version else _insert(saved))
        except asyncpg.UniqueViolationError as taken:
            if taken.constraint_name != LIVE_INDEX:
                raise
            raise CheckoutBusy(
                f"order {session.order_id} has another live checkout session"
            ) from taken
        if not rows:
            now = await CheckoutSessionRow.raw(
                "select version from checkout_sessions where id = {}", session.id
            )
            raise CheckoutChanged(
                f"checkout session {session.id} was saved by someone else",
                current_version=now[0]["version"] if now else None,
            )
        await publish(aggregate="checkout_session", aggregate_id=session.id, news=session.news)
        return saved


async def _insert(saved: CheckoutSession) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CheckoutSessionRow.raw(
        INSERT,
        *_progress(saved),
        saved.id,
        saved.order_id,
        saved.company_id,
        saved.attempt,
        saved.amount.currency.value,
        saved.amount.minor,
        list(saved.processor_price_ids),
        saved.success_url,
        saved.cancel_url,
        saved.created_at,
        saved.expires_at,
        saved.wish_key,
    )
    return rows


async def _update(saved: CheckoutSession) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = await CheckoutSessionRow.raw(
        UPDATE, *_progress(saved), saved.id, saved.version - 1
    )
    return rows


def _progress(session: CheckoutSession) -> tuple[object, ...]:
    """What changes during the life of a session, in the order of both statements."""
    return (
        session.state.value,
        session.processor_session_id,
        session.payment_id,
        session.url,
        session.failure,
        session.fact_at,
        session.checked_at,
        session.ended_at,
        session.closed_at,
        session.version,
    )


def to_session(row: Mapping[str, Any]) -> CheckoutSession:
    return CheckoutSession(
        id=CheckoutSessionId(row["id"]),
        order_id=OrderId(row["order_id"]),
        company_id=CompanyId(row["company_id"]),
        attempt=row["attempt"],
        amount=Money(row["amount_minor"], Currency(row["currency"])),
        processor_price_ids=tuple(row["processor_price_ids"]),
        success_url=row["success_url"],
        cancel_url=row["cancel_url"],
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        state=CheckoutState(row["state"]),
        processor_session_id=row["processor_session_id"],
        payment_id=row["payment_id"],
        url=row["url"],
        failure=row["failure"],
        fact_at=row["fact_at"],
        checked_at=row["checked_at"],
        ended_at=row["ended_at"],
        closed_at=row["closed_at"],
        wish_key=row["wish_key"],
        version=row["version"],
    )


class PostgresDueCheckouts(DueCheckouts):
    async def not_heard_of_since(
        self, moment: datetime, *, limit: int
    ) -> tuple[CheckoutSession, ...]:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where state in ('open', 'processing')"
            " and checked_at < {} order by checked_at, id limit {}",
            moment,
            limit,
        )
        return tuple(to_session(row) for row in rows)

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[CheckoutSession, ...]:
        rows = await CheckoutSessionRow.raw(
            "select * from checkout_sessions where state in ('creating', 'open')"
            " and expires_at < {} order by expires_at, id limit {}",
            moment,
            limit,
        )
        return tuple(to_session(row) for row in rows)
