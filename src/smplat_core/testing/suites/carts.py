"""What every ``Carts``, ``SavedConfigurations`` and ``CartQueries`` adapter promises."""

from datetime import timedelta

import pytest
import pytest_asyncio

from smplat_core.kernel import PageRequest, evolve
from smplat_core.orders.carts import (
    CartChanged,
    CartFilter,
    CartId,
    CartNotFound,
    CartOwner,
    CartStatus,
    SavedConfigurationChanged,
    SavedConfigurationNotFound,
    Sight,
)
from smplat_core.testing.builders.carts import (
    A_DAY,
    DIGEST,
    a_cart,
    a_line,
    a_saved_configuration,
    an_anonymous_cart,
)
from smplat_core.testing.builders.customers import a_company, a_contact
from smplat_core.testing.builders.orders import NOON
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.databases import CartsDatabase
from smplat_core.testing.promises import Contract

HOUSE = Sight(company=None)
OURS = Sight(company=a_company(1).id)
THEIRS = Sight(company=a_company(2).id)


class CartsContract(Contract):
    """What every ``Carts`` and ``CartQueries`` adapter promises."""

    needs = "database"
    shape = CartsDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def companies(self, database: CartsDatabase) -> None:
        async with database.begin() as work:
            await keep_companies(work)

    async def test_what_was_saved_can_be_read_back(self, database: CartsDatabase) -> None:
        cart = a_cart(1, a_line(1), a_line(2, None, platform_context={"handle": "@a"}))

        async with database.begin() as work:
            saved = await work.carts.save(cart)

        async with database.begin() as work:
            assert await work.carts.get(cart.id, OURS) == saved
        assert await database.cart_queries.cart(cart.id, HOUSE) == saved
        assert (saved.version, saved.news) == (1, ())
        names = [record.name for record in await database.events()]
        assert names[-3:] == ["cart.opened", "cart.line_added", "cart.line_added"]

    async def test_nobody_sees_the_cart_of_another_company(self, database: CartsDatabase) -> None:
        cart = a_cart()
        async with database.begin() as work:
            await work.carts.save(cart)

        for cart_id, sight in ((cart.id, THEIRS), (CartId(database.ids.new()), HOUSE)):
            with pytest.raises(CartNotFound):
                await database.cart_queries.cart(cart_id, sight)
            async with database.begin() as work:
                with pytest.raises(CartNotFound):
                    await work.carts.get(cart_id, sight)

    async def test_an_anonymous_cart_is_seen_with_its_token_alone(
        self, database: CartsDatabase
    ) -> None:
        cart = an_anonymous_cart()
        async with database.begin() as work:
            saved = await work.carts.save(cart)

        for sight in (HOUSE, OURS, evolve(HOUSE, token_digest=b"\x08" * 32)):
            with pytest.raises(CartNotFound):
                await database.cart_queries.cart(cart.id, sight)
        for sight in (HOUSE, OURS):
            with_token = evolve(sight, token_digest=DIGEST)
            assert await database.cart_queries.cart(cart.id, with_token) == saved

    async def test_a_save_on_an_old_reading_is_refused_with_the_current_version(
        self, database: CartsDatabase
    ) -> None:
        async with database.begin() as work:
            first = await work.carts.save(a_cart())
            await work.carts.save(first.add(a_line(), at=NOON))

        async with database.begin() as work:
            with pytest.raises(CartChanged) as refusal:
                await work.carts.save(first.add(a_line(2), at=NOON))

        assert refusal.value.current_version == 2

    async def test_the_overdue_are_those_active_past_their_time_the_longest_first(
        self, database: CartsDatabase
    ) -> None:
        carts = [a_cart(1), an_anonymous_cart(2), a_cart(3), a_cart(4)]
        async with database.begin() as work:
            for cart in carts:
                await work.carts.save(cart)
            gone = await work.carts.get(carts[2].id, OURS)
            await work.carts.save(gone.expired(at=NOON))

        async with database.begin() as work:
            week = await work.carts.overdue(now=NOON + 7 * A_DAY, limit=10)
            month = await work.carts.overdue(now=NOON + 30 * A_DAY, limit=10)
            first = await work.carts.overdue(now=NOON + 30 * A_DAY, limit=1)

        assert [cart.id for cart in week] == [carts[1].id]
        assert [cart.id for cart in month] == [carts[1].id, carts[0].id, carts[3].id]
        assert [cart.id for cart in first] == [carts[1].id]

    async def test_carts_are_listed_the_last_touched_first_and_no_anonymous_one(
        self, database: CartsDatabase
    ) -> None:
        ours, theirs = a_company(1).id, a_company(2).id
        customer = CartOwner(company_id=ours, contact_id=a_contact(1).id)
        async with database.begin() as work:
            await work.carts.save(a_cart(1))
            await work.carts.save(a_cart(2, owner=customer))
            await work.carts.save(a_cart(3, owner=CartOwner(company_id=theirs)))
            await work.carts.save(an_anonymous_cart(4))
            touched = await work.carts.get(a_cart(1).id, OURS)
            await work.carts.save(touched.add(a_line(), at=NOON + timedelta(hours=1)))

        async def listed(**wanted: object) -> list[int]:
            numbers, cursor = list[int](), None
            while True:
                page = await database.cart_queries.carts(
                    CartFilter(**wanted),  # type: ignore[arg-type]
                    PageRequest.of(limit=1, cursor=cursor),
                )
                numbers += [card.id.int - a_cart(0).id.int for card in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    return numbers

        assert await listed() == [1, 3, 2]
        assert await listed(company_id=ours) == [1, 2]
        assert await listed(contact_id=a_contact(1).id) == [2]
        assert await listed(status=CartStatus.EXPIRED) == []


class SavedConfigurationsContract(Contract):
    """What every ``SavedConfigurations`` adapter promises."""

    needs = "database"
    shape = CartsDatabase

    @pytest_asyncio.fixture(autouse=True)
    async def companies(self, database: CartsDatabase) -> None:
        async with database.begin() as work:
            await keep_companies(work)

    async def test_what_was_saved_can_be_read_back_changed_and_forgotten(
        self, database: CartsDatabase
    ) -> None:
        ours, queries = a_company(1).id, database.cart_queries
        async with database.begin() as work:
            saved = await work.saved_configurations.save(a_saved_configuration())
            renamed = await work.saved_configurations.save(evolve(saved, name="Other"))

        assert await queries.saved(saved.id, company=ours) == renamed
        assert (renamed.version, renamed.name) == (2, "Other")
        async with database.begin() as work:
            assert await work.saved_configurations.get(saved.id, company=None) == renamed
            assert await work.saved_configurations.count(ours) == 1
            await work.saved_configurations.forget(saved.id)
            await work.saved_configurations.forget(saved.id)
        with pytest.raises(SavedConfigurationNotFound):
            await queries.saved(saved.id, company=None)

    async def test_another_company_never_sees_it_and_an_old_reading_is_refused(
        self, database: CartsDatabase
    ) -> None:
        async with database.begin() as work:
            saved = await work.saved_configurations.save(a_saved_configuration())
            await work.saved_configurations.save(saved)

        async with database.begin() as work:
            with pytest.raises(SavedConfigurationChanged) as refusal:
                await work.saved_configurations.save(saved)
            with pytest.raises(SavedConfigurationNotFound):
                await work.saved_configurations.get(saved.id, company=a_company(2).id)
        assert refusal.value.current_version == 2

    async def test_the_newest_come_first_with_those_of_everybody(
        self, database: CartsDatabase
    ) -> None:
        ours, me = a_company(1).id, a_contact(1).id
        async with database.begin() as work:
            keep = work.saved_configurations.save
            await keep(a_saved_configuration(1))
            await keep(a_saved_configuration(2, contact_id=None))
            await keep(a_saved_configuration(3, product="sensor"))
            await keep(a_saved_configuration(4, company_id=a_company(2).id, contact_id=None))

        async def listed(contact: object = None, product: str | None = None) -> list[int]:
            found, cursor = list[int](), None
            while True:
                page = await database.cart_queries.saved_of(
                    ours,
                    contact_id=contact,  # type: ignore[arg-type]
                    product=product,
                    page=PageRequest.of(limit=2, cursor=cursor, parts=1),
                )
                found += [each.id.int - 0x5A7E00 for each in page.items]
                cursor = page.next_cursor
                if cursor is None:
                    return found

        assert await listed() == [3, 2, 1]
        assert await listed(me) == [3, 2, 1]
        assert await listed(a_contact(2).id) == [2]
        assert await listed(product="sensor") == [3]
