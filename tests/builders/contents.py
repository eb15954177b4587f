"""Any content there can be, sensible or not: made from the types of its fields."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, Final, Union, get_args, get_origin
from uuid import UUID

import attrs
from hypothesis import strategies as st

from smplat_core.catalog import ProductContent
from smplat_core.kernel import Currency, Money

WORDS: Final = st.sampled_from(("a", "b", "base", "amount", "web", "1", "true", "a-b", "x" * 130))
TEXTS: Final = WORDS | st.text(st.characters(codec="utf-8"), max_size=4)
MOST: Final = 3

PLAIN: Final[Mapping[Any, st.SearchStrategy[Any]]] = {
    str: TEXTS,
    int: st.integers(-3, 5) | st.integers(-(2**31) + 1, 2**31 - 1),
    bool: st.booleans(),
    Decimal: st.decimals(-2_000, 2_000, places=2),
    date: st.dates(),
    UUID: st.uuids(version=4) | st.just(UUID(int=1)),
    Money: st.builds(Money, st.integers(-(10**15), 10**15), st.sampled_from(list(Currency)[:5])),
}


@cache
def values(kind: Any) -> st.SearchStrategy[Any]:  # noqa: PLR0911 - a type, one answer per kind
    """Any value of this type."""
    if kind in PLAIN:
        return PLAIN[kind]
    if hasattr(kind, "__supertype__"):
        return values(kind.__supertype__)
    if get_origin(kind) in (Union, UnionType):
        inner = [each for each in get_args(kind) if each is not type(None)]
        return st.none() | st.one_of(*map(values, inner))
    if get_origin(kind) is tuple:
        return st.lists(values(get_args(kind)[0]), max_size=MOST).map(tuple)
    if get_origin(kind) is Mapping:
        return st.dictionaries(*map(values, get_args(kind)), max_size=MOST)
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return st.sampled_from(list(kind))
    return st.builds(kind, **{field.name: values(field.type) for field in attrs.fields(kind)})


def contents() -> st.SearchStrategy[ProductContent]:
    return values(ProductContent)
