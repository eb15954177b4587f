from datetime import UTC, datetime
from typing import ClassVar
from uuid import UUID

import attrs
import pytest
from attrs import frozen

from smplat_core.kernel import Currency, Event, EventRecord, Money, to_json

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


@frozen(kw_only=True)
class CartFilled(Event):
    name: ClassVar[str] = "cart.filled"

    cart_id: UUID
    total: Money


EVENT = CartFilled(at=NOON, cart_id=UUID(int=1), total=Money(250, Currency.EUR))


def test_a_record_gives_the_event_back() -> None:
    record = EventRecord(
        id=UUID(int=9),
        position=1,
        name=EVENT.name,
        aggregate="cart",
        aggregate_id=EVENT.cart_id,
        sequence=1,
        at=NOON,
        actor="system",
        correlation_id="none",
        causation_id=None,
        payload=to_json(EVENT),
    )

    assert record.as_event(CartFilled) == EVENT


def test_an_event_is_about_nobody_else_unless_it_says_so() -> None:
    assert EVENT.subjects == ()


def test_what_happened_cannot_be_changed() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        EVENT.cart_id = UUID(int=2)  # type: ignore[misc]  # the mistake under test
