"""Choosing the price of a line."""

from datetime import timedelta

import pytest

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import (
    AmbiguousPrice,
    AmountTooLarge,
    BadBespoke,
    BadQuantity,
    Bespoke,
    CannotPrice,
    Condition,
    Expired,
    ItemKind,
    NoPriceInCurrency,
    NoPriceInRegion,
    NotYetValid,
    Outcome,
    PriceTable,
    PriceType,
    Sku,
    TierGap,
    UnknownSku,
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
    a_regional,
    a_request,
    an_agreed,
    euros,
)

DAY = timedelta(days=1)
BESPOKE = Bespoke(unit_price=euros("1.00"), notes="agreed with J. Doe by phone")


@pytest.mark.parametrize(
    ("request_changes", "winner"),
    [
        ({"region": EU, "company_id": ACME, "bespoke": BESPOKE}, PriceType.BESPOKE),
        ({"region": EU, "company_id": ACME}, PriceType.PRICE_AGREEMENT),
        ({"region": EU}, PriceType.PRICEBOOK_REGIONAL),
        ({"region": EU, "company_id": OTHER}, PriceType.PRICEBOOK_REGIONAL),
        ({"region": CA}, PriceType.PRICEBOOK_GLOBAL),
        ({}, PriceType.PRICEBOOK_GLOBAL),
    ],
)
def test_bespoke_beats_agreement_beats_regional_beats_global(
    request_changes: dict[str, object], winner: PriceType
) -> None:
    rows = [a_candidate(), a_regional(), an_agreed()]

    resolution = resolve(a_request(**request_changes), rows, NOON)

    assert resolution.price_type is winner


def test_precedence_is_not_about_being_cheap() -> None:
    rows = [a_candidate(1, "1.00"), an_agreed(2, "100.00")]

    resolution = resolve(a_request(company_id=ACME), rows, NOON)

    assert resolution.unit_price == euros("100.00")


@pytest.mark.parametrize(
    ("quantity", "price"), [(1, "10.00"), (9, "10.00"), (10, "9.00"), (99, "9.00"), (100, "8.00")]
)
def test_the_highest_tier_reached_wins(quantity: int, price: str) -> None:
    rows = [
        a_candidate(1, "10.00"),
        a_candidate(3, "8.00", min_quantity=100),
        a_candidate(2, "9.00", min_quantity=10),
    ]

    resolution = resolve(a_request(quantity), rows, NOON)

    assert resolution.unit_price == euros(price)
    assert resolution.line_total == euros(price) * quantity


def test_a_price_holds_from_its_first_moment_to_just_before_its_last() -> None:
    rows = [a_candidate(valid_from=NOON, valid_until=NOON + DAY)]

    assert resolve(a_request(), rows, NOON).unit_price == euros("10.00")
    with pytest.raises(NotYetValid):
        resolve(a_request(), rows, NOON - timedelta(microseconds=1))
    with pytest.raises(Expired):
        resolve(a_request(), rows, NOON + DAY)


def test_a_resolution_names_where_it_came_from() -> None:
    entry = resolve(a_request(), [a_candidate(7, stripe_price_id="price_7")], NOON)
    agreed = resolve(a_request(company_id=ACME), [an_agreed(8)], NOON)

    assert entry.price_book_entry_id == a_candidate(7).id
    assert (entry.price_agreement_id, entry.stripe_price_id) == (None, "price_7")
    assert agreed.price_book_entry_id is None
    assert agreed.price_agreement_id == an_agreed(8).origin_id


@pytest.mark.parametrize(
    ("quantity", "changes", "refusal", "says"),
    [
        (0, {}, BadQuantity, "0 of anything"),
        (-1, {}, BadQuantity, "-1"),
        (10**12, {}, BadQuantity, "1000000000000"),
        (1, {"sku": Sku("NOPE")}, UnknownSku, "NOPE"),
        (1, {"currency": Currency.JPY}, NoPriceInCurrency, "JPY"),
        (1, {"currency": Currency.USD, "region": CA}, NoPriceInRegion, "USD"),
        (4, {}, TierGap, "begins at 5"),
    ],
)
def test_a_line_without_a_price_is_told_why(
    quantity: int, changes: dict[str, object], refusal: type[CannotPrice], says: str
) -> None:
    dollars = Money(900, Currency.USD)
    rows = [a_candidate(min_quantity=5), a_regional(unit_price=dollars, min_quantity=5)]

    with pytest.raises(refusal) as refused:
        resolve(a_request(quantity, **changes), rows, NOON)

    assert says in refused.value.detail
    assert refused.value.errors[0].code == refusal.code
    assert refused.value.errors[0].accepted


def test_the_currencies_that_exist_are_named() -> None:
    rows = [a_candidate(), a_candidate(2, unit_price=Money(900, Currency.USD))]

    with pytest.raises(NoPriceInCurrency) as refused:
        resolve(a_request(currency=Currency.JPY), rows, NOON)

    assert refused.value.errors[0].accepted == "currency EUR, USD"


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [a_candidate(is_active=False)],
        [an_agreed(company_id=OTHER)],
    ],
    ids=["nothing", "archived", "of another company"],
)
def test_what_a_buyer_may_not_see_does_not_exist(rows: list[object]) -> None:
    with pytest.raises(UnknownSku):
        resolve(a_request(company_id=ACME), rows, NOON)  # type: ignore[arg-type]


