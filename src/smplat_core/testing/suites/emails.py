"""What every ``PhoneNumbers`` and ``Emails`` adapter promises."""

import pytest

from smplat_core.customers import BadEmail, Emails
from smplat_core.testing.promises import Contract


class EmailsContract(Contract):
    """What every ``PhoneNumbers`` and ``Emails`` adapter promises."""

    needs = "emails"
    shape = Emails

    @pytest.mark.parametrize(
        ("text", "email"),
        [
            ("ana@example.com", "ana@example.com"),
            ("Ana.Lima+orders@Example.COM", "Ana.Lima+orders@example.com"),
            ("ana@mail.example.co.uk", "ana@mail.example.co.uk"),
        ],
    )
    def test_only_the_domain_of_an_email_is_put_in_lower_case(
        self, emails: Emails, text: str, email: str
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
    def test_what_is_no_email_is_refused_with_an_example(self, emails: Emails, text: str) -> None:
        with pytest.raises(BadEmail) as refusal:
            emails.normalize(text)

        assert refusal.value.errors[0].accepted
