"""Whose tracking number is it?"""

import json
from pathlib import Path

import pytest

from smplat_core.fulfillment import (
    BadTrackingNumber,
    CourierCode,
    ForeignTrackingNumber,
    NumberCheck,
    NumberTrust,
    check_number,
    guess_couriers,
    normalize_number,
)

# numbers published as examples by the couriers and the UPU
GOOD = [
    ("canada_post", "0073938000549297"),
    ("canada_post", "7035114477138472"),
    ("canada_post", "4002847016405018"),
    ("dhl", "3318810025"),
    ("dhl", "73891051146"),
    ("dhl", "JJD0099999999"),
    ("dhl", "GM2951173225174494"),
    ("dhl", "60120172242323"),
    ("usps", "03071790000523483741"),
    ("usps", "9400111206206406260787"),
    ("usps", "92001903060085300042901077"),
    ("usps", "420787459400111206206406260787"),
    ("usps", "4201028200009261290113185417468510"),
    ("usps", "71969010756003077385"),
    ("usps", "RB123456785US"),
    ("chit_chats", "8ERNJ8SCQ9"),
]


@pytest.mark.parametrize(("courier", "number"), GOOD)
def test_a_number_with_its_check_digit_is_verified(courier: str, number: str) -> None:
    assert check_number(number, courier=CourierCode(courier)) is NumberCheck.VERIFIED


@pytest.mark.parametrize(
    ("courier", "number"),
    [
        ("canada_post", "0073938000549292"),
        ("dhl", "3318810010"),
        ("usps", "RB123456786US"),
        ("usps", "4201028200009261290113185417468511"),
        ("usps", "9400111206206406260788"),
        ("usps", "71969010756003077386"),
    ],
)
def test_a_wrong_check_digit_is_a_warning(courier: str, number: str) -> None:
    assert check_number(number, courier=CourierCode(courier)) is NumberCheck.UNVERIFIED


def test_a_form_nobody_knows_is_a_warning() -> None:
    assert check_number("NEW-FORM.2031", courier=CourierCode("dhl")) is NumberCheck.UNVERIFIED


@pytest.mark.parametrize(
    ("courier", "number"),
    [
        ("dhl", "7035114477138472"),
        ("canada_post", "3318810025"),
        ("canada_post", "JJD0099999999"),
        ("chit_chats", "9400111206206406260787"),
    ],
)
def test_another_couriers_number_is_refused(courier: str, number: str) -> None:
    with pytest.raises(ForeignTrackingNumber) as refused:
        check_number(number, courier=CourierCode(courier))

    assert refused.value.errors[0].pointer == "/tracking_number"


def test_a_courier_we_know_nothing_of_may_write_numbers_as_it_likes() -> None:
    check = check_number("7035114477138472", courier=CourierCode("bicycle_bob"))

    assert check is NumberCheck.UNVERIFIED


def test_spaces_and_small_letters_are_how_people_type() -> None:
    assert normalize_number(" 7035 1144 7713 8472 ") == "7035114477138472"
    assert normalize_number("rb123456785us") == "RB123456785US"


@pytest.mark.parametrize("text", ["", "   ", "12/34", "DROP TABLE;", "9" * 41, "\uff11\uff12"])
def test_what_no_courier_would_print_is_refused(text: str) -> None:
    with pytest.raises(BadTrackingNumber):
        normalize_number(text)


# --- numbers collected by others, kept outside the repository because they are not ours ----

COLLECTED = Path(__file__).parents[3].parent / "shared" / "data" / "couriers" / "tracking_numbers"


@pytest.mark.skipif(
    not COLLECTED.is_dir(), reason=f"the collected tracking numbers are not at {COLLECTED}"
)
@pytest.mark.parametrize(
    ("file", "courier"), [("canadapost", "canada_post"), ("dhl", "dhl"), ("usps", "usps")]
)
def test_collected_numbers_are_judged_as_their_collector_judged_them(
    file: str, courier: str
) -> None:
    forms = json.loads((COLLECTED / f"{file}.json").read_text())["tracking_numbers"]
    good = [one for form in forms for one in form["test_numbers"]["valid"]]
    bad = [one for form in forms for one in form["test_numbers"]["invalid"]]

    verified = [one for one in good + bad if _is_verified(one, courier)]

    assert verified == good


def _is_verified(text: str, courier: str) -> bool:
    try:
        check = check_number(normalize_number(text), courier=CourierCode(courier))
    except ForeignTrackingNumber:
        return False
    return check is NumberCheck.VERIFIED


def test_a_number_of_another_courier_is_kept_when_somebody_insists() -> None:
    usps, code = "9400111206206406260787", CourierCode("chit_chats")
    with pytest.raises(ForeignTrackingNumber, match="USPS IMpb") as refused:
        check_number(usps, courier=code)

    insisted = check_number(usps, courier=code, trust=NumberTrust.INSISTED)

    assert insisted is NumberCheck.UNVERIFIED
    assert "courier usps" in refused.value.errors[0].accepted


@pytest.mark.parametrize(
    ("number", "couriers"),
    [
        ("7035 1144 7713 8472", ["canada_post"]),
        ("3318810025", ["dhl"]),
        ("RB123456785US", ["usps", "s10"]),
        ("RB123456785GB", ["s10"]),
        ("8ernj8scq9", ["chit_chats"]),
        ("GM2951173225174494", ["dhl"]),
        ("RB123456785XX", []),
        ("3318810010", []),
    ],
)
def test_a_number_tells_whose_it_may_be(number: str, couriers: list[str]) -> None:
    assert [guess.courier for guess in guess_couriers(number)] == couriers


def test_a_check_digit_says_more_than_a_form() -> None:
    first, second = guess_couriers("RB123456785US")

    assert (first.decisive, second.decisive) == (True, False)
    assert not guess_couriers("8ERNJ8SCQ9")[0].check_digit


FORMATS = Path(__file__).parents[3].parent / "shared" / "data" / "couriers" / "tracking_numbers"
IDS = {"canadapost": "canada_post", "s10": "s10", "dhl": "dhl", "usps": "usps"}


@pytest.mark.skipif(not FORMATS.is_dir(), reason=f"the formats are not at {FORMATS}")
@pytest.mark.parametrize("file", sorted(IDS))
def test_every_published_test_number_is_judged_as_published(file: str) -> None:
    for form in json.loads((FORMATS / f"{file}.json").read_bytes())["tracking_numbers"]:
        for number in form["test_numbers"]["valid"]:
            assert IDS[file] in {guess.courier for guess in guess_couriers(number)}, number
        for number in form["test_numbers"]["invalid"]:
            assert IDS[file] not in {guess.courier for guess in guess_couriers(number)}, number
