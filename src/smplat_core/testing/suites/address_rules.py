"""What every ``AddressRules`` adapter promises."""

import pytest

from smplat_core.customers import AddressRules, BadAddress, PostalAddress
from smplat_core.testing.builders.customers import a_place
from smplat_core.testing.promises import Contract

US = {"city": "New York", "region": "NY", "postal_code": "10014", "country": "US"}

GB = {"city": "London", "region": "", "postal_code": "EC2Y 9DP", "country": "GB"}

DE = {"city": "Bonn", "region": "", "postal_code": "53113", "country": "DE"}

FR = {"city": "Paris", "region": "", "postal_code": "75009", "country": "FR"}

AU = {"city": "Sydney", "region": "NSW", "postal_code": "2000", "country": "AU"}

JP = {"city": "広島市中区", "region": "広島県", "postal_code": "730-0846", "country": "JP"}

IE = {"city": "Dublin", "region": "", "postal_code": "", "country": "IE"}


class AddressRulesContract(Contract):
    """What every ``AddressRules`` adapter promises."""

    needs = "rules"
    shape = AddressRules

    @pytest.mark.parametrize(
        "fields", [US, GB, DE, FR, AU, JP, IE], ids=lambda fields: fields["country"]
    )
    def test_good_addresses_pass_and_keep_who_and_where(
        self, rules: AddressRules, fields: dict[str, str]
    ) -> None:
        given = a_place("7 Some Street", line2="Unit 9", company="Acme", **fields)

        normal = rules.check(given)

        assert (normal.recipient, normal.company) == (given.recipient, given.company)
        assert (normal.line1, normal.line2) == (given.line1, given.line2)
        assert normal.city.casefold() == given.city.casefold()

    @pytest.mark.parametrize(
        "fields", [US, GB, DE, FR, AU, JP, IE], ids=lambda fields: fields["country"]
    )
    def test_a_normal_form_is_its_own_normal_form(
        self, rules: AddressRules, fields: dict[str, str]
    ) -> None:
        once = rules.check(a_place("7 Some Street", **fields))

        assert rules.check(once) == once

    def test_codes_are_written_the_way_the_country_does(self, rules: AddressRules) -> None:
        normal = rules.check(
            a_place(city="Ottawa", region="on", postal_code="k1k 4t3", country="ca")
        )

        assert (normal.city, normal.region) == ("OTTAWA", "ON")
        assert (normal.postal_code, normal.country) == ("K1K 4T3", "CA")

    def test_the_phone_is_left_alone(self, rules: AddressRules) -> None:
        assert rules.check(a_place(phone="ask")).phone == "ask"

    @pytest.mark.parametrize(
        ("fields", "pointer", "code"),
        [
            (US | {"region": ""}, "/region", "customers.missing"),
            (US | {"city": ""}, "/city", "customers.missing"),
            (US | {"postal_code": ""}, "/postal_code", "customers.missing"),
            (US | {"postal_code": "1234"}, "/postal_code", "customers.bad_postal_code"),
            (US | {"region": "ON"}, "/region", "customers.bad_region"),
            (GB | {"postal_code": "EC1M RF5"}, "/postal_code", "customers.bad_postal_code"),
            (DE | {"postal_code": "53113 9"}, "/postal_code", "customers.bad_postal_code"),
            (US | {"line1": ""}, "/line1", "customers.missing"),
            (US | {"country": "XX"}, "/country", "customers.bad_country"),
            (US | {"country": "ZZ"}, "/country", "customers.bad_country"),
            (US | {"country": ""}, "/country", "customers.missing"),
        ],
    )
    def test_what_is_wrong_is_named_with_what_would_be_accepted(
        self, rules: AddressRules, fields: dict[str, str], pointer: str, code: str
    ) -> None:
        with pytest.raises(BadAddress) as refusal:
            rules.check(a_place(**{"line1": "7 Some Street", **fields}))

        told = {error.pointer: error for error in refusal.value.errors}
        assert told[pointer].code == code
        assert told[pointer].accepted

    def test_all_that_is_wrong_is_told_at_once(self, rules: AddressRules) -> None:
        with pytest.raises(BadAddress) as refusal:
            rules.check(a_place("7 Some Street", **US | {"region": "", "city": ""}))

        assert {error.pointer for error in refusal.value.errors} >= {"/region", "/city"}

    @pytest.mark.parametrize("text", ["K1", "日本", "a/b", "..", "USA", "é"])
    def test_what_is_no_country_code_is_refused(self, rules: AddressRules, text: str) -> None:
        place = PostalAddress(recipient="X", line1="7 Some Street", city="X", country=text)

        with pytest.raises(BadAddress) as refusal:
            rules.check(place)

        assert "/country" in {error.pointer for error in refusal.value.errors}
