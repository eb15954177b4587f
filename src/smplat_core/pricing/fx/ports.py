"""What exchange rates need from the outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.guardrails import Rates
from smplat_core.kernel import Currency, Event, ExchangeRate, Page, PageRequest


@frozen(kw_only=True)
class KeptRate:
    """A rate as it was written down. It never changes."""

    rate: ExchangeRate
    kept_at: datetime
    kept_by: str
    """Who set it, or whose job asked the source."""
    reason: str | None = None
    """Of a rate set by hand."""


class RateBook(Protocol):
    """Every rate there ever was."""

    async def newest(self) -> tuple[ExchangeRate, ...]:
        """The newest rate of each pair that was given, held until the unit of work ends.

        Whoever else wants to write rates waits.
        """
        ...

    async def add(self, rates: Sequence[KeptRate], news: Sequence[Event]) -> None:
        """Write the rates down in one statement and tell the news.

        A rate of the same pair, source and moment is there already and is left as it is.
        """
        ...


class ExchangeRates(Rates, Protocol):
    """Reads of rates; they hold nothing, each in one statement."""

    async def newest(self, page: PageRequest) -> Page[KeptRate]:
        """The newest rate of each pair that was given, by base, then quote; the cursor has two parts."""
        ...

    async def history(self, base: Currency, quote: Currency, page: PageRequest) -> Page[KeptRate]:
        """Every rate given for exactly this pair, in the order they were written down, the last
        first; the cursor has one part."""
        ...


class RateSource(Protocol):
    """Somebody outside who knows what currencies are worth."""

    async def latest(
        self, base: Currency, symbols: Collection[Currency]
    ) -> tuple[ExchangeRate, ...]:
        """What one ``base`` is worth in each of the symbols that the source knows.

        Raises ``RatesUnavailable``.
        """
        ...


class FxWork(Protocol):
    """What a unit of work must offer to whoever writes rates."""

    @property
    def rate_book(self) -> RateBook: ...