def test_a_tie_is_refused_and_names_both_rows() -> None:
    rows = [a_candidate(1), a_candidate(2, "9.00"), a_candidate(3, min_quantity=2)]

    with pytest.raises(AmbiguousPrice) as refused:
        resolve(a_request(), rows, NOON)

    assert str(rows[0].id) in refused.value.detail
    assert str(rows[1].id) in refused.value.detail


def test_a_tie_below_the_winner_is_no_tie() -> None:
    rows = [a_candidate(1), a_candidate(2), a_regional(3)]

    assert resolve(a_request(region=EU), rows, NOON).price_book_entry_id == rows[2].id


def test_a_total_past_all_bounds_is_refused() -> None:
    rows = [a_candidate(1, "9999999999.99")]

    with pytest.raises(AmountTooLarge):
        resolve(a_request(1_000_000_000), rows, NOON)


# --- bespoke -----------------------------------------------------------------------------


def test_a_bespoke_price_borrows_the_label_and_kind_of_the_sku() -> None:
    rows = [a_candidate(kind=ItemKind.DIGITAL, label="Care plan")]

    resolution = resolve(a_request(3, bespoke=BESPOKE), rows, NOON)

    assert (resolution.label, resolution.kind) == ("Care plan", ItemKind.DIGITAL)
    assert resolution.line_total == euros("3.00")
    assert resolution.bespoke_notes == BESPOKE.notes
    assert resolution.stripe_price_id is None


@pytest.mark.parametrize(
    ("bespoke", "pointer"),
    [
        (Bespoke(unit_price=euros("1.00"), notes="  "), "/bespoke/notes"),
        (Bespoke(unit_price=euros("1.00"), notes="nul\0"), "/bespoke/notes"),
        (Bespoke(unit_price=euros("1.00"), notes="why", label="a\nb"), "/bespoke/label"),
        (Bespoke(unit_price=euros("-1.00"), notes="why"), "/bespoke/unit_price"),
        (Bespoke(unit_price=Money(1, Currency.USD), notes="why"), "/bespoke/unit_price"),
    ],
)
def test_a_bespoke_price_needs_notes_and_a_fitting_amount(bespoke: Bespoke, pointer: str) -> None:
    with pytest.raises(BadBespoke) as refused:
        resolve(a_request(bespoke=bespoke), [a_candidate()], NOON)

    assert refused.value.errors[0].pointer == pointer


def test_a_bespoke_price_of_an_unknown_sku_has_to_say_what_it_is() -> None:
    with pytest.raises(BadBespoke) as refused:
        resolve(a_request(bespoke=BESPOKE), [], NOON)

    assert refused.value.errors[0].pointer == "/bespoke/kind"


# --- the trace ---------------------------------------------------------------------------


def test_the_trace_tells_what_beat_or_barred_each_row() -> None:
    rows = [
        a_candidate(1),
        a_candidate(2, min_quantity=10),
        a_regional(3),
        a_regional(4, min_quantity=5),
        a_regional(5, region=CA, is_active=False),
    ]

    trace = resolve(a_request(5, region=EU), rows, NOON).trace

    assert [finding.outcome for finding in trace.findings] == [
        Outcome.OUTRANKED,
        Outcome.FAILED,
        Outcome.SMALLER_TIER,
        Outcome.WON,
        Outcome.FAILED,
    ]
    assert trace.findings[1].failed == (Condition.QUANTITY,)
    assert trace.findings[4].failed == (Condition.ACTIVE, Condition.REGION)
    assert Condition.CURRENCY in trace.findings[4].matched


def test_an_explanation_says_it_in_words_and_in_the_same_amounts() -> None:
    rows = [a_candidate(1), a_regional(2), a_candidate(3, unit_price=Money(5, Currency.JPY))]
    resolution = resolve(a_request(2, region=EU), rows, NOON)

    explained = explain(resolution)

    assert (explained.unit_price, explained.line_total) == (euros("9.00"), euros("18.00"))
    assert "precedence" in explained.sentences[0]
    assert explained.sentences[1].endswith("won")
    assert "is in JPY, not EUR" in explained.sentences[2]


# --- the table ---------------------------------------------------------------------------


def test_a_table_answers_like_the_resolver_and_hides_other_agreements() -> None:
    table = PriceTable(
        [a_candidate(1), a_regional(2), an_agreed(3), an_agreed(4, company_id=OTHER)]
    )

    mine = table.resolve(a_request(company_id=ACME), NOON)
    public = table.resolve(a_request(), NOON)

    assert mine.price_type is PriceType.PRICE_AGREEMENT
    assert {finding.candidate.company_id for finding in mine.trace.findings} == {None, ACME}
    assert public.price_type is PriceType.PRICEBOOK_GLOBAL
