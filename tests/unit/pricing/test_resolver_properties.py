"""What holds of every set of prices."""

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from math import floor
from uuid import UUID

from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from smplat_core.kernel import Currency, Money, from_json, to_json
from smplat_core.pricing import (
    Candidate,
    CannotPrice,
    Discount,
    DiscountCover,
    Outcome,
    PriceEntryId,
    PriceRequest,
    PriceTable,
    PriceType,
    PricingResolution,
    SyncState,
    explain,
    resolve,
)
from smplat_core.testing.builders.pricing import (
    ACME,
    CA,
    EU,
    NOON,
    OTHER,
    a_candidate,
    a_request,
    euros,
)

MOMENTS = st.none() | st.integers(-3, 3).map(lambda days: NOON + timedelta(days=days))
BOOKS: list[dict[str, object]] = [
    {"source": PriceType.PRICEBOOK_GLOBAL},
    {"source": PriceType.PRICEBOOK_REGIONAL, "region": EU},
    {"source": PriceType.PRICEBOOK_REGIONAL, "region": CA},
    {"source": PriceType.PRICE_AGREEMENT, "company_id": ACME},
    {"source": PriceType.PRICE_AGREEMENT, "company_id": OTHER},
]
PERCENTS = st.decimals("0.0001", 100, places=4)


@st.composite
def a_discounted(draw: st.DrawFn, row: Candidate) -> Candidate:
    """The row as an agreement's discount on a book's price, of a region perhaps."""
    discount = Discount(
        percent=draw(PERCENTS | st.sampled_from([Decimal(5), Decimal("12.5")])),
        cover=draw(st.sampled_from(list(DiscountCover))),
        book="world",
        entry_id=PriceEntryId(UUID(int=row.id.int + 500)),
        list_price=row.unit_price,
    )
    region = draw(st.sampled_from([None, None, EU, CA]))
    return evolve(row, discount=discount, unit_price=discount.unit_price, region=region)


WIDE = a_candidate(
    200,
    "9.00",
    source=PriceType.PRICE_AGREEMENT,
    company_id=ACME,
    discount=Discount(
        percent=Decimal(10),
        cover=DiscountCover.BOOK,
        book="world",
        entry_id=PriceEntryId(UUID(int=700)),
        list_price=euros("10.00"),
    ),
)
"""The least particular price an agreement can have."""


@st.composite
def a_row(draw: st.DrawFn, number: int, tiers: st.SearchStrategy[int]) -> Candidate:
    currency = draw(st.sampled_from([Currency.EUR, Currency.EUR, Currency.JPY]))
    row = a_candidate(
        id=UUID(int=number),
        unit_price=Money(draw(st.integers(0, 10_000)), currency),
        min_quantity=draw(tiers),
        valid_from=draw(MOMENTS),
        valid_until=draw(MOMENTS),
        is_active=draw(st.sampled_from([True, True, True, False])),
        origin_id=UUID(int=number + 1_000),
        label=draw(st.sampled_from(["Sensor", "Sensor of 2026"])),
        stripe_price_id=draw(st.sampled_from([None, "price_1"])),
        sync_state=draw(st.sampled_from([None, *SyncState])),
        **draw(st.sampled_from(BOOKS)),
    )
    is_said = row.source is not PriceType.PRICE_AGREEMENT or draw(st.booleans())
    return row if is_said else draw(a_discounted(row))


def rows_of(tiers: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[Candidate, ...]]:
    counts = st.integers(0, 8)
    return counts.flatmap(lambda count: st.tuples(*(a_row(n + 1, tiers) for n in range(count))))


ROWS = rows_of(st.sampled_from([1, 1, 5, 10]))
"""Any rows, ties among them."""

PRICED = rows_of(st.integers(2, 20)).map(lambda rows: (a_candidate(100), *rows))
"""Rows that give a price to every request, but for a rare tie."""

REQUESTS = st.builds(
    a_request,
    st.integers(1, 20),
    region=st.sampled_from([None, EU, CA]),
    company_id=st.sampled_from([None, ACME]),
)


def attempt(request: PriceRequest, rows: tuple[Candidate, ...]) -> PricingResolution | str:
    try:
        return resolve(request, rows, NOON)
    except CannotPrice as refusal:
        return f"{refusal.code} {refusal.detail}"


@given(REQUESTS, ROWS, st.randoms())
def test_the_order_of_rows_never_matters(request, rows, random) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    shuffled = list(rows)
    random.shuffle(shuffled)

    one, other = attempt(request, rows), attempt(request, tuple(shuffled))

    if isinstance(one, PricingResolution):
        assert isinstance(other, PricingResolution)
        assert (one.unit_price, one.price_type) == (other.unit_price, other.price_type)
        assert one.price_book_entry_id == other.price_book_entry_id
    else:
        assert one == other


