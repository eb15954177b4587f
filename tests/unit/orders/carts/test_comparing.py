"""What changed between two looks is said, with the reason; what did not is not."""

from decimal import Decimal

from attrs import evolve

from smplat_core.orders.carts import CartLine
from smplat_core.orders.carts.comparing import changes_of
from smplat_core.pricing import PriceStep, StepKind
from smplat_core.testing.builders.carts import a_line
from smplat_core.testing.builders.pricing import euros


def step(kind: StepKind, key: str, delta: str, total: str, given: str = "") -> PriceStep:
    return PriceStep(
        kind=kind,
        key=key,
        label=key.title(),
        given=given,
        delta=Decimal(delta),
        total=Decimal(total),
    )


def priced(unit: str, *steps: PriceStep) -> CartLine:
    line = a_line(1, unit)
    assert line.price is not None
    return evolve(line, price=evolve(line.price, unit_price=euros(unit), ledger=steps))


BASE = step(StepKind.BASE, "", "2.00", "2.00")


def test_the_same_price_is_no_change_whenever_it_was_looked_at() -> None:
    assert changes_of(a_line(), a_line(), None) == ()
    assert changes_of(a_line(1, None), a_line(1, None), None) == ()


def test_a_new_line_has_changed_nothing() -> None:
    assert changes_of(CartLine(id=a_line().id, wish=a_line().wish), a_line(), None) == ()


def test_another_price_says_which_step_made_it() -> None:
    was = priced(
        "2.70",
        BASE,
        step(StepKind.OPTION, "fast", "0.20", "2.20", "10 %"),
        step(StepKind.ADD_ON, "report", "0.50", "2.70", "0.50 EUR"),
    )
    now = priced(
        "2.50",
        BASE,
        step(StepKind.OPTION, "fast", "0.40", "2.40", "20 %"),
        step(StepKind.EXPERIMENT, "spring", "0.10", "2.50", "0.10 EUR"),
    )

    (change,) = changes_of(was, now, None)

    assert (change.code, change.before, change.after) == (
        "carts.price_changed",
        "2.70 EUR",
        "2.50 EUR",
    )
    assert "option Fast is 20 %, it was 10 %" in change.detail
    assert "experiment Spring was added" in change.detail
    assert "add-on Report is gone" in change.detail


def test_another_source_of_the_base_price_is_named() -> None:
    agreed = evolve(BASE, label="agreement Gold", delta=Decimal("1.80"), total=Decimal("1.80"))

    (change,) = changes_of(priced("2.00", BASE), priced("1.80", agreed), None)

    assert "the base price is 1.80 from agreement Gold, it was 2.00" in change.detail


def test_what_cannot_be_bought_any_more_says_why_and_comes_back() -> None:
    gone, back = (
        changes_of(a_line(), a_line(1, None), None),
        changes_of(a_line(1, None), a_line(), None),
    )

    assert [change.code for change in (*gone, *back)] == ["carts.unavailable", "carts.available"]
    assert "it has no price" in gone[0].detail


def test_what_a_share_of_a_moved_price_comes_to_is_no_reason_of_its_own() -> None:
    was = priced("2.20", BASE, step(StepKind.OPTION, "fast", "0.20", "2.20", "10 %"))
    dearer = evolve(BASE, label="book b", delta=Decimal("3.00"), total=Decimal("3.00"))
    now = priced("3.30", dearer, step(StepKind.OPTION, "fast", "0.30", "3.30", "10 %"))

    (change,) = changes_of(was, now, None)

    assert "option" not in change.detail
