"""Amounts as Stripe counts them (docs.stripe.com/currencies), which is not always as ISO 4217 does."""

from typing import Final

from smplat_core.kernel import Currency, Money
from smplat_core.pricing import NotPresentable

ZERO_DECIMAL: Final = frozenset(
    [
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "JPY",
        "KMF",
        "KRW",
        "MGA",
        "PYG",
        "RWF",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    ]
)
THREE_DECIMAL: Final = frozenset(["BHD", "JOD", "KWD", "OMR", "TND"])
TWO_DECIMAL: Final = frozenset(
    [
        "AED",
        "AFN",
        "ALL",
        "AMD",
        "AOA",
        "ARS",
        "AUD",
        "AWG",
        "AZN",
        "BAM",
        "BBD",
        "BDT",
        "BMD",
        "BND",
        "BOB",
        "BRL",
        "BSD",
        "BWP",
        "BYN",
        "BZD",
        "CAD",
        "CDF",
        "CHF",
        "CNY",
        "COP",
        "CRC",
        "CVE",
        "CZK",
        "DKK",
        "DOP",
        "DZD",
        "EGP",
        "ETB",
        "EUR",
        "FJD",
        "FKP",
        "GBP",
        "GEL",
        "GIP",
        "GMD",
        "GTQ",
        "GYD",
        "HKD",
        "HNL",
        "HTG",
        "HUF",
        "IDR",
        "ILS",
        "INR",
        "ISK",
        "JMD",
        "KES",
        "KGS",
        "KHR",
        "KYD",
        "KZT",
        "LAK",
        "LBP",
        "LKR",
        "LRD",
        "LSL",
        "MAD",
        "MDL",
        "MKD",
        "MMK",
        "MNT",
        "MOP",
        "MUR",
        "MVR",
        "MWK",
        "MXN",
        "MYR",
        "MZN",
        "NAD",
        "NGN",
        "NIO",
        "NOK",
        "NPR",
        "NZD",
        "PAB",
        "PEN",
        "PGK",
        "PHP",
        "PKR",
        "PLN",
        "QAR",
        "RON",
        "RSD",
        "RUB",
        "SAR",
        "SBD",
        "SCR",
        "SEK",
        "SGD",
        "SHP",
        "SOS",
        "SRD",
        "STN",
        "SZL",
        "THB",
        "TJS",
        "TOP",
        "TRY",
        "TTD",
        "TWD",
        "TZS",
        "UAH",
        "UGX",
        "USD",
        "UYU",
        "UZS",
        "WST",
        "XCD",
        "XCG",
        "YER",
        "ZAR",
        "ZMW",
    ]
)
"""ISK and UGX among them: Stripe writes two decimals that have to be zero."""

UNITS: Final = (1, 10, 100, 1_000, 10_000)
"""Smallest units in one, by decimals."""

LARGEST: Final = 99_999_999
"""Of any one price, as Stripe counts it."""


def to_stripe(money: Money) -> int:
    """The amount in Stripe's smallest unit; or ``NotPresentable`` when it cannot be charged."""
    theirs, ours = decimals(money.currency), money.currency.exponent
    amount, rest = divmod(money.minor * UNITS[theirs], UNITS[ours])
    if rest:
        raise _refused(money, f"at most {theirs} decimals")
    if money.currency in THREE_DECIMAL and amount % 10:
        raise _refused(money, "a last decimal of 0")
    if not 0 <= amount <= LARGEST:
        raise _refused(money, "an amount of 0 to 99,999,999 in the smallest unit")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """The money that Stripe counts as ``amount``; exact for every amount Stripe can hold."""
    ours = Currency.of(currency)
    return Money(amount * UNITS[ours.exponent] // UNITS[decimals(ours)], ours)


def decimals(currency: Currency) -> int:
    """How many decimals Stripe gives the currency; or ``NotPresentable``."""
    if currency in ZERO_DECIMAL:
        return 0
    if currency in THREE_DECIMAL:
        return 3
    if currency in TWO_DECIMAL:
        return 2
    raise NotPresentable(f"Stripe does not charge in {currency}")


def _refused(money: Money, accepted: str) -> NotPresentable:
    return NotPresentable(f"Stripe cannot charge {money}; it takes {accepted}")
