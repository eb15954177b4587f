"""The answer of the open ExchangeRate-API, read by what its documentation says.

``{"result": "success", "base_code": "EUR", "time_last_update_unix": 1772409751, "rates": {...}}``,
or ``{"result": "error", "error-type": "unsupported-code"}``.
"""

import json
from collections.abc import Collection
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from smplat_core.kernel import BadRate, Currency, ExchangeRate
from smplat_core.pricing.fx import RatesUnavailable

LATEST_MOMENT: Final = 32_503_680_000
"""The year 3000, in Unix time."""
LONGEST_NUMBER: Final = 60


def rates_in(
    body: bytes, *, base: Currency, symbols: Collection[Currency], source: str
) -> tuple[ExchangeRate, ...]:
    """The wanted rates, by currency; or ``RatesUnavailable`` when it is no answer at all.

    A currency the source does not know is left out, and so is a rate that cannot be one.
    """
    answer = _object(body, source)
    if answer.get("result") != "success":
        said = str(answer.get("error-type", "no reason"))[:60]
        raise RatesUnavailable(f"{source} refuses: {said}")
    if answer.get("base_code") != base:
        raise RatesUnavailable(f"{source} answered for another currency than {base}")
    quoted_at, rates = _moment(answer, source), answer.get("rates")
    if not isinstance(rates, dict):
        raise RatesUnavailable(f"{source} answered without rates")
    found = (_rate(rates.get(code), base, code, source, quoted_at) for code in sorted(symbols))
    return tuple(rate for rate in found if rate is not None)


def _object(body: bytes, source: str) -> dict[str, Any]:
    try:
        answer = json.loads(body, parse_float=_number, parse_int=_number)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise RatesUnavailable(f"{source} answered with something that is no object")
    return answer


def _number(text: str) -> Decimal:
    """Exactly what was written; a number of thousands of digits is nothing we can use."""
    return Decimal(text) if len(text) <= LONGEST_NUMBER else Decimal("NaN")


def _moment(answer: dict[str, Any], source: str) -> datetime:
    seconds = answer.get("time_last_update_unix")
    if not isinstance(seconds, Decimal) or not 0 < seconds < LATEST_MOMENT:
        raise RatesUnavailable(f"{source} does not say of when its rates are")
    return datetime.fromtimestamp(int(seconds), UTC)


def _rate(
    value: object, base: Currency, quote: Currency, source: str, quoted_at: datetime
) -> ExchangeRate | None:
    if not isinstance(value, Decimal):
        return None
    try:
        return ExchangeRate(base=base, quote=quote, rate=value, source=source, quoted_at=quoted_at)
    except BadRate:
        return None
