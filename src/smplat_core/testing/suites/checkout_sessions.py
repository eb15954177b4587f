"""What every ``CheckoutSessions`` and ``DueCheckouts`` adapter promises."""

from datetime import timedelta
from uuid import uuid4

import pytest
import pytest_asyncio

from smplat_core.kernel import evolve
from smplat_core.payments import (
    CheckoutBusy,
    CheckoutChanged,
    CheckoutNotFound,
    CheckoutSessionId,
    CheckoutState,
    HostedCheckout,
)
from smplat_core.testing.builders.orders import NOON
from smplat_core.testing.builders.payments import a_session
from smplat_core.testing.databases import PaymentsDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.selling import Shop

HOSTED = HostedCheckout(processor_session_id="cs_1", url="https://pay.example/1", payment_id="pi_1")


class CheckoutSessionsContract(Contract):
    """What every ``CheckoutSessions`` and ``DueCheckouts`` adapter promises."""

    needs = "database"
    shape = PaymentsDatabase

    @pytest_asyncio.fixture
    async def shop(self, database: PaymentsDatabase) -> Shop:
        return await Shop.open(database)

    async def test_what_was_saved_can_be_read_back(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        order = await shop.placed()
        async with database.begin() as work:
            created = await work.checkout_sessions.save(
                a_session(order, state=CheckoutState.CREATING)
            )
            opened = await work.checkout_sessions.save(created.opened(HOSTED, at=NOON))

        async with database.begin() as work:
            assert await work.checkout_sessions.get(opened.id) == opened
            assert await work.checkout_sessions.of_order(order.id) == (opened,)
        assert await database.payment_queries.sessions(order.id, company=shop.company) == (opened,)
        assert await database.payment_queries.session_at("cs_1") == opened

    async def test_an_unknown_session_is_not_found(self, database: PaymentsDatabase) -> None:
        with pytest.raises(CheckoutNotFound):
            async with database.begin() as work:
                await work.checkout_sessions.get(CheckoutSessionId(uuid4()))
        assert await database.payment_queries.session_at("cs_none") is None

    async def test_an_order_has_one_live_session(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        order = await shop.placed()
        async with database.begin() as work:
            await work.checkout_sessions.save(a_session(order, state=CheckoutState.CREATING))

        with pytest.raises(CheckoutBusy):
            async with database.begin() as work:
                await work.checkout_sessions.save(
                    a_session(order, state=CheckoutState.CREATING, attempt=2)
                )

    async def test_the_slower_of_two_writers_is_refused(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        order = await shop.placed()
        async with database.begin() as work:
            session = await work.checkout_sessions.save(
                a_session(order, state=CheckoutState.CREATING)
            )
            await work.checkout_sessions.save(session.opened(HOSTED, at=NOON))

        with pytest.raises(CheckoutChanged) as refused:
            async with database.begin() as work:
                await work.checkout_sessions.save(session.opened(HOSTED, at=NOON))

        assert refused.value.current_version == 2

    async def test_the_owner_is_known_by_each_id_and_ours_counts_first(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        first, second = await shop.placed(), await shop.placed()
        async with database.begin() as work:
            sessions = work.checkout_sessions
            one = await sessions.save(evolve(a_session(first, page="cs_1"), payment_id="pi_1"))
            await sessions.save(evolve(a_session(second, page="cs_2"), payment_id="pi_2"))

            assert await sessions.owner(session_id=one.id, payment_id="pi_2") == first.id
            assert await sessions.owner(processor_session_id="cs_2", payment_id="pi_1") == second.id
            assert await sessions.owner(payment_id="pi_2") == second.id
            assert await sessions.owner(processor_session_id="cs_9", payment_id="pi_9") is None
            assert await sessions.owner() is None

    async def test_silent_and_overdue_sessions_are_found_oldest_first(
        self, database: PaymentsDatabase, shop: Shop
    ) -> None:
        first, second, third = [await shop.placed() for _ in range(3)]
        async with database.begin() as work:
            sessions = work.checkout_sessions
            late = await sessions.save(
                a_session(first, page="cs_1", at=NOON + timedelta(hours=1)),
            )
            early = await sessions.save(a_session(second, page="cs_2", at=NOON))
            creating = await sessions.save(a_session(third, state=CheckoutState.CREATING, at=NOON))

        much_later = NOON + timedelta(days=2)
        silent = await database.due_checkouts.not_heard_of_since(much_later, limit=10)
        over = await database.due_checkouts.past_their_end(much_later, limit=10)

        assert [session.id for session in silent] == [early.id, late.id]
        assert {session.id for session in over} == {early.id, late.id, creating.id}
        assert over[-1].id == late.id
        assert len(await database.due_checkouts.past_their_end(much_later, limit=1)) == 1
        assert await database.due_checkouts.past_their_end(NOON, limit=10) == ()
