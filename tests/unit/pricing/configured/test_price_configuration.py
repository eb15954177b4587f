"""From the price of a SKU to that of what was chosen."""

from decimal import Decimal

import pytest

from smplat_core.catalog import AddOnMode, Change, Plan, ProductContent
from smplat_core.kernel import Currency, Money, from_json, to_json
from smplat_core.pricing import (
    AmountTooLarge,
    Bespoke,
    CannotPrice,
    FormulaFailed,
    NegativeConfiguredPrice,
    PriceType,
    PricingResolution,
    explain,
    resolve,
)
from smplat_core.pricing.configured import AppliedVariant, PriceStep, StepKind
from smplat_core.pricing.configured.price import price_configuration
from smplat_core.testing.builders.configured import RUSH, a_content, a_rate, adding, chosen
from smplat_core.testing.builders.pricing import (
    EU,
    NOON,
    a_candidate,
    a_regional,
    a_request,
    euros,
)

EUR = Currency.EUR


def base(price: str = "10.00", quantity: int = 1, **changes: object) -> PricingResolution:
    return resolve(a_request(quantity, **changes), [a_candidate(1, price)], NOON)


def told(resolution: PricingResolution) -> list[tuple[str, str, str, str]]:
    assert resolution.configured is not None
    return [
        (step.kind.value, step.key, f"{step.delta:f}", f"{step.total:f}")
        for step in resolution.configured.steps
    ]


def priced(
    content: ProductContent,
    *options: str,
    found: PricingResolution | None = None,
    **chosen_too: object,
) -> PricingResolution:
    configuration = chosen(content, *options, **chosen_too)  # type: ignore[arg-type]
    return price_configuration(found or base(), content, configuration, currency=EUR)


def test_nothing_chosen_costs_what_the_sku_costs_and_still_shows_its_steps() -> None:
    resolution = priced(a_content(), "size/small")

    assert resolution.unit_price == euros("10.00")
    assert told(resolution) == [
        ("base", "", "10.00", "10.00"),
        ("formula", "", "0.00", "10.00"),
        ("rounding", "", "0.00", "10.00"),
    ]


def test_the_base_names_the_row_that_won_among_rows_of_the_same_price() -> None:
    rows = [
        a_candidate(1, "10.00"),
        a_regional(2, "10.00", min_quantity=2),
        a_regional(3, "10.00", min_quantity=3),
        a_regional(4, "10.00", min_quantity=9),
    ]
    found = resolve(a_request(5, region=EU), rows, NOON)

    (step, *_) = _steps(priced(a_content(), found=found))

    assert step.label == str(rows[2])


def test_options_and_plan_each_change_what_the_step_before_left() -> None:
    resolution = priced(a_content(), "quality/premium", "size/large", plan="monthly")

    assert told(resolution)[2:5] == [
        ("option", "size/large", "5.00", "15.00"),
        ("option", "quality/premium", "1.5000", "16.5000"),
        ("plan", "monthly", "-3.300000", "13.200000"),
    ]
    assert resolution.unit_price == euros("13.20")


def test_add_ons_all_count_from_the_price_before_the_first_of_them() -> None:
    resolution = priced(a_content(), "size/large", add_ons=("rush", "fast", "care"))

    assert [step[2] for step in told(resolution)[3:6]] == ["2.00", "7.5000", "1.0000"]
    assert resolution.unit_price == euros("25.50")


def test_the_formula_reads_the_tier_s_price_the_quantity_and_the_fields() -> None:
    content = a_content(price="base * amount / 3 + quantity")

    resolution = priced(content, found=base("10.00", 2), amount="1")

    assert resolution.unit_price == euros("5.33")
    assert resolution.line_total == euros("10.66")


def test_rounding_happens_once_at_the_configured_unit() -> None:
    """Four tenths of a cent and half of that again: rounded step by step it would be nothing."""
    content = a_content(price="base * 0.4")

    resolution = priced(content, found=base("0.01"), add_ons=("fast",))

    assert resolution.configured is not None
    assert resolution.configured.exact == Decimal("0.006")
    assert resolution.unit_price == euros("0.01")


