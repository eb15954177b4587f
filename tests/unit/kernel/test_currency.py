import pytest

from smplat_core.kernel import Currency, UnknownCurrency
from tests.reference_data import reference_data


def test_every_currency_that_can_be_counted_is_known_with_its_decimals_and_no_other() -> None:
    published = reference_data("currencies/iso4217.json")["currencies"]

    expected = {
        code: facts["minor_units"]
        for code, facts in published.items()
        if facts["minor_units"] is not None
    }

    assert {currency.value: currency.exponent for currency in Currency} == expected


@pytest.mark.parametrize("text", ["EUR", "eur", " Eur "])
def test_a_code_is_read_in_any_case(text: str) -> None:
    assert Currency.of(text) is Currency.EUR


@pytest.mark.parametrize("text", ["", "EURO", "XAU", "XXX", "€", "EU R"])
def test_gold_test_codes_and_words_are_no_currency(text: str) -> None:
    with pytest.raises(UnknownCurrency) as refused:
        Currency.of(text)

    assert repr(text) in refused.value.detail
