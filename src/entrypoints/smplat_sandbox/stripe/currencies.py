"""The currencies Stripe charges in, their decimals and smallest charges (docs.stripe.com/currencies)."""

from decimal import Decimal
from typing import Final

from smplat_sandbox.stripe.errors import StripeError


def codes(text: str) -> frozenset[str]:
    return frozenset(text.split())


ZERO_DECIMAL: Final = codes("bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf")
THREE_DECIMAL: Final = codes("bhd jod kwd omr tnd")
TWO_DECIMAL: Final = codes(
    "usd aed afn all amd ang aoa ars aud awg azn bam bbd bdt bgn bmd bnd bob brl bsd bwp byn bzd "
    "cad cdf chf cny cop crc cve czk dkk dop dzd egp etb eur fjd fkp gbp gel gip gmd gtq gyd hkd "
    "hnl htg huf idr ils inr isk jmd kes kgs khr kyd kzt lak lbp lkr lrd lsl mad mdl mkd mmk mnt "
    "mop mur mvr mwk mxn myr mzn nad ngn nio nok npr nzd pab pen pgk php pkr pln qar ron rsd rub "
    "sar sbd scr sek sgd shp sle sos srd std svc szl thb tjs top try ttd twd tzs uah ugx uyu uzs "
    "wst xcd xcg yer zar zmw"
)
SMALLEST: Final = {
    "usd": 50, "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500,
    "dkk": 250, "eur": 50, "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000,
    "myr": 200, "nok": 300, "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000,
}  # fmt: skip
LARGEST: Final = 99_999_999
WHOLE_ONLY: Final = frozenset({"isk", "ugx"})
"""Written with two decimals that must be zero."""
SYMBOLS: Final = {
    "usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "cad": "CA$", "aud": "A$", "nzd": "NZ$",
    "inr": "₹", "krw": "₩", "brl": "R$", "mxn": "MX$", "ils": "₪", "vnd": "₫",
}  # fmt: skip


def exponent(currency: str) -> int:
    if currency in ZERO_DECIMAL:
        return 0
    return 3 if currency in THREE_DECIMAL else 2


def check_currency(code: str, *, param: str) -> str:
    """The code in lower case; refused when Stripe does not charge in it."""
    currency = code.lower()
    if currency not in ZERO_DECIMAL | THREE_DECIMAL | TWO_DECIMAL:
        raise StripeError(
            f"Invalid currency: {code}. Stripe currently supports these currencies: "
            f"{', '.join(sorted(ZERO_DECIMAL | THREE_DECIMAL | TWO_DECIMAL))}",
            param=param,
        )
    return currency


def check_charge(amount: int, currency: str) -> None:
    """Refuse a total that Stripe would not charge."""
    smallest = SMALLEST.get(currency, 1)
    if amount < smallest:
        raise StripeError(
            f"The Checkout Session's total amount must convert to at least {money(smallest, currency)}.",
            code="amount_too_small",
        )
    if amount > LARGEST:
        raise StripeError(
            f"The Checkout Session's total amount must be no more than {money(LARGEST, currency)}.",
            code="amount_too_large",
        )
    step = 10 if currency in THREE_DECIMAL else 100 if currency in WHOLE_ONLY else 1
    if amount % step:
        raise StripeError(
            f"Invalid amount: {amount} {currency} must be divisible by {step}.",
            code="invalid_charge_amount",
        )


def money(amount: int, currency: str) -> str:
    """For people: `$1,234.50`, `¥1,200`, `KWD 1.250`."""
    return unit_price(str(amount), currency)


def unit_price(amount: str, currency: str) -> str:
    """Like `money`, and shows every decimal of a price finer than the currency."""
    places = exponent(currency)
    value = Decimal(amount).scaleb(-places)
    shown = max(places, -int(value.normalize().as_tuple().exponent))
    figure = f"{value:,.{shown}f}"
    symbol = SYMBOLS.get(currency)
    return f"{symbol}{figure}" if symbol else f"{currency.upper()} {figure}"
