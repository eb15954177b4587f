import pytest

from smplat_core.orders import OrderChanged, OrderNotFound, OrderStatus
from tests.builders.customers import a_company
from tests.contract.shop import Shop

STRANGER = a_company(2).id


async def test_an_order_is_moved_by_hand_and_says_why(shop: Shop) -> None:
    order = await shop.placed()

    moved = await shop.change_status(
        order.id, target=OrderStatus.PROCESSING, reason="pays by invoice", expected_version=1
    )

    assert (moved.status, moved.version) == (OrderStatus.PROCESSING, 2)
    assert await shop.told(order.id) == ["order.created", "order.status_changed"]


async def test_a_decision_on_an_old_version_is_refused(shop: Shop) -> None:
    order = await shop.placed()
    await shop.change_status(order.id, target=OrderStatus.PROCESSING, reason="on account")

    with pytest.raises(OrderChanged) as refused:
        await shop.cancel_order(order.id, reason="too late", expected_version=1)

    assert refused.value.current_version == 2


async def test_another_company_cannot_touch_an_order(shop: Shop) -> None:
    order = await shop.placed()

    with pytest.raises(OrderNotFound):
        await shop.cancel_order(order.id, reason="not mine", company=STRANGER)


async def test_canceling_twice_is_the_same_as_once(shop: Shop) -> None:
    order = await shop.placed()
    canceled = await shop.cancel_order(order.id, reason="changed plans")
    told = await shop.database.events()

    again = await shop.cancel_order(order.id, reason="again")

    assert again == canceled
    assert await shop.database.events() == told


async def test_asking_for_the_state_it_is_in_changes_nothing(shop: Shop) -> None:
    order = await shop.placed()

    same = await shop.change_status(order.id, target=OrderStatus.PENDING, reason="as told")

    assert (same, same.version) == (order, order.version)


async def test_hold_and_resume_survive_the_database(shop: Shop) -> None:
    order = await shop.placed()
    for target in (OrderStatus.PROCESSING, OrderStatus.ON_HOLD, OrderStatus.PROCESSING):
        await shop.change_status(order.id, target=target, reason="as told")

    assert (await shop.order(order.id)).status is OrderStatus.PROCESSING
