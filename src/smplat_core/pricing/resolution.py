"""The answer of the resolver, with the trace that proves it."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from attrs import field, frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.kernel import CONVERTER, Currency, Money, maker
from smplat_core.pricing.candidates import Candidate, Discount, PriceRequest, rank_of
from smplat_core.pricing.configured import ConfiguredPrice
from smplat_core.pricing.vocabulary import (
    PRECEDENCE,
    DiscountCover,
    PriceAgreementId,
    PriceEntryId,
    PriceType,
    SyncState,
)


class Condition(StrEnum):
    """What a row must meet to be the price; all are checked for every row."""

    SKU = "sku"
    ACTIVE = "active"
    COMPANY = "company"
    REGION = "region"
    CURRENCY = "currency"
    VALIDITY = "validity"
    QUANTITY = "quantity"


class Outcome(StrEnum):
    """What became of a row."""

    WON = "won"
    FAILED = "failed"
    """A condition was not met."""
    OUTRANKED = "outranked"
    """A kind of price with precedence matched too."""
    SMALLER_TIER = "smaller_tier"
    """A tier of the same rank that begins closer to the quantity matched too."""


@frozen(weakref_slot=False)
class Finding:
    """One row as it was weighed."""

    candidate: Candidate
    failed: tuple[Condition, ...]
    outcome: Outcome

    @property
    def matched(self) -> tuple[Condition, ...]:
        return tuple(condition for condition in Condition if condition not in self.failed)


make_finding: Final = maker(Finding)


@frozen(weakref_slot=False)
class Trace:
    """Everything that was weighed, and when; enough to do it again.

    Kept cheap: the findings are worked out when somebody looks, except in a trace that was
    stored, which keeps what was found then.
    """

    request: PriceRequest
    moment: datetime
    candidates: tuple[Candidate, ...]
    recorded: tuple[Finding, ...] | None = field(default=None, eq=False, repr=False)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Each candidate in the order given: the conditions it failed, or the rule that beat it."""
        if self.recorded is not None:
            return self.recorded
        failures = [failed_conditions(c, self.request, self.moment) for c in self.candidates]
        matching = [c for c, failed in zip(self.candidates, failures, strict=True) if not failed]
        best = min(map(standing, matching), default=None)
        if self.request.bespoke is not None:
            best = (PRECEDENCE[PriceType.BESPOKE], 0)
        return tuple(
            make_finding(candidate, failed, _outcome(candidate, failed, best))
            for candidate, failed in zip(self.candidates, failures, strict=True)
        )


make_trace: Final = maker(Trace)


@frozen(kw_only=True, weakref_slot=False)
class PricingResolution:
    """One price, for one line, at one moment."""

    sku: Sku
    quantity: int
    unit_price: Money
    line_total: Money
    price_type: PriceType
    label: str
    kind: ItemKind
    price_book_entry_id: PriceEntryId | None
    price_agreement_id: PriceAgreementId | None
    stripe_price_id: str | None
    sync_state: SyncState | None
    bespoke_notes: str | None
    resolved_at: datetime
    trace: Trace
    configured: ConfiguredPrice | None = None
    """What the choices of a configured line did to the price that was found; ``None`` where there
    were none, and where the price is bespoke."""


make_resolution: Final = maker(PricingResolution)


def standing(candidate: Candidate) -> tuple[int, int]:
    """How rows that match compare: the smallest wins, two equal ones are a tie."""
    return (rank_of(candidate), -candidate.min_quantity)


def failed_conditions(
    candidate: Candidate, request: PriceRequest, moment: datetime
) -> tuple[Condition, ...]:
    """The conditions the row does not meet; none when it may be the price."""
    starts, ends = candidate.valid_from, candidate.valid_until
    met = {
        Condition.SKU: candidate.sku == request.sku,
        Condition.ACTIVE: candidate.is_active,
        Condition.COMPANY: candidate.company_id in (None, request.company_id),
        Condition.REGION: candidate.region in (None, request.region),
        Condition.CURRENCY: candidate.unit_price.currency is request.currency,
        Condition.VALIDITY: (starts is None or starts <= moment)
        and (ends is None or moment < ends),
        Condition.QUANTITY: candidate.min_quantity <= request.quantity,
    }
    return tuple(condition for condition, holds in met.items() if not holds)


