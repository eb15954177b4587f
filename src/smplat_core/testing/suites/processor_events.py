"""What every ``ProcessorEvents`` adapter promises."""

from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.kernel import PageRequest
from smplat_core.payments import (
    FactOutcome,
    ProcessorEvent,
    ProcessorEventId,
    ProcessorEventNotFound,
    ProcessorEventState,
)
from smplat_core.testing.builders.orders import NOON
from smplat_core.testing.databases import PaymentsDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop


def an_event(
    database: PaymentsDatabase, external_id: str = "evt_1", *, source: str = "stripe"
) -> ProcessorEvent:
    return ProcessorEvent(
        id=ProcessorEventId(database.ids.new()),
        source=source,
        external_id=external_id,
        kind="customer.created",
        payload='{"id": "evt_1",  "type": "customer.created"}',
        received_at=NOON,
    )


class ProcessorEventsContract(Contract):
    """What every ``ProcessorEvents`` adapter promises."""

    needs = "database"
    shape = PaymentsDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: PaymentsDatabase) -> Shop:
        return await Shop.open(database)

    async def test_an_event_is_kept_exactly_as_it_came(self, database: PaymentsDatabase) -> None:
        event = an_event(database)
        async with database.begin() as work:
            assert await work.processor_events.receive(event)

        async with database.begin() as work:
            assert await work.processor_events.get(event.id) == event

    async def test_the_same_id_of_the_same_source_is_kept_once(
        self, database: PaymentsDatabase
    ) -> None:
        async with database.begin() as work:
            assert await work.processor_events.receive(an_event(database))
            assert not await work.processor_events.receive(an_event(database))
            assert await work.processor_events.receive(an_event(database, source="other"))

        page = await database.payment_queries.processor_events(
            PageRequest(), state=None, order_id=None
        )
        assert len(page.items) == 2

    async def test_what_became_of_an_event_is_kept_and_can_be_listed(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        order = await shop.placed()
        first, second = an_event(database, "evt_1"), an_event(database, "evt_2")
        async with database.begin() as work:
            for event in (first, second):
                await work.processor_events.receive(event)
            settled = first.settled(
                FactOutcome.APPLIED, order_id=order.id, detail="paid by pi_1", at=NOON
            )
            await work.processor_events.save(settled)

        async def listed(**wanted: object) -> list[str]:
            filters = {"state": None, "order_id": None, **wanted}
            page = await database.payment_queries.processor_events(PageRequest(), **filters)  # type: ignore[arg-type]  # a test names what it filters by
            return [event.external_id for event in page.items]

        assert await listed() == ["evt_2", "evt_1"]
        assert await listed(state=ProcessorEventState.APPLIED) == ["evt_1"]
        assert await listed(order_id=order.id) == ["evt_1"]
        assert await listed(state=ProcessorEventState.RECEIVED) == ["evt_2"]

    async def test_an_unknown_event_is_not_found(self, database: PaymentsDatabase) -> None:
        with pytest.raises(ProcessorEventNotFound):
            async with database.begin() as work:
                await work.processor_events.get(ProcessorEventId(uuid4()))
