"""Names and small values the pricing context is spoken in."""

import re
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import SKU_PATTERN, Sku
from smplat_core.kernel import Invalid

Region = NewType("Region", str)
PriceBookId = NewType("PriceBookId", UUID)
PriceEntryId = NewType("PriceEntryId", UUID)
PriceAgreementId = NewType("PriceAgreementId", UUID)

REGION_PATTERN: Final = re.compile(r"[A-Z]{2}[A-Z0-9-]{0,14}")
CODE_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

LARGEST_QUANTITY: Final = 1_000_000_000
MOST_QUOTE_LINES: Final = 1_000
LONGEST_LABEL: Final = 250
"""Stripe's bound on the name of a product."""
LONGEST_NOTES: Final = 1_000


class PriceType(StrEnum):
    """Where a price came from; the values are those of the order item's snapshot."""

    BESPOKE = "BESPOKE"
    PRICE_AGREEMENT = "PRICE_AGREEMENT"
    PRICEBOOK_REGIONAL = "PRICEBOOK_REGIONAL"
    PRICEBOOK_GLOBAL = "PRICEBOOK_GLOBAL"


PRECEDENCE: Final = {kind: 10 * rank for rank, kind in enumerate(PriceType)}
"""The smaller number wins: bespoke > company agreement > regional book > global book.

There is room in between for the ways an agreement can say a price.
"""


class DiscountCover(StrEnum):
    """What an agreed discount is on."""

    SKU = "sku"
    """One thing of the book."""
    BOOK = "book"
    """Every thing of the book."""


class SyncState(StrEnum):
    """Whether the processor holds this price as we hold it."""

    PENDING = "pending"
    """Never told to the processor yet."""
    SYNCED = "synced"
    STALE = "stale"
    """Told, and changed here since; derived from the content hash, never stored."""
    FAILED = "failed"
    """The processor refused, or did not answer until all attempts were spent."""


@frozen
class Unset:
    """Leave the field as it is; ``None`` would mean to empty it."""


UNSET: Final = Unset()


class BadSku(Invalid):
    """No SKU can look like this."""

    code = "pricing.bad_sku"


class BadRegion(Invalid):
    """No region can look like this."""

    code = "pricing.bad_region"


LABELS: Final = f"1 to {LONGEST_LABEL} printable characters"


def is_label(text: str) -> bool:
    """Whether people can read this as the name of a thing."""
    return 1 <= len(text) <= LONGEST_LABEL and text.isprintable()


def sku_of(text: str) -> Sku:
    """The SKU without surrounding space; or ``BadSku``. Case matters."""
    if SKU_PATTERN.fullmatch(text.strip()) is None:
        raise BadSku.at(
            "/sku",
            f"{text[:80]!r} is not a SKU",
            accepted="1 to 64 letters, digits and . _ / + -, starting with a letter or digit",
        )
    return Sku(text.strip())


def region_of(text: str) -> Region:
    """The region in upper case; or ``BadRegion``."""
    code = text.strip().upper()
    if REGION_PATTERN.fullmatch(code) is None:
        raise BadRegion.at(
            "/region", f"{text[:40]!r} is not a region", accepted="a code such as EU, CA or US-CA"
        )
    return Region(code)
