"""What every ``PhoneNumbers`` and ``Emails`` adapter promises."""

import pytest

from smplat_addressing import SyntaxEmails, WorldPhoneNumbers
from smplat_core.customers import BadEmail, BadPhoneNumber, Emails, PhoneNumbers
from smplat_memory import MemoryEmails, MemoryPhoneNumbers


@pytest.fixture(params=[MemoryPhoneNumbers, WorldPhoneNumbers], ids=["memory", "world"])
def phones(request: pytest.FixtureRequest) -> PhoneNumbers:
    chosen: PhoneNumbers = request.param()
    return chosen


@pytest.fixture(params=[MemoryEmails, SyntaxEmails], ids=["memory", "syntax"])
def emails(request: pytest.FixtureRequest) -> Emails:
    chosen: Emails = request.param()
    return chosen


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
    phones: PhoneNumbers, text: str, country: str | None, number: str
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
    phones: PhoneNumbers, text: str, country: str | None
) -> None:
    with pytest.raises(BadPhoneNumber) as refusal:
        phones.normalize(text, country=country)

    assert refusal.value.errors[0].accepted


def test_a_normal_number_stays_as_it_is(phones: PhoneNumbers) -> None:
    once = phones.normalize("(416) 555-0123", country="CA")

    assert phones.normalize(once, country="JP") == once


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("ana@example.com", "ana@example.com"),
        ("Ana.Lima+orders@Example.COM", "Ana.Lima+orders@example.com"),
        ("ana@mail.example.co.uk", "ana@mail.example.co.uk"),
    ],
)
def test_only_the_domain_of_an_email_is_put_in_lower_case(
    emails: Emails, text: str, email: str
) -> None:
    assert emails.normalize(text) == email


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ana",
        "ana@",
        "@example.com",
        "ana@localhost",
        "ana lima@example.com",
        "ana@@example.com",
        "a..b@example.com",
        "ana@-example.com",
        "ana@example.com\nbcc: x@example.com",
    ],
)
def test_what_is_no_email_is_refused_with_an_example(emails: Emails, text: str) -> None:
    with pytest.raises(BadEmail) as refusal:
        emails.normalize(text)

    assert refusal.value.errors[0].accepted
