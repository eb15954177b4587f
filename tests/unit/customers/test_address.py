import pytest

from smplat_core.customers import (
    AddressUse,
    Archived,
    BadAddress,
    NoCompanyNoDefault,
    ValidationStatus,
    tidied,
)
from tests.builders.customers import NOON, a_place, an_address

BOTH = frozenset(AddressUse)


def test_archiving_takes_the_defaults() -> None:
    address = an_address().make_default_for(BOTH, at=NOON)

    archived = address.archive(at=NOON)

    assert archived.default_for == frozenset()
    assert [event.name for event in archived.news][-2:] == [
        "address.defaults_changed",
        "address.archived",
    ]


def test_an_address_of_nobody_is_nobodys_default() -> None:
    with pytest.raises(NoCompanyNoDefault):
        an_address(company_id=None).make_default_for(BOTH, at=NOON)


def test_an_archived_address_is_history_until_restored() -> None:
    archived = an_address().archive(at=NOON)

    with pytest.raises(Archived):
        archived.make_default_for(BOTH, at=NOON)
    with pytest.raises(Archived):
        archived.edit(
            label="x", postal=a_place(), validation_status=ValidationStatus.VALID, at=NOON
        )
    assert archived.restore(at=NOON).make_default_for(BOTH, at=NOON).default_for == BOTH


def test_spellings_of_a_place_have_the_same_key_whoever_lives_there() -> None:
    one = a_place("23 Jardin Private", recipient="Ana", postal_code="K1K 4T3")
    other = a_place("23, jardín private", recipient="Eva", postal_code="k1k4t3")

    assert one.place_key == other.place_key
    assert one.place_key != a_place("24 Jardin Private").place_key


def test_texts_are_tidied_and_the_country_is_in_capitals() -> None:
    tidy = tidied(a_place("  23  Jardin ", country=" ca", phone="  "))

    assert (tidy.line1, tidy.country, tidy.phone) == ("23 Jardin", "CA", None)


def test_a_company_alone_can_receive() -> None:
    assert tidied(a_place(recipient="", company="Acme")).recipient == ""


def test_everything_wrong_with_an_address_is_told_at_once() -> None:
    with pytest.raises(BadAddress) as refusal:
        tidied(a_place("", recipient="", country="Canada", city="x" * 300))

    assert {error.pointer: error.code for error in refusal.value.errors} == {
        "/recipient": "customers.missing",
        "/country": "customers.bad_country",
        "/line1": "customers.missing",
        "/city": "customers.too_long",
    }
