import pytest

from smplat_core.kernel import InputError, Invalid, Refusal, Stale, Unavailable


class TooLong(Invalid):
    code = "test.too_long"


def test_a_refusal_of_one_input_carries_its_code_to_the_place() -> None:
    refusal = TooLong.at("/name", "'xxxx' is too long", accepted="3 characters")

    assert isinstance(refusal, TooLong)
    assert str(refusal) == refusal.detail == "'xxxx' is too long"
    assert refusal.errors == (
        InputError("/name", "test.too_long", "'xxxx' is too long", "3 characters"),
    )


def test_an_input_error_can_be_seen_from_the_larger_document() -> None:
    error = InputError("/quantity", "test.too_many", "99 are too many", "1 to 5")

    assert error.under("/lines/3") == InputError(
        "/lines/3/quantity", "test.too_many", "99 are too many", "1 to 5"
    )


def test_a_stale_refusal_tells_the_version_to_read_again() -> None:
    assert Stale("changed", current_version=4).current_version == 4
    assert Stale("changed").current_version is None


def test_an_outage_tells_when_to_come_back() -> None:
    assert Unavailable("away").retry_after_seconds == 5
    assert Unavailable("away", retry_after_seconds=60).retry_after_seconds == 60


@pytest.mark.parametrize("refusal", [Stale("x"), Unavailable("x"), TooLong("x")])
def test_every_refusal_can_be_caught_as_one(refusal: Refusal) -> None:
    assert refusal.errors == ()
    with pytest.raises(Refusal):
        raise refusal
