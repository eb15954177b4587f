"""Exchange rates in Postgres."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from smplat_core.guardrails import CurrencyPair
from smplat_core.kernel import Currency, Event, ExchangeRate, Page, PageRequest
from smplat_core.pricing.fx import FX_ID, ExchangeRates, KeptRate, RateBook, ways
from smplat_postgres.log import publish
from smplat_postgres.tables.fx import FxNewestRow, FxRateRow, FxTurnRow

TURN: Final = """
insert into fx_turn (single) values (true) on conflict (single) do update set single = true
"""
"""Whoever writes rates next waits here until this unit of work has ended."""

ADD: Final = """
with given as (
    select * from unnest({}::text[], {}::text[], {}::numeric[], {}::text[], {}::timestamptz[],
                         {}::timestamptz[], {}::text[], {}::text[]) with ordinality
        as g (base, quote, rate, source, quoted_at, kept_at, kept_by, reason, place)
), added as (
    insert into fx_rates (base, quote, rate, source, quoted_at, kept_at, kept_by, reason)
    select base, quote, rate, source, quoted_at, kept_at, kept_by, reason from given
    order by place on conflict on constraint fx_rates_said do nothing
    returning base, quote, quoted_at, position
), newest as (
    select distinct on (base, quote) base, quote, quoted_at, position from added
    order by base, quote, quoted_at desc, position desc
)
insert into fx_newest (base, quote, quoted_at, position)
select base, quote, quoted_at, position from newest
on conflict (base, quote) do update
set quoted_at = excluded.quoted_at, position = excluded.position
where fx_newest.quoted_at <= excluded.quoted_at
"""

NEWEST: Final = """
select r.* from fx_newest n join fx_rates r using (position)
"""


class PostgresRateBook(RateBook):
    async def newest(self) -> tuple[ExchangeRate, ...]:
        await FxTurnRow.raw(TURN)
        rows = await FxNewestRow.raw(f"{NEWEST} order by r.base, r.quote")
        return tuple(_rate(row) for row in rows)

    async def add(self, rates: Sequence[KeptRate], news: Sequence[Event]) -> None:
        await FxTurnRow.raw(TURN)
        await FxRateRow.raw(
            ADD,
            [kept.rate.base.value for kept in rates],
            [kept.rate.quote.value for kept in rates],
            [kept.rate.rate for kept in rates],
            [kept.rate.source for kept in rates],
            [kept.rate.quoted_at for kept in rates],
            [kept.kept_at for kept in rates],
            [kept.kept_by for kept in rates],
            [kept.reason for kept in rates],
        )
        await publish(aggregate="fx_rates", aggregate_id=FX_ID, news=news)


class PostgresExchangeRates(ExchangeRates):
    async def current(self, pairs: Collection[CurrencyPair]) -> Mapping[CurrencyPair, ExchangeRate]:
        currencies = sorted({currency.value for pair in pairs for currency in pair})
        rows = await FxNewestRow.raw(
            f"{NEWEST} where n.base = any({{}}::text[]) or n.quote = any({{}}::text[])",
            currencies,
            currencies,
        )
        return ways([_rate(row) for row in rows], pairs)

    async def newest(self, page: PageRequest) -> Page[KeptRate]:
        rows = await FxNewestRow.raw(
            f"{NEWEST} where (n.base, n.quote) > ({{}}, {{}}) order by n.base, n.quote limit {{}}",
            *(page.after or ("", "")),
            page.limit + 1,
        )
        cut = Page.cut(rows, page.limit, lambda row: (row["base"], row["quote"]))
        return cut.map(_kept)

    async def history(self, base: Currency, quote: Currency, page: PageRequest) -> Page[KeptRate]:
        before = page.last_position()
        rows = await FxRateRow.raw(
            "select * from fx_rates where base = {} and quote = {}"
            " and ({}::bigint = 0 or position < {}) order by position desc limit {}",
            base.value,
            quote.value,
            before,
            before,
            page.limit + 1,
        )
        cut = Page.cut(rows, page.limit, lambda row: (str(row["position"]),))
        return cut.map(_kept)


def _rate(row: dict[str, Any]) -> ExchangeRate:
    return ExchangeRate(
        base=Currency(row["base"]),
        quote=Currency(row["quote"]),
        rate=row["rate"],
        source=row["source"],
        quoted_at=row["quoted_at"],
    )


def _kept(row: dict[str, Any]) -> KeptRate:
    return KeptRate(
        rate=_rate(row), kept_at=row["kept_at"], kept_by=row["kept_by"], reason=row["reason"]
    )
