"""Domain values to JSON and back: the one form events, snapshots and jobs are stored in.

Ids and dates are text, enums their values, durations seconds, money
``{"amount": "12.50", "currency": "EUR"}``.
"""

import json
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar
from uuid import UUID

from cattrs import Converter

from smplat_core.kernel.currency import Currency
from smplat_core.kernel.money import Money

T = TypeVar("T")

CONVERTER: Final = Converter(detailed_validation=False, unstruct_collection_overrides={tuple: list})
CONVERTER.register_unstructure_hook(UUID, str)
CONVERTER.register_structure_hook(UUID, lambda text, _: UUID(text))
CONVERTER.register_unstructure_hook(datetime, datetime.isoformat)
CONVERTER.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
CONVERTER.register_unstructure_hook(date, date.isoformat)
CONVERTER.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
CONVERTER.register_unstructure_hook(timedelta, timedelta.total_seconds)
CONVERTER.register_structure_hook(timedelta, lambda number, _: timedelta(seconds=number))
CONVERTER.register_unstructure_hook(Decimal, str)
CONVERTER.register_structure_hook(Decimal, lambda text, _: Decimal(text))
CONVERTER.register_unstructure_hook(
    Money, lambda money: {"amount": money.amount, "currency": money.currency.value}
)
CONVERTER.register_structure_hook(
    Money, lambda wire, _: Money.parse(wire["amount"], Currency(wire["currency"]))
)


def to_json(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    """The value as what ``json`` can write: dicts, lists, text, numbers, booleans, ``None``."""
    return CONVERTER.unstructure(value)


def from_json(wire: object, kind: type[T]) -> T:
    """The value ``to_json`` made ``wire`` from."""
    return CONVERTER.structure(wire, kind)


def dumps(value: object) -> str:
    return json.dumps(CONVERTER.unstructure(value), separators=(",", ":"), ensure_ascii=False)


def loads(text: str | bytes, kind: type[T]) -> T:
    return CONVERTER.structure(json.loads(text), kind)
