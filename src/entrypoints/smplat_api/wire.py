"""Shapes every context's bodies and answers are made of."""

from typing import Annotated, Generic, TypeVar

import msgspec
from attrs import frozen

from smplat_core.kernel import Currency, Money, Page

T = TypeVar("T")

ShortText = Annotated[str, msgspec.Meta(max_length=200)]
LongText = Annotated[str, msgspec.Meta(max_length=5_000)]


@frozen
class MoneyBody:
    """An exact amount: ``{"amount": "12.50", "currency": "EUR"}``. Never a JSON number."""

    amount: Annotated[str, msgspec.Meta(max_length=24, examples=["12.50"])]
    currency: Annotated[str, msgspec.Meta(max_length=3, examples=["EUR"])]

    @classmethod
    def of(cls, money: Money) -> "MoneyBody":
        return cls(money.amount, money.currency.value)

    def to_money(self) -> Money:
        """Refuses unknown currencies and amounts with more decimals than the currency has."""
        return Money.parse(self.amount, Currency.of(self.currency))


@frozen
class PageBody(Generic[T]):
    """Part of a list. Ask again with ``cursor=next_cursor`` until that is null."""

    items: tuple[T, ...]
    next_cursor: str | None = None

    @classmethod
    def of(cls, page: Page[T]) -> "PageBody[T]":
        return cls(page.items, page.next_cursor)