@pytest.mark.parametrize(
    ("amount", "expected"), [("0.005", "0.01"), ("0.00499999999", "0.00"), ("0.015", "0.02")]
)
def test_halves_of_a_minor_unit_go_up(amount: str, expected: str) -> None:
    content = a_content(price=f"base * 0 + {amount}")

    assert priced(content).unit_price == euros(expected)


def test_a_delta_of_an_experiment_comes_after_the_add_ons_and_a_control_shows_too() -> None:
    content = a_content()
    choice = chosen(content, add_ons=("fast",))
    variant = AppliedVariant(experiment="spring", key="low", name="Low", delta=euros("-1.00"))
    control = AppliedVariant(experiment="spring", key="control", name="Control")
    tenth = AppliedVariant(experiment="spring", key="x", name="X", multiplier=Decimal("0.9"))

    found = [
        price_configuration(base(), content, choice, currency=EUR, variant=one)
        for one in (variant, control, tenth)
    ]

    assert [one.unit_price for one in found] == [euros("14.00"), euros("15.00"), euros("13.50")]
    assert [told(one)[-2][:2] for one in found] == [("experiment", "spring")] * 3


def test_amounts_of_other_currencies_are_converted_at_the_end_one_line_per_currency() -> None:
    content = a_content(
        add_ons=a_content().add_ons[1:2],
        option_groups=(),
        plans=(a_content().plans[0], _plan(adding("3.00 GBP"))),
    )
    choice = chosen(content, add_ons=("fast",), plan="p")
    dollars = resolve(
        a_request(currency=Currency.USD),
        [a_candidate(1, unit_price=Money(1000, Currency.USD))],
        NOON,
    )
    rates = (a_rate("0.9", "USD", "EUR"), a_rate("1.2", "GBP", "EUR"), a_rate("7", "CHF", "EUR"))

    resolution = price_configuration(dollars, content, choice, currency=EUR, rates=rates)

    assert told(resolution) == [
        ("base", "", "9.000", "9.000"),
        ("formula", "", "0.000", "9.000"),
        ("plan", "p", "3.600", "12.600"),
        ("add_on", "fast", "6.30000", "18.90000"),
        ("fx", "GBP", "0", "18.90000"),
        ("fx", "USD", "0", "18.90000"),
        ("rounding", "", "0.00000", "18.90"),
    ]
    assert resolution.configured is not None
    assert len(resolution.configured.recipe.rates) == 2
    assert resolution.unit_price == euros("18.90")
    assert "15 USD" not in resolution.label
    said = explain(resolution).step_sentences
    assert said[0].startswith("base price 9.00 EUR, given as 10.00 USD: book world")
    assert said[5].startswith("15.00 USD is 13.50 EUR (1 USD = 0.9 EUR, a test, 2026-11-20")


def test_the_amount_given_for_the_currency_is_preferred_to_a_conversion() -> None:
    content = a_content(plans=(_plan(adding("99.00 USD", "3.00 EUR")),))

    resolution = priced(content, plan="p")

    assert resolution.unit_price == euros("13.00")
    assert StepKind.FX not in {step.kind for step in _steps(resolution)}


def test_nothing_in_the_currency_asked_for_is_nothing_and_no_conversion() -> None:
    content = a_content(plans=(_plan(adding("99.00 USD", "0.00 EUR")),))

    assert priced(content, plan="p").unit_price == euros("10.00")


def test_a_price_is_refused_where_a_step_takes_it_below_zero() -> None:
    with pytest.raises(NegativeConfiguredPrice) as refused:
        priced(a_content(), "size/cheap", add_ons=("care",))

    (error,) = refused.value.errors
    assert error.pointer == "/selection/options/size"
    assert "option size/cheap" in error.detail
    assert "-10.00 EUR" in error.detail


