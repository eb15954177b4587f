"""Names and small values experiments are spoken in."""

import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.catalog import LONGEST_SLUG, SLUG_PATTERN
from smplat_core.customers import CompanyId
from smplat_core.kernel import Money
from smplat_core.pricing.experiments.refusals import BadVisitor

ExperimentId = NewType("ExperimentId", UUID)
ExperimentSlug = NewType("ExperimentSlug", str)
VariantKey = NewType("VariantKey", str)
ProductSlug = NewType("ProductSlug", str)
MetricId = NewType("MetricId", UUID)

KEY_PATTERN: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
LONGEST_NAME: Final = 200
LONGEST_NOTE: Final = 1_000
LONGEST_UNIT: Final = 128
MOST_VARIANTS: Final = 10
MOST_CONDITIONS: Final = 100
"""Values of one condition of a segment."""
LARGEST_WEIGHT: Final = 1_000_000
LARGEST_FACTOR: Final = Decimal(100)
MOST_DECIMALS: Final = 12
"""Of a factor, a share or a metric."""
MOST_EVENTS: Final = 500
"""In one batch."""

WHOLE: Final = 10_000
"""How many buckets there are; coverage counts them."""
SLOTS: Final = 1_000
"""How many slots a namespace has."""


SLUGS: Final = f"1 to {LONGEST_SLUG} lower-case letters and digits, parted by single -"


def is_decimal(number: Decimal) -> bool:
    """Whether it is a number, of no more decimals than can be meant."""
    exponent = number.as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -MOST_DECIMALS


def is_slug(text: str) -> bool:
    return len(text) <= LONGEST_SLUG and SLUG_PATTERN.fullmatch(text) is not None


class AssignmentStrategy(StrEnum):
    """How a buyer comes to a variant, and whether it stays theirs."""

    STICKY = "sticky"
    """By bucket, and remembered: by buyer, else by session. Survives new weights and login."""
    DETERMINISTIC = "deterministic"
    """By bucket alone; nothing is kept, so new weights move a few buyers."""


class BuyerKind(StrEnum):
    """Whether the house knows who buys."""

    ANYBODY = "anybody"
    KNOWN = "known"
    NEW = "new"
    """Only their session is known."""


class OutcomeKind(StrEnum):
    CONVERSION = "conversion"
    REVENUE = "revenue"


@frozen
class Delta:
    """So much more, or less, per unit. In another currency it is converted."""

    amount: Money


@frozen
class Multiplier:
    """So many times the price; ``0.9`` takes a tenth off."""

    factor: Decimal


Adjustment = Delta | Multiplier


@frozen(kw_only=True)
class PausedVariant:
    """Why nobody is given a variant just now. Its buyers pay what they would without it."""

    key: VariantKey
    reason: str
    by: str
    at: datetime
    follow_up: UUID | None = None
    """The account of it, when a guardrail did this."""


@frozen(kw_only=True)
class Variant:
    """One of the prices that are compared."""

    key: VariantKey
    name: str
    is_control: bool = False
    weight: int = 1
    """Its share of the buyers is its weight over the sum of all."""
    adjustment: Adjustment | None = None
    """What it does to the price; the control does nothing."""


@frozen(kw_only=True)
class Namespace:
    """A share of all buyers, so that experiments of one namespace can keep out of each other's way.

    Slots ``first`` up to, not with, ``end`` of a thousand.
    """

    name: str
    first: int = 0
    end: int = SLOTS


@frozen(kw_only=True)
class Period:
    """When an experiment may run: from a moment on, up to another, not with it."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def holds(self, moment: datetime) -> bool:
        return not self.is_ahead(moment) and not self.is_over(moment)

    def is_ahead(self, moment: datetime) -> bool:
        return self.starts_at is not None and moment < self.starts_at

    def is_over(self, moment: datetime) -> bool:
        return self.ends_at is not None and self.ends_at <= moment

    def meets(self, other: "Period") -> bool:
        """Whether some moment is in both."""
        return _before(self.starts_at, other.ends_at) and _before(other.starts_at, self.ends_at)


def _before(start: datetime | None, end: datetime | None) -> bool:
    return start is None or end is None or start < end


@frozen(kw_only=True)
class Visitor:
    """Who looks at a price. Whoever logs in keeps what their session was assigned."""

    buyer: str | None = None
    """The house's name of a known buyer: an id of a contact or of a company."""
    session: str | None = None
    company: CompanyId | None = None

    @property
    def unit(self) -> str:
        """Who is put in a bucket and counted: the buyer, else the session."""
        return self.keys[0]

    @property
    def keys(self) -> tuple[str, ...]:
        """The names assignments are kept under, the one that counts most first."""
        self._check_named()
        return tuple(self._keys())

    def _keys(self) -> Iterator[str]:
        if self.buyer:
            yield f"{BUYER}{self.buyer}"
        if self.session:
            yield f"{SESSION}{self.session}"

    @property
    def sitting(self) -> str:
        """What exposures are counted once in: the session, else the buyer."""
        return self.keys[-1]

    def check(self, pointer: str = "") -> None:
        """``BadVisitor`` unless there is a name, of at most 128 printable characters."""
        for field, name in (("buyer", self.buyer), ("session", self.session)):
            if name is not None and not (name.isprintable() and 0 < len(name) <= LONGEST_UNIT):
                raise BadVisitor.at(
                    f"{pointer}/{field}",
                    f"{name[:40]!r} names nobody",
                    accepted=f"1 to {LONGEST_UNIT} printable characters",
                )
        self._check_named(pointer)

    def _check_named(self, pointer: str = "") -> None:
        if not (self.buyer or self.session):
            said = "neither buyer nor session"
            raise BadVisitor.at(f"{pointer}/session", said, accepted="one of them")


BUYER: Final = "buyer:"
SESSION: Final = "session:"
ORDER: Final = "order:"


@frozen(kw_only=True)
class Assignment:
    """Which variant somebody has, and what it does to the price."""

    slug: ExperimentSlug
    experiment_id: ExperimentId
    product: ProductSlug
    variant_key: VariantKey
    variant_name: str
    is_control: bool
    strategy: AssignmentStrategy
    adjustment: Adjustment | None
    bucket: int
    """Of 10,000, where the buyer falls now; a kept assignment may be of another day's ranges."""
    unit: str
    """Who was assigned, as exposures and outcomes name them: ``buyer:42``."""
