"""What every repository and query of fulfillment promises."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
import pytest_asyncio

from smplat_core.fulfillment import (
    SEEDED_COURIERS,
    CourierCode,
    CourierProfile,
    FulfillmentChanged,
    FulfillmentExists,
    FulfillmentFilter,
    FulfillmentNotFound,
    FulfillmentOrderId,
    FulfillmentState,
    ShipmentChanged,
    ShipmentFilter,
    ShipmentId,
    ShipmentNotFound,
    ShipmentState,
)
from smplat_core.kernel import BadPage, PageRequest, evolve
from smplat_core.testing.builders.customers import a_company
from smplat_core.testing.builders.fulfillment import CANADA_POST, PIN
from smplat_core.testing.databases import FulfillmentDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.sending import Warehouse

AN_ID = str(UUID(int=1))
SECOND_PIN = "4002847016405018"


class FulfillmentContract(Contract):
    """What every repository and query of fulfillment promises."""

    needs = "database"
    shape = FulfillmentDatabase

    @pytest_asyncio.fixture
    async def warehouse(self, database: FulfillmentDatabase) -> Warehouse:
        return await Warehouse.open(database)

    async def test_an_unknown_fulfillment_order_is_refused(self, warehouse: Warehouse) -> None:
        with pytest.raises(FulfillmentNotFound):
            async with warehouse.database.begin() as work:
                await work.fulfillment_orders.get(FulfillmentOrderId(uuid4()))

    async def test_an_unknown_shipment_is_refused(self, warehouse: Warehouse) -> None:
        async with warehouse.database.begin() as work:
            with pytest.raises(ShipmentNotFound):
                await work.shipments.get(ShipmentId(uuid4()))
            with pytest.raises(ShipmentNotFound):
                await work.shipments.fulfillment_of(ShipmentId(uuid4()))

    async def test_the_slower_of_two_writers_is_refused(self, warehouse: Warehouse) -> None:
        fulfillment = await warehouse.fulfillment(3)
        at = warehouse.database.clock.now()
        async with warehouse.database.begin() as work:
            await work.fulfillment_orders.save(fulfillment.cancel(reason="quick", at=at))

        with pytest.raises(FulfillmentChanged) as refused:
            async with warehouse.database.begin() as work:
                await work.fulfillment_orders.save(fulfillment.cancel(reason="slow", at=at))

        assert refused.value.current_version == fulfillment.version + 1

    async def test_the_slower_of_two_writers_of_a_shipment_is_refused(
        self, warehouse: Warehouse
    ) -> None:
        shipment = await warehouse.drafted(await warehouse.fulfillment(3), 1)
        at = warehouse.database.clock.now()
        async with warehouse.database.begin() as work:
            await work.shipments.save(shipment.make_ready(at=at))

        with pytest.raises(ShipmentChanged) as refused:
            async with warehouse.database.begin() as work:
                await work.shipments.save(shipment.make_ready(at=at))

        assert refused.value.current_version == shipment.version + 1

    async def test_the_database_itself_keeps_one_fulfillment_order_per_order(
        self,
        warehouse: Warehouse,
    ) -> None:
        fulfillment = await warehouse.fulfillment(3)
        (item,) = fulfillment.items
        rival = evolve(
            fulfillment,
            id=FulfillmentOrderId(uuid4()),
            reference="FUL-RIVAL",
            version=0,
            items=(evolve(item, id=uuid4()),),
        )

        with pytest.raises(FulfillmentExists):
            async with warehouse.database.begin() as work:
                await work.fulfillment_orders.save(rival)

    async def test_lists_are_narrowed_and_paged_newest_first(self, warehouse: Warehouse) -> None:
        made = []
        for _ in range(3):
            made.append(await warehouse.fulfillment(1))
            warehouse.database.clock.advance(timedelta(minutes=1))
        await warehouse.cancel(made[1].id, reason="no")

        first = await warehouse.fulfillments.find(
            FulfillmentFilter(), PageRequest(limit=2), company=None
        )
        rest = await warehouse.fulfillments.find(
            FulfillmentFilter(),
            PageRequest.of(limit=2, cursor=first.next_cursor),
            company=None,
        )
        cancelled = await warehouse.fulfillments.find(
            FulfillmentFilter(state=FulfillmentState.CANCELLED), PageRequest(), company=None
        )
        theirs = await warehouse.fulfillments.find(
            FulfillmentFilter(), PageRequest(), company=a_company(2).id
        )

        assert [one.id for one in first.items] == [made[2].id, made[1].id]
        assert ([one.id for one in rest.items], rest.next_cursor) == ([made[0].id], None)
        assert [one.id for one in cancelled.items] == [made[1].id]
        assert theirs.items == ()

    async def test_shipments_are_found_by_what_people_know(self, warehouse: Warehouse) -> None:
        fulfillment = await warehouse.fulfillment(3)
        one = await warehouse.ready(fulfillment, 1)
        warehouse.database.clock.advance(timedelta(minutes=1))
        two = await warehouse.drafted(fulfillment, 1, number=SECOND_PIN)

        async def found(wanted: ShipmentFilter) -> list[ShipmentId]:
            page = await warehouse.shipments.find(wanted, PageRequest(), company=None)
            return [shipment.id for shipment in page.items]

        assert await found(ShipmentFilter()) == [two.id, one.id]
        assert await found(ShipmentFilter(state=ShipmentState.READY)) == [one.id]
        assert await found(ShipmentFilter(courier=CANADA_POST, tracking_number=PIN)) == [one.id]
        assert await found(ShipmentFilter(order_id=fulfillment.order_id)) == [two.id, one.id]
        assert await found(ShipmentFilter(fulfillment_order_id=FulfillmentOrderId(uuid4()))) == []

    async def test_a_new_installation_knows_four_couriers(self, warehouse: Warehouse) -> None:
        async with warehouse.database.begin() as work:
            known = {profile.code: profile for profile in await work.courier_profiles.every()}

        # couriers come with the schema, so those of other tests may be there too
        assert [known[profile.code] for profile in SEEDED_COURIERS] == list(SEEDED_COURIERS)

    async def test_a_courier_can_be_added_and_described_anew(self, warehouse: Warehouse) -> None:
        bob = CourierProfile.of("bicycle_bob", name="Bob", tracking_url=None, adapter=None)

        async with warehouse.database.begin() as work:
            await work.courier_profiles.save(bob)
            await work.courier_profiles.save(evolve(bob, name="Bob & Sons", active=False))
            found = await work.courier_profiles.get(CourierCode("bicycle_bob"))

        assert (found.name, found.active) == ("Bob & Sons", False)

    async def test_what_is_under_way_is_listed_in_parts(self, warehouse: Warehouse) -> None:
        numbers = (PIN, SECOND_PIN, "0073938000549297")
        made = [await warehouse.fulfillment(2) for _ in numbers]
        for fulfillment, number in zip(made, numbers, strict=True):
            await warehouse.ready(fulfillment, 1, number=number)
        await warehouse.fulfillment(1)

        async with warehouse.database.begin() as work:
            first = await work.fulfillment_orders.unsettled(after=None, limit=2)
            rest = await work.fulfillment_orders.unsettled(after=first[-1], limit=2)

        assert [*first, *rest] == sorted(fulfillment.id for fulfillment in made)

    @pytest.mark.parametrize(
        "after",
        [
            ("", ""),
            ("yesterday", AN_ID),
            ("2026-01-05T12:00:00", AN_ID),
            ("0001-01-01T00:00:00+14:00", AN_ID),
            ("2026-01-05T12:00:00+00:00", "no id"),
        ],
    )
    async def test_a_forged_place_is_refused(
        self, warehouse: Warehouse, after: tuple[str, ...]
    ) -> None:
        page = PageRequest(after=after)

        with pytest.raises(BadPage):
            await warehouse.fulfillments.find(FulfillmentFilter(), page, company=None)
        with pytest.raises(BadPage):
            await warehouse.shipments.find(ShipmentFilter(), page, company=None)
        with pytest.raises(BadPage):
            await warehouse.shipments.unmatched(page)
