"""Stripe's test cards and test bank accounts, and what each one does."""

import re
from datetime import datetime
from enum import StrEnum
from typing import Final

from attrs import frozen

from smplat_sandbox.stripe.errors import StripeError


class Behavior(StrEnum):
    PAYS = "pays"
    DECLINES = "declines"
    AUTHENTICATES = "authenticates"
    DISPUTES = "disputes"
    INQUIRES = "inquires"
    REFUND_FAILS = "refund_fails"
    REFUND_PENDS = "refund_pends"
    SETTLES_LATER = "settles_later"
    FAILS_LATER = "fails_later"


@frozen
class Decline:
    code: str
    decline_code: str | None
    message: str


@frozen
class Means:
    """What a payer pays with; `number` is the whole test number of the card or account."""

    method: str
    number: str
    behavior: Behavior
    brand: str = "visa"
    country: str = "US"
    decline: Decline | None = None
    exp_month: int = 12
    exp_year: int = 2034

    @property
    def last4(self) -> str:
        return self.number[-4:]


@frozen
class TrialNumber:
    """A number people can try, with what happens."""

    number: str
    behavior: Behavior
    about: str
    decline: Decline | None = None


GENERIC: Final = Decline("card_declined", "generic_decline", "Your card was declined.")
INSUFFICIENT: Final = Decline(
    "card_declined", "insufficient_funds", "Your card has insufficient funds."
)
LOST: Final = Decline("card_declined", "lost_card", "Your card was declined.")
STOLEN: Final = Decline("card_declined", "stolen_card", "Your card was declined.")
EXPIRED: Final = Decline("expired_card", None, "Your card has expired.")
WRONG_CVC: Final = Decline("incorrect_cvc", None, "Your card's security code is incorrect.")
PROCESSING: Final = Decline(
    "processing_error",
    None,
    "An error occurred while processing your card. Try again in a little bit.",
)
NOT_A_TEST_CARD: Final = Decline(
    "card_declined",
    "test_mode_live_card",
    "Your card was declined. Your request was in test mode, but used a non test card. "
    "For a list of valid test cards, visit: https://stripe.com/docs/testing.",
)
UNAUTHENTICATED: Final = Decline(
    "payment_intent_authentication_failure",
    None,
    "The provided PaymentMethod has failed authentication.",
)

TEST_CARDS: Final = (
    TrialNumber("4242424242424242", Behavior.PAYS, "Pays"),
    TrialNumber("4000000000000002", Behavior.DECLINES, "Declined", GENERIC),
    TrialNumber("4000000000009995", Behavior.DECLINES, "Insufficient funds", INSUFFICIENT),
    TrialNumber("4000002500003155", Behavior.AUTHENTICATES, "Asks to authenticate"),
    TrialNumber("4000000000000341", Behavior.DECLINES, "Saved, then declined", GENERIC),
    TrialNumber("4000000000000259", Behavior.DISPUTES, "Pays, then disputed"),
    TrialNumber("4000000000001976", Behavior.INQUIRES, "Pays, then its bank asks"),
    TrialNumber("4000000000005126", Behavior.REFUND_FAILS, "Pays; refunds fail later"),
    TrialNumber("4000000000007726", Behavior.REFUND_PENDS, "Pays; refunds succeed later"),
    TrialNumber("4000000000000069", Behavior.DECLINES, "Expired card", EXPIRED),
    TrialNumber("4000000000000127", Behavior.DECLINES, "Wrong CVC", WRONG_CVC),
    TrialNumber("4000000000000119", Behavior.DECLINES, "Processing error", PROCESSING),
    TrialNumber("4000000000009987", Behavior.DECLINES, "Lost card", LOST),
    TrialNumber("4000000000009979", Behavior.DECLINES, "Stolen card", STOLEN),
    TrialNumber("5555555555554444", Behavior.PAYS, "Mastercard, pays"),
    TrialNumber("378282246310005", Behavior.PAYS, "American Express, pays"),
)
TEST_ACCOUNTS: Final = (
    TrialNumber("DE89370400440532013000", Behavior.SETTLES_LATER, "Succeeds later"),
    TrialNumber("DE62370400440532013001", Behavior.FAILS_LATER, "Fails later"),
)
BY_NUMBER: Final = {card.number: card for card in (*TEST_CARDS, *TEST_ACCOUNTS)}
BRANDS: Final = (
    ("34", "amex"),
    ("37", "amex"),
    ("4", "visa"),
    ("5", "mastercard"),
    ("6", "discover"),
)


def read_means(number: str) -> Means:
    """A card or a bank account by its number, spaces allowed; refused when it cannot be one."""
    plain = re.sub(r"[\s-]", "", number).upper()
    return account_of(plain) if plain[:2].isalpha() else card_of(plain)


def card_of(number: str) -> Means:
    if not re.fullmatch(r"\d{12,19}", number) or not luhn(number):
        raise StripeError(
            "Your card number is invalid.",
            status=402,
            kind="card_error",
            code="incorrect_number",
            param="number",
        )
    known = BY_NUMBER.get(number)
    brand = next((name for start, name in BRANDS if number.startswith(start)), "unknown")
    return Means(
        method="card",
        number=number,
        brand=brand,
        behavior=known.behavior if known else Behavior.DECLINES,
        decline=known.decline if known else NOT_A_TEST_CARD,
    )


def account_of(number: str) -> Means:
    known = BY_NUMBER.get(number)
    if known is None:
        raise StripeError(
            "The IBAN you entered is not one of the test numbers: "
            f"{', '.join(account.number for account in TEST_ACCOUNTS)}.",
            code="invalid_bank_account_iban",
            param="iban",
        )
    return Means(
        method="sepa_debit", number=number, brand="", country=number[:2], behavior=known.behavior
    )


def luhn(number: str) -> bool:
    doubled = (int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number)))
    return sum(value - 9 * (value > 9) for value in doubled) % 10 == 0  # noqa: PLR2004  the digit sum


def read_expiry(text: str, *, now: datetime) -> tuple[int, int]:
    """`12 / 34` or `12/2034` as (month, year); a month gone by is refused."""
    match = re.fullmatch(r"\s*(\d{1,2})\s*/?\s*(\d{2}|\d{4})\s*", text)
    if match is None or not 1 <= int(match[1]) <= 12:  # noqa: PLR2004  months
        raise StripeError(
            "Your card's expiration date is invalid.", code="invalid_expiry_month", param="exp"
        )
    month = int(match[1])
    year = int(match[2]) if len(match[2]) == 4 else 2000 + int(match[2])  # noqa: PLR2004  digits of a year
    if (year, month) < (now.year, now.month):
        raise StripeError(
            "Your card's expiration year is in the past.", code="invalid_expiry_year", param="exp"
        )
    return month, year