def test_a_price_of_nothing_is_a_price() -> None:
    resolution = priced(a_content(), plan="monthly", found=base("0.00"))

    assert resolution.unit_price == euros("0.00")


@pytest.mark.parametrize("formula", ["base / (quantity - 1)", "base * missing", "base > 1"])
def test_a_formula_without_a_number_is_refused_with_its_source(formula: str) -> None:
    with pytest.raises(FormulaFailed, match="price formula"):
        priced(a_content(price=formula))


def test_more_than_any_amount_may_be_is_refused() -> None:
    with pytest.raises(AmountTooLarge):
        priced(a_content(price="base * 10000000000000"))
    with pytest.raises(AmountTooLarge):
        priced(a_content(price="base * 100000000"), found=base("10.00", 1_000_000))


def test_a_bespoke_price_is_final() -> None:
    agreed = Bespoke(unit_price=euros("3.00"), notes="Board decision 7")
    found = base(bespoke=agreed)

    resolution = priced(a_content(), "size/large", found=found, add_ons=("fast",))

    assert resolution is found
    assert resolution.price_type is PriceType.BESPOKE


def test_a_configured_price_keeps_where_it_came_from_and_stands_for_no_price_at_the_processor() -> (
    None
):
    row = a_candidate(1, "10.00", stripe_price_id="price_1")
    found = resolve(a_request(), [row], NOON)

    resolution = priced(a_content(), "size/large", found=found)

    assert resolution.price_book_entry_id == row.id
    assert resolution.stripe_price_id is None
    assert resolution.sync_state is None
    assert resolution.label == "Followers: Large"


def test_each_add_on_leaves_a_snapshot_of_what_it_came_to() -> None:
    resolution = priced(a_content(price="base / 4"), add_ons=("rush", "fast"))

    assert resolution.configured is not None
    fast, rush = resolution.configured.add_ons
    assert (fast.mode, fast.amount, fast.percent) == (AddOnMode.PERCENTAGE, None, Decimal(50))
    assert fast.price_delta == euros("1.25")
    assert (fast.delta, rush.delta) == (Decimal("1.25"), Decimal(1))
    assert rush.total == Decimal("4.75")
    assert (rush.amount, rush.service, rush.preview_quantity) == (euros("1.00"), RUSH, 10)
    assert rush.payload_template == '{"link": "{{link}}"}'


def test_a_stored_configured_price_comes_back_and_explains_itself() -> None:
    content = a_content(price="base * amount / 7")
    resolution = priced(content, "size/large", "quality/premium", add_ons=("fast",), amount="0.30")

    restored = from_json(to_json(resolution), PricingResolution)

    assert restored.configured == resolution.configured
    explained = explain(restored)
    assert explained.unit_price == resolution.unit_price
    assert explained.steps == _steps(resolution)
    assert len(explained.step_sentences) == len(explained.steps)
    assert explained.step_sentences[2] == (
        "option size/large (Large): +5.00 EUR, adds 5.00 EUR,"
        f" makes {_steps(resolution)[2].total:f} EUR"
    )


def test_what_was_stored_before_there_were_configured_prices_still_loads() -> None:
    wire = to_json(base())
    del wire["configured"]

    assert from_json(wire, PricingResolution) == base()


def test_a_label_of_many_choices_is_cut_at_the_longest_there_is() -> None:
    content = a_content(title="T" * 249 + "\n")

    resolution = priced(content, "size/large")

    assert len(resolution.label) == 250
    assert resolution.label.endswith("...")


def test_every_refusal_of_a_configured_price_is_one_of_a_price() -> None:
    assert issubclass(NegativeConfiguredPrice, CannotPrice)
    assert issubclass(FormulaFailed, CannotPrice)


def _plan(change: Change) -> Plan:
    return Plan(key="p", label="P", change=change)


def _steps(resolution: PricingResolution) -> tuple[PriceStep, ...]:
    assert resolution.configured is not None
    return resolution.configured.steps