def _outcome(
    candidate: Candidate, failed: tuple[Condition, ...], best: tuple[int, int] | None
) -> Outcome:
    if failed or best is None:
        return Outcome.FAILED
    mine = standing(candidate)
    if mine == best:
        return Outcome.WON
    return Outcome.OUTRANKED if mine[0] > best[0] else Outcome.SMALLER_TIER


# --- the stored form: one flat object per row, without what is absent -------------------


def _store(trace: Trace) -> dict[str, Any]:
    return {
        "request": CONVERTER.unstructure(trace.request),
        "moment": trace.moment.isoformat(),
        "candidates": [_flat(finding) for finding in trace.findings],
    }


def _flat(finding: Finding) -> dict[str, Any]:
    row = finding.candidate
    flat = {
        "id": str(row.id),
        "source": row.source.value,
        "origin": row.origin,
        "origin_id": str(row.origin_id),
        "sku": row.sku,
        "label": row.label,
        "kind": row.kind.value,
        "unit_price": row.unit_price.amount,
        "currency": row.unit_price.currency.value,
        "min_quantity": row.min_quantity,
        "valid_from": row.valid_from and row.valid_from.isoformat(),
        "valid_until": row.valid_until and row.valid_until.isoformat(),
        "region": row.region,
        "company_id": row.company_id and str(row.company_id),
        "archived": not row.is_active or None,
        "stripe_price_id": row.stripe_price_id,
        "sync_state": row.sync_state,
        "discount": row.discount and _flat_discount(row.discount),
        "failed": [condition.value for condition in finding.failed] or None,
        "outcome": finding.outcome.value,
    }
    return {name: value for name, value in flat.items() if value is not None}


def _flat_discount(discount: Discount) -> dict[str, str]:
    return {
        "percent": str(discount.percent),
        "cover": discount.cover.value,
        "book": discount.book,
        "entry_id": str(discount.entry_id),
        "list_price": discount.list_price.amount,
    }


def _discount(flat: Mapping[str, str], currency: Currency) -> Discount:
    return Discount(
        percent=Decimal(flat["percent"]),
        cover=DiscountCover(flat["cover"]),
        book=flat["book"],
        entry_id=PriceEntryId(UUID(flat["entry_id"])),
        list_price=Money.parse(flat["list_price"], currency),
    )


def _restore(wire: Mapping[str, Any], _: object) -> Trace:
    recorded = tuple(_finding(flat) for flat in wire["candidates"])
    return make_trace(
        CONVERTER.structure(wire["request"], PriceRequest),
        datetime.fromisoformat(wire["moment"]),
        tuple(finding.candidate for finding in recorded),
        recorded,
    )


def _finding(flat: Mapping[str, Any]) -> Finding:
    when = {
        name: datetime.fromisoformat(flat[name])
        for name in ("valid_from", "valid_until")
        if name in flat
    }
    currency = Currency(flat["currency"])
    candidate = Candidate(
        id=UUID(flat["id"]),
        source=PriceType(flat["source"]),
        origin=flat["origin"],
        origin_id=UUID(flat["origin_id"]),
        sku=flat["sku"],
        label=flat["label"],
        kind=ItemKind(flat["kind"]),
        unit_price=Money.parse(flat["unit_price"], currency),
        min_quantity=flat["min_quantity"],
        region=flat.get("region"),
        company_id=CONVERTER.structure(flat["company_id"], UUID) if "company_id" in flat else None,  # type: ignore[arg-type]
        is_active=not flat.get("archived", False),
        stripe_price_id=flat.get("stripe_price_id"),
        sync_state=SyncState(flat["sync_state"]) if "sync_state" in flat else None,
        discount=_discount(flat["discount"], currency) if "discount" in flat else None,
        **when,
    )
    failed = tuple(Condition(name) for name in flat.get("failed", ()))
    return make_finding(candidate, failed, Outcome(flat["outcome"]))


CONVERTER.register_unstructure_hook(Trace, _store)
CONVERTER.register_structure_hook(Trace, _restore)
