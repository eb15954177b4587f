"""What every ``Orders`` adapter promises."""

from asyncio import gather
from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.kernel import Cause, acting_as, evolve
from smplat_core.orders import Order, OrderChanged, OrderId, OrderNotFound, OrderStatus
from smplat_core.testing.builders.configured import a_content, chosen
from smplat_core.testing.builders.orders import NOON, an_item, an_order
from smplat_core.testing.databases import OrdersDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop


def an_order_of(shop: Shop, reference: str = "ORD-000900") -> Order:
    return an_order(
        items=(an_item(1), an_item(2, sku="GATE-G1", quantity=1, unit=24995)),
        company_id=shop.company,
        contact_id=shop.contact,
        address_id=shop.address,
        reference=reference,
    )


class OrdersContract(Contract):
    """What every ``Orders`` adapter promises."""

    needs = "database"
    shape = OrdersDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: OrdersDatabase) -> Shop:
        return await Shop.open(database)

    async def test_what_was_saved_can_be_read_back(self, shop: Shop) -> None:
        async with shop.database.begin() as work:
            saved = await work.orders.save(an_order_of(shop))

        async with shop.database.begin() as work:
            assert await work.orders.get(saved.id) == saved
        assert await shop.orders.get(saved.id, company=None) == saved

    async def test_what_was_chosen_and_frozen_of_a_line_can_be_read_back(self, shop: Shop) -> None:
        content = a_content()
        configuration = chosen(
            content, "size/large", add_ons=("rush",), plan="monthly", amount="0.50"
        )
        variant = {"slug": "spring", "variant_key": "low", "variant_name": "Low"}
        item = evolve(
            an_item(),
            configuration=configuration,
            attributes={"pricing_experiment": variant},
        )
        order = an_order(
            items=(item, an_item(2)),
            company_id=shop.company,
            contact_id=shop.contact,
            address_id=shop.address,
        )

        async with shop.database.begin() as work:
            saved = await work.orders.save(order)

        read = await shop.orders.get(saved.id, company=None)
        assert read.items[0].configuration == configuration
        assert read.items[0].attributes == {"pricing_experiment": variant}
        assert read.items[1].configuration is None
        assert read.items[1].attributes == {}
        assert read == saved

    async def test_every_change_can_be_read_back(self, shop: Shop) -> None:
        async with shop.database.begin() as work:
            order = await work.orders.save(an_order_of(shop))
            order = await work.orders.save(order.paid("pi_1", checkout_session_id=None, at=NOON))
            order = order.payment_mismatched("pi_2", received="1", reason="second", at=NOON)
            held = await work.orders.save(order.hold(reason="credit check", at=NOON))

        async with shop.database.begin() as work:
            assert await work.orders.get(held.id) == held

    async def test_an_unknown_order_is_not_found(self, shop: Shop) -> None:
        with pytest.raises(OrderNotFound):
            async with shop.database.begin() as work:
                await work.orders.get(OrderId(uuid4()))

    async def test_saving_publishes_the_news_exactly_once(self, shop: Shop) -> None:
        async with shop.database.begin() as work:
            order = await work.orders.save(an_order_of(shop))
            paid = await work.orders.save(order.paid("pi_1", checkout_session_id=None, at=NOON))
            await work.orders.save(paid)

        assert await shop.told(order.id) == ["order.created", "order.paid"]

    async def test_saving_keeps_the_audit_trail_with_who_acted(self, shop: Shop) -> None:
        with acting_as(Cause("user:7", "corr-1")):
            async with shop.database.begin() as work:
                order = await work.orders.save(an_order_of(shop))
                await work.orders.save(
                    order.move_to(OrderStatus.PROCESSING, reason="on account", at=NOON)
                )

        trail = await shop.orders.state_events(order.id, company=None)
        assert [(e.subject, e.before, e.after, e.reason) for e in trail] == [
            ("status", None, "pending", "placed"),
            ("status", "pending", "processing", "on account"),
        ]
        assert {(e.actor, e.correlation_id) for e in trail} == {("user:7", "corr-1")}
        assert trail[-1].metadata == {"action": "start"}

    async def test_the_slower_of_two_writers_is_refused_with_the_current_version(
        self, shop: Shop
    ) -> None:
        async with shop.database.begin() as work:
            order = await work.orders.save(an_order_of(shop))
            await work.orders.save(order.cancel(reason="first", at=NOON))

        with pytest.raises(OrderChanged) as refused:
            async with shop.database.begin() as work:
                await work.orders.save(order.cancel(reason="second", at=NOON))

        assert refused.value.current_version == 2

    async def test_a_new_order_with_a_known_id_is_refused_and_nothing_of_it_kept(
        self, shop: Shop
    ) -> None:
        order = an_order_of(shop)
        async with shop.database.begin() as work:
            saved = await work.orders.save(order)

        with pytest.raises(OrderChanged):
            async with shop.database.begin() as work:
                await work.orders.save(order)

        assert await shop.orders.get(order.id, company=None) == saved

    async def test_undone_work_leaves_nothing(self, shop: Shop) -> None:
        order = an_order_of(shop)

        with pytest.raises(RuntimeError):
            async with shop.database.begin() as work:
                await work.orders.save(order)
                raise RuntimeError

        with pytest.raises(OrderNotFound):
            await shop.orders.get(order.id, company=None)
        assert await shop.told(order.id) == []

    async def test_two_who_cancel_at_once_cancel_once(self, shop: Shop) -> None:
        order = await shop.placed()

        answers = await gather(
            *(shop.cancel_order(order.id, reason=f"caller {n}") for n in range(5))
        )

        assert {answer.status for answer in answers} == {OrderStatus.CANCELED}
        assert len({answer.version for answer in answers}) == 1
        assert (await shop.told(order.id)).count("order.canceled") == 1
