"""What every ``PhoneNumbers`` and ``Emails`` adapter promises."""

import pytest

from smplat_core.customers import BadPhoneNumber, PhoneNumbers
from smplat_core.testing.promises import Contract


class PhoneNumbersContract(Contract):
    """What every ``PhoneNumbers`` and ``Emails`` adapter promises."""

    needs = "phones"
    shape = PhoneNumbers

    @pytest.mark.parametrize(
        ("text", "country", "number"),
        [
            ("(416) 555-0123", "CA", "+14165550123"),
            ("1 416 555 0123", "ca", "+14165550123"),
            ("+1 416-555-0123", None, "+14165550123"),
            ("030 901820", "DE", "+4930901820"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("+81 82-504-2111", "US", "+81825042111"),
        ],
    )
    def test_a_number_becomes_its_international_form(
        self, phones: PhoneNumbers, text: str, country: str | None, number: str
    ) -> None:
        assert phones.normalize(text, country=country) == number

    @pytest.mark.parametrize(
        ("text", "country"),
        [
            ("", "CA"),
            ("12", "CA"),
            ("call me", "CA"),
            ("030 901820", None),
            ("+", None),
            ("+0123456789", None),
            ("416 555 0123 ext 4", "CA"),
            ("9" * 100, "CA"),
        ],
    )
    def test_what_is_no_number_is_refused_with_an_example(
        self, phones: PhoneNumbers, text: str, country: str | None
    ) -> None:
        with pytest.raises(BadPhoneNumber) as refusal:
            phones.normalize(text, country=country)

        assert refusal.value.errors[0].accepted

    def test_a_normal_number_stays_as_it_is(self, phones: PhoneNumbers) -> None:
        once = phones.normalize("(416) 555-0123", country="CA")

        assert phones.normalize(once, country="JP") == once
