"""Choosing the one price of a line: pure, the same for the same three arguments."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from smplat_core.catalog import ItemKind
from smplat_core.kernel import LARGEST_MINOR, Currency, Money
from smplat_core.pricing.candidates import Bespoke, Candidate, PriceRequest, rank_of
from smplat_core.pricing.refusals import (
    AmbiguousPrice,
    AmountTooLarge,
    BadBespoke,
    BadQuantity,
    CannotPrice,
    Expired,
    NoPriceInCurrency,
    NoPriceInRegion,
    NotYetValid,
    TierGap,
    UnknownSku,
)
from smplat_core.pricing.resolution import (
    PricingResolution,
    failed_conditions,
    make_resolution,
    make_trace,
    standing,
)
from smplat_core.pricing.vocabulary import (
    LABELS,
    LARGEST_QUANTITY,
    LONGEST_NOTES,
    PRECEDENCE,
    PriceAgreementId,
    PriceEntryId,
    PriceType,
    is_label,
)


def resolve(
    request: PriceRequest, candidates: Sequence[Candidate], moment: datetime
) -> PricingResolution:
    """The price of the line, whatever the order of ``candidates``.

    A bespoke price wins over an agreement, that over a regional book, that over a global one;
    within an agreement the more particular wins (see ``rank_of``), and
    within a rank the highest tier that the quantity reaches wins. Two rows that are still
    equal are refused (``AmbiguousPrice``). Raises some other ``CannotPrice`` when there is none.
    """
    if not 1 <= request.quantity <= LARGEST_QUANTITY:
        raise BadQuantity.at(
            "/quantity", f"{request.quantity} of anything", accepted=f"1 to {LARGEST_QUANTITY}"
        )
    if request.bespoke is not None:
        return _bespoke(request, request.bespoke, tuple(candidates), moment)
    winner = _winner(request, candidates, moment)
    is_agreement = winner.source is PriceType.PRICE_AGREEMENT
    return make_resolution(
        request.sku,
        request.quantity,
        winner.unit_price,
        line_total(winner.unit_price, request.quantity),
        winner.source,
        winner.label,
        winner.kind,
        None if is_agreement else PriceEntryId(winner.id),
        PriceAgreementId(winner.origin_id) if is_agreement else None,
        winner.stripe_price_id,
        winner.sync_state,
        None,
        moment,
        make_trace(request, moment, tuple(candidates), None),
        None,
    )


def _winner(  # noqa: C901 - one flat pass over the rows, because every line of every quote takes it
    request: PriceRequest, candidates: Sequence[Candidate], moment: datetime
) -> Candidate:
    sku, currency, region = request.sku, request.currency, request.region
    company, quantity = request.company_id, request.quantity
    best: Candidate | None = None
    rival: Candidate | None = None
    best_rank = best_tier = 0
    for row in candidates:
        if row.unit_price.currency is not currency or row.min_quantity > quantity:
            continue
        if row.sku != sku or not row.is_active:
            continue
        if row.region is not None and row.region != region:
            continue
        if row.company_id is not None and row.company_id != company:
            continue
        if row.valid_from is not None and moment < row.valid_from:
            continue
        if row.valid_until is not None and moment >= row.valid_until:
            continue
        rank = PRECEDENCE[row.source] if row.discount is None else rank_of(row)
        tier = row.min_quantity
        if best is None or rank < best_rank or (rank == best_rank and tier > best_tier):
            best, rival, best_rank, best_tier = row, None, rank, tier
        elif rank == best_rank and tier == best_tier:
            rival = row
    if best is None:
        raise _why_not(request, candidates, moment)
    if rival is not None:
        raise _tie(request, candidates, moment)
    return best


def line_total(unit_price: Money, quantity: int) -> Money:
    """The price of so many; ``AmountTooLarge`` when no amount may be as much."""
    total = unit_price * quantity
    if total.minor > LARGEST_MINOR:
        raise AmountTooLarge.at(
            "/quantity",
            f"{quantity} at {unit_price} is more than any amount may be",
            accepted=f"a line total of at most {Money(LARGEST_MINOR, unit_price.currency)}",
        )
    return total


# --- bespoke prices ----------------------------------------------------------------------


def _bespoke(
    request: PriceRequest,
    asked: Bespoke,
    candidates: tuple[Candidate, ...],
    moment: datetime,
) -> PricingResolution:
    known = _best_known(request, candidates, moment)
    kind = asked.kind or (known.kind if known else None)
    notes = asked.notes.strip()
    label = (asked.label or "").strip() or (known.label if known else request.sku)
    _check_bespoke(asked, notes, label, request.currency)
    if kind is None:
        raise BadBespoke.at(
            "/bespoke/kind",
            "no price book knows this SKU, so the line has to say what it is",
            accepted=", ".join(ItemKind),
        )
    return make_resolution(
        request.sku,
        request.quantity,
        asked.unit_price,
        line_total(asked.unit_price, request.quantity),
        PriceType.BESPOKE,
        label,
        kind,
        None,
        None,
        None,
        None,
        notes,
        moment,
        make_trace(request, moment, candidates, None),
        None,
    )


def _check_bespoke(asked: Bespoke, notes: str, label: str, currency: Currency) -> None:
    if not 1 <= len(notes) <= LONGEST_NOTES or "\0" in notes:
        raise BadBespoke.at(
            "/bespoke/notes",
            f"{notes[:40]!r} are no notes" if notes else "a bespoke price needs notes",
            accepted=f"who agreed to it and why, in 1 to {LONGEST_NOTES} characters",
        )
    if not is_label(label):
        raise BadBespoke.at("/bespoke/label", f"{label[:40]!r} is no label", accepted=LABELS)
    price = asked.unit_price
    if price.minor < 0 or price.minor > LARGEST_MINOR or price.currency is not currency:
        raise BadBespoke.at(
            "/bespoke/unit_price",
            f"{price} cannot be a bespoke price here",
            accepted=f"an amount of 0 or more in {currency}",
        )


def _best_known(
    request: PriceRequest, candidates: Iterable[Candidate], moment: datetime
) -> Candidate | None:
    """The row that describes the SKU best: of those failing least, the highest-ranked."""
    own = [row for row in candidates if row.sku == request.sku]

    def fit(row: Candidate) -> tuple[int, tuple[int, int], tuple[str, str]]:
        return (len(failed_conditions(row, request, moment)), standing(row), row.key)

    return min(own, key=fit, default=None)


# --- saying why there is no price --------------------------------------------------------


def _tie(
    request: PriceRequest, candidates: Iterable[Candidate], moment: datetime
) -> AmbiguousPrice:
    matching = [row for row in candidates if not failed_conditions(row, request, moment)]
    best = min(map(standing, matching))
    first, second = sorted((row for row in matching if standing(row) == best), key=_by_key)[:2]
    return AmbiguousPrice.at(
        "/sku",
        f"two prices of {request.sku} match equally: {first} and {second}",
        accepted="one price per rank and tier: end or archive one of the two",
    )


def _by_key(row: Candidate) -> tuple[str, str]:
    return row.key


def _why_not(
    request: PriceRequest, candidates: Iterable[Candidate], moment: datetime
) -> CannotPrice:
    """The first thing to mend, from the widest to the narrowest."""
    sku, currency = request.sku, request.currency
    rows = [
        row
        for row in candidates
        if row.sku == sku and row.is_active and row.company_id in (None, request.company_id)
    ]
    if not rows:
        return UnknownSku.at("/sku", f"{sku!r} has no price", accepted="a SKU of a price book")
    near = [row for row in rows if row.region in (None, request.region)]
    paid = [row for row in near if row.unit_price.currency is currency]
    if not paid and any(row.unit_price.currency is currency for row in rows if row not in near):
        regions = _listed(row.region or "" for row in rows if row.unit_price.currency is currency)
        return NoPriceInRegion.at(
            "/sku",
            f"{sku} has no price in {currency} for {request.region or 'buyers without a region'}",
            accepted=f"region {regions}",
        )
    if not paid:
        offered = _listed(row.unit_price.currency for row in near or rows)
        return NoPriceInCurrency.at(
            "/sku", f"{sku} has no price in {currency}", accepted=f"currency {offered}"
        )
    return _why_not_now(request, paid, moment)


def _why_not_now(request: PriceRequest, rows: list[Candidate], moment: datetime) -> CannotPrice:
    sku = request.sku
    begun = [row for row in rows if row.valid_from is None or row.valid_from <= moment]
    if not begun:
        first = min(row.valid_from for row in rows if row.valid_from)
        return NotYetValid.at(
            "/sku", f"{sku} has no price before {first.isoformat()}", accepted="a later moment"
        )
    valid = [row for row in begun if row.valid_until is None or moment < row.valid_until]
    if not valid:
        last = max(row.valid_until for row in begun if row.valid_until)
        return Expired.at(
            "/sku",
            f"the prices of {sku} ended at {last.isoformat()}",
            accepted="a price that holds",
        )
    lowest = min(row.min_quantity for row in valid)
    return TierGap.at(
        "/quantity",
        f"no tier of {sku} covers {request.quantity}; the lowest begins at {lowest}",
        accepted=f"{lowest} or more",
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(sorted(set(words)))