@given(REQUESTS, PRICED)
def test_a_matching_agreement_always_beats_a_list(
    request: PriceRequest, rows: tuple[Candidate, ...]
) -> None:
    resolution = attempt(request, rows)
    assume(isinstance(resolution, PricingResolution))
    assert isinstance(resolution, PricingResolution)

    agreed = [
        finding
        for finding in resolution.trace.findings
        if finding.candidate.source is PriceType.PRICE_AGREEMENT and not finding.failed
    ]

    assert (resolution.price_type is PriceType.PRICE_AGREEMENT) == bool(agreed)


@given(REQUESTS, PRICED)
def test_the_more_particular_agreed_price_always_wins(
    request: PriceRequest, rows: tuple[Candidate, ...]
) -> None:
    resolution = attempt(evolve(request, company_id=ACME), (WIDE, *rows))
    assume(isinstance(resolution, PricingResolution))
    assert isinstance(resolution, PricingResolution)

    agreed = [
        finding.candidate
        for finding in resolution.trace.findings
        if finding.candidate.source is PriceType.PRICE_AGREEMENT and not finding.failed
    ]
    (won,) = [f.candidate for f in resolution.trace.findings if f.outcome is Outcome.WON]

    covers = [row.discount.cover if row.discount else None for row in agreed]
    best = next(each for each in (None, DiscountCover.SKU, DiscountCover.BOOK) if each in covers)
    assert (won.discount.cover if won.discount else None) == best


@given(st.integers(0, 10**9), PERCENTS, st.sampled_from([Currency.JPY, Currency.EUR, Currency.KWD]))
def test_a_discount_is_rounded_once_half_away_from_zero(
    minor: int, percent: Decimal, currency: Currency
) -> None:
    discount = Discount(
        percent=percent,
        cover=DiscountCover.SKU,
        book="world",
        entry_id=PriceEntryId(UUID(int=1)),
        list_price=Money(minor, currency),
    )

    exact = Fraction(minor) * (100 - Fraction(percent)) / 100

    assert discount.unit_price == Money(floor(exact + Fraction(1, 2)), currency)


@given(REQUESTS, PRICED)
def test_exactly_the_winner_won(request: PriceRequest, rows: tuple[Candidate, ...]) -> None:
    resolution = attempt(request, rows)
    assume(isinstance(resolution, PricingResolution))
    assert isinstance(resolution, PricingResolution)

    won = [f.candidate for f in resolution.trace.findings if f.outcome is Outcome.WON]

    assert [row.unit_price for row in won] == [resolution.unit_price]
    assert all((f.outcome is Outcome.FAILED) == bool(f.failed) for f in resolution.trace.findings)


@given(REQUESTS, PRICED)
def test_an_explanation_recomputes_the_same_amounts(
    request: PriceRequest, rows: tuple[Candidate, ...]
) -> None:
    resolution = attempt(request, rows)
    assume(isinstance(resolution, PricingResolution))
    assert isinstance(resolution, PricingResolution)

    explained = explain(resolution)

    assert explained.unit_price == resolution.unit_price
    assert explained.line_total == resolution.line_total
    assert len(explained.sentences) == len(rows)


@given(REQUESTS, PRICED)
def test_a_stored_resolution_comes_back_whole(
    request: PriceRequest, rows: tuple[Candidate, ...]
) -> None:
    resolution = attempt(request, rows)
    assume(isinstance(resolution, PricingResolution))
    assert isinstance(resolution, PricingResolution)

    restored = from_json(to_json(resolution), PricingResolution)

    assert restored == resolution
    assert restored.trace.findings == resolution.trace.findings


@given(REQUESTS, ROWS)
def test_a_table_answers_as_the_resolver_does(
    request: PriceRequest, rows: tuple[Candidate, ...]
) -> None:
    direct = attempt(request, rows)
    try:
        prepared: PricingResolution | str = PriceTable(rows).resolve(request, NOON)
    except CannotPrice as refusal:
        prepared = f"{refusal.code} {refusal.detail}"

    if isinstance(direct, PricingResolution):
        assert isinstance(prepared, PricingResolution)
        assert prepared.unit_price == direct.unit_price
    else:
        assert prepared == direct


@given(st.lists(st.integers(1, 1_000), min_size=1, max_size=6, unique=True), st.data())
def test_falling_tiers_never_make_more_units_dearer_each(
    tiers: list[int], data: st.DataObject
) -> None:
    rows = [
        a_candidate(id=UUID(int=place), unit_price=Money(10_000 - place, Currency.EUR), min_quantity=tier)
        for place, tier in enumerate(sorted(tiers), start=1)
    ]  # fmt: skip
    fewer = data.draw(st.integers(min(tiers), 1_000))
    more = data.draw(st.integers(fewer, 2_000))

    one, other = resolve(a_request(fewer), rows, NOON), resolve(a_request(more), rows, NOON)

    assert other.unit_price <= one.unit_price
