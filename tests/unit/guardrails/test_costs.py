"""What a provider charges, against a slow reckoning that follows the words of the price list."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.guardrails import BadCost, Banding, CostBand, CostModel
from smplat_core.kernel import Currency, from_json, to_json

USD = Currency.USD

amounts = st.decimals(0, 10**6, places=6)
units = st.decimals(0, 10**6, places=3)


@st.composite
def price_lists(draw: st.DrawFn) -> tuple[CostBand, ...]:
    ends = sorted(draw(st.sets(st.decimals(1, 10**6, places=2), max_size=6)))
    return tuple(
        CostBand(up_to=end, per_unit=draw(amounts), flat=draw(amounts)) for end in [*ends, None]
    )


def band(up_to: str | None, per_unit: str, flat: str = "0") -> CostBand:
    end = None if up_to is None else Decimal(up_to)
    return CostBand(up_to=end, per_unit=Decimal(per_unit), flat=Decimal(flat))


def test_a_flat_cost_is_the_same_for_any_amount() -> None:
    cost = CostModel(currency=USD, flat=Decimal("1.5"))

    assert cost.of(Decimal(0)) == cost.of(Decimal(1000)) == Decimal("1.5")


def test_a_cost_per_unit_is_exact_far_below_the_minor_unit() -> None:
    cost = CostModel(currency=USD, flat=Decimal("0.1"), per_unit=Decimal("0.00042"))

    assert cost.of(Decimal("333.5")) == Decimal("0.24007")


def test_a_minimum_charge_holds_whatever_else_it_comes_to() -> None:
    cost = CostModel(currency=USD, per_unit=Decimal("0.01"), minimum=Decimal(2))

    assert cost.of(Decimal(0)) == Decimal(2)
    assert cost.of(Decimal(200)) == Decimal(2)
    assert cost.of(Decimal(201)) == Decimal("2.01")


BANDS = (band("10", "5", "1"), band("20", "3", "2"), band(None, "1", "4"))


@pytest.mark.parametrize(
    ("amount", "cost"),
    [("0", "0"), ("1", "6"), ("10", "51"), ("11", "56"), ("20", "83"), ("21", "88"), ("30", "97")],
)
def test_graduated_bands_charge_each_unit_by_its_own_band(amount: str, cost: str) -> None:
    model = CostModel(currency=USD, bands=BANDS, banding=Banding.GRADUATED)

    assert model.of(Decimal(amount)) == Decimal(cost)


@pytest.mark.parametrize(
    ("amount", "cost"),
    [("0", "0"), ("1", "6"), ("10", "51"), ("11", "35"), ("20", "62"), ("21", "25"), ("30", "34")],
)
def test_volume_bands_charge_all_units_by_the_band_of_the_whole(amount: str, cost: str) -> None:
    model = CostModel(currency=USD, bands=BANDS, banding=Banding.VOLUME)

    assert model.of(Decimal(amount)) == Decimal(cost)


def test_the_flat_part_comes_on_top_of_the_bands() -> None:
    model = CostModel(currency=USD, bands=BANDS, flat=Decimal(100))

    assert model.of(Decimal(1)) == Decimal(106)


def slow_graduated(bands: tuple[CostBand, ...], amount: Fraction) -> Fraction:
    total, start = Fraction(0), Fraction(0)
    for each in bands:
        end = amount if each.up_to is None else Fraction(each.up_to)
        inside = max(Fraction(0), min(amount, end) - start)
        if amount > start:
            total += inside * Fraction(each.per_unit) + Fraction(each.flat)
        start = end
    return total


def slow_volume(bands: tuple[CostBand, ...], amount: Fraction) -> Fraction:
    if not amount:
        return Fraction(0)
    mine = next(each for each in bands if each.up_to is None or amount <= Fraction(each.up_to))
    return amount * Fraction(mine.per_unit) + Fraction(mine.flat)


@given(bands=price_lists(), amount=units, flat=amounts, minimum=amounts)
def test_bands_come_to_what_a_slow_reckoning_says(
    bands: tuple[CostBand, ...], amount: Decimal, flat: Decimal, minimum: Decimal
) -> None:
    for banding, slow in ((Banding.GRADUATED, slow_graduated), (Banding.VOLUME, slow_volume)):
        model = CostModel(currency=USD, bands=bands, banding=banding, flat=flat, minimum=minimum)

        expected = max(Fraction(minimum), Fraction(flat) + slow(bands, Fraction(amount)))

        assert Fraction(model.of(amount)) == expected


@given(bands=price_lists(), amount=units, more=units)
def test_more_units_never_cost_less_by_graduated_bands(
    bands: tuple[CostBand, ...], amount: Decimal, more: Decimal
) -> None:
    model = CostModel(currency=USD, bands=bands, banding=Banding.GRADUATED)

    assert model.of(amount + more) >= model.of(amount)


@pytest.mark.parametrize(
    ("fields", "pointers"),
    [
        ({"flat": Decimal(-1)}, ["/flat"]),
        ({"per_unit": Decimal("NaN")}, ["/per_unit"]),
        ({"minimum": Decimal("Infinity")}, ["/minimum"]),
        ({"flat": Decimal(10) ** 12 + 1}, ["/flat"]),
        ({"flat": Decimal("1." + "1" * 20)}, ["/flat"]),
        ({"flat": Decimal("1E-21")}, ["/flat"]),
        ({"per_unit": Decimal(1), "bands": BANDS}, ["/per_unit"]),
        ({"bands": (band("10", "1"),)}, ["/bands/0/up_to"]),
        ({"bands": (band(None, "1"), band(None, "1"))}, ["/bands/0/up_to"]),
        ({"bands": (band("10", "1"), band("10", "1"), band(None, "1"))}, ["/bands/1/up_to"]),
        ({"bands": (band("0", "1"), band(None, "1"))}, ["/bands/0/up_to"]),
        ({"bands": (band("NaN", "1"), band(None, "1"))}, ["/bands/0/up_to"]),
        ({"bands": (band(None, "-1", "-2"),)}, ["/bands/0/per_unit", "/bands/0/flat"]),
        (
            {"bands": (*(band(str(n), "1") for n in range(1, 51)), band(None, "1"))},
            ["/bands"],
        ),
    ],
)
def test_a_cost_model_that_makes_no_sense_is_refused_with_every_fault(
    fields: dict[str, object], pointers: list[str]
) -> None:
    with pytest.raises(BadCost) as refused:
        CostModel(currency=USD, **fields)  # type: ignore[arg-type]

    assert [error.pointer for error in refused.value.errors] == pointers


def test_a_cost_model_may_use_all_of_its_bounds() -> None:
    model = CostModel(
        currency=USD,
        flat=Decimal(10) ** 12,
        minimum=Decimal("12345678901.123456789"),
        bands=(*(band(str(n), "1E-20") for n in range(1, 50)), band(None, "1")),
    )

    assert model.of(Decimal(1)) == Decimal("1000000000000.00000000000000000001")


def test_a_cost_model_is_kept_as_json() -> None:
    model = CostModel(currency=USD, bands=BANDS, banding=Banding.VOLUME, minimum=Decimal("0.50"))

    assert from_json(to_json(model), CostModel) == model
