"""Prices of product cards that were worked out before and still hold."""

from datetime import datetime
from typing import Final

from attrs import Factory, define, frozen

from smplat_core.catalog import ProductVersionRef
from smplat_core.kernel import Currency, Money
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.configured.requests import QuotedLine
from smplat_core.pricing.vocabulary import PriceType, Region

MOST_CARDS: Final = 20_000
"""Past this many all are forgotten: some 20 MB."""

CardKey = tuple[ProductVersionRef, Currency, Region | None, str | None]
"""Which version, in which currency, region and channel."""


@frozen(kw_only=True)
class CardPrice:
    """What a product costs as it would be bought without choosing anything."""

    unit_price: Money
    line_total: Money
    quantity: int
    """What it is sold in at least."""
    price_type: PriceType

    @classmethod
    def of(cls, line: QuotedLine) -> "CardPrice":
        found = line.resolution
        return cls(
            unit_price=found.unit_price,
            line_total=found.line_total,
            quantity=found.quantity,
            price_type=found.price_type,
        )


@frozen
class _Known:
    rows: tuple[Candidate, ...]
    """All there were to choose from."""
    since: datetime
    until: datetime | None
    """First moment at which another of the rows may hold."""
    card: CardPrice


@define
class KnownCards:
    """Cards by what decides them: right for as long as the rows are the same and none of them
    begins or ends to hold."""

    _known: dict[CardKey, _Known] = Factory(dict)

    def card(self, key: CardKey, rows: tuple[Candidate, ...], moment: datetime) -> CardPrice | None:
        """The card, when it was worked out of these very rows and still holds at the moment."""
        known = self._known.get(key)
        if known is None or known.rows != rows or moment < known.since:
            return None
        return known.card if known.until is None or moment < known.until else None

    def remember(self, key: CardKey, rows: tuple[Candidate, ...], line: QuotedLine) -> None:
        """The card of the line, when it was worked out of these very rows."""
        found = line.resolution
        if found.trace.candidates != rows:
            return
        since = found.resolved_at
        bounds = (bound for row in rows for bound in (row.valid_from, row.valid_until))
        until = min((bound for bound in bounds if bound and bound > since), default=None)
        if len(self._known) >= MOST_CARDS:
            self._known.clear()
        self._known[key] = _Known(rows, since, until, CardPrice.of(line))
