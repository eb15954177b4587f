"""Numbers people read, counted in Postgres."""

from smplat_core.kernel import References
from smplat_postgres.tables.kernel import EventRow


class PostgresReferences(References):
    async def next(self, prefix: str) -> str:
        # A sequence never waits and never goes back: gaps are the price of not queueing.
        rows = await EventRow.raw(f"select nextval('{_sequence(prefix)}') as number")
        return f"{prefix}-{rows[0]['number']:06d}"

    async def next_gapless(self, prefix: str) -> str:
        rows = await EventRow.raw(
            "insert into reference_counters (prefix, last) values ({}, 1)"
            " on conflict (prefix) do update set last = reference_counters.last + 1"
            " returning last",
            prefix,
        )
        return f"{prefix}-{rows[0]['last']:06d}"


def _sequence(prefix: str) -> str:
    """``ORD`` is counted by ``ord_references``, which the context's own migration creates."""
    if not (prefix.isascii() and prefix.isalpha()):
        raise ValueError(f"a reference prefix is made of letters, not {prefix!r}")
    return f"{prefix.lower()}_references"
