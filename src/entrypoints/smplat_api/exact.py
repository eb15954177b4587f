"""Exact decimals on the wire: text, read without a guess."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Annotated, Final

import msgspec

from smplat_core.kernel import Invalid

DecimalText = Annotated[str, msgspec.Meta(max_length=60, examples=["0.00042"])]
"""A decimal number as text, so that it stays exact."""

WRITTEN: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?", re.ASCII)


def exact(text: str, pointer: str, *, refusal: type[Invalid]) -> Decimal:
    """The number as written; the refusal when it is none."""
    if not WRITTEN.fullmatch(text):
        accepted = "digits with a point before decimals, such as 0.00042"
        raise refusal.at(pointer, f"{text[:40]!r} is no number", accepted=accepted)
    return Decimal(text)


def written(number: Decimal) -> str:
    """The number as people write it: no exponent, no zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@contextmanager
def part(prefix: str) -> Iterator[None]:
    """Refusals of a part of a request point into the whole of it."""
    try:
        yield
    except Invalid as refused:
        under = tuple(error.under(prefix) for error in refused.errors)
        raise type(refused)(refused.detail, errors=under) from None
