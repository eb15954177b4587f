"""What every ``AgreementQueries`` and ``OneOffPrices`` promises."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.kernel import Currency, Money, PageRequest
from smplat_core.pricing import (
    DiscountCover,
    OneOffPrice,
    PriceAgreementId,
    PriceType,
    Region,
    Sku,
    SyncState,
    one_off_hash,
)
from smplat_core.pricing.agreements import (
    AgreementFilter,
    AgreementNotFound,
    AgreementState,
)
from smplat_core.testing.builders.agreements import (
    OURS,
    THEIRS,
    a_discount,
    a_draft,
    an_active,
    an_agreed_price,
    days,
)
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.builders.pricing import EU, NOON, SKU, a_book, an_entry, euros
from smplat_core.testing.databases import AgreementsDatabase
from smplat_core.testing.promises import Contract
from smplat_core.testing.suites.agreements import in_state, keep, prepared

OTHER_SKU = Sku("OTHER")


class AgreementQueriesContract(Contract):
    """What every ``AgreementQueries`` promises."""

    needs = "database"
    shape = AgreementsDatabase

    async def test_agreed_prices_are_those_of_the_company_and_the_skus(
        self, database: AgreementsDatabase
    ) -> None:
        other = an_agreed_price(2, sku=OTHER_SKU)
        active = an_active(prices=[an_agreed_price(1, "8.00", min_quantity=3), other])
        await prepared(database, active)

        (mine,) = await database.agreement_queries.candidates([OURS], [SKU])

        assert (mine.source, mine.origin) == (PriceType.PRICE_AGREEMENT, "Acme 1")
        assert (mine.id, mine.origin_id) == (active.terms.prices[0].id, active.id)
        assert (mine.unit_price, mine.min_quantity) == (euros("8.00"), 3)
        assert (mine.company_id, mine.region, mine.is_active) == (OURS, None, True)
        assert mine.discount is None
        assert not await database.agreement_queries.candidates([THEIRS], [SKU])

    async def test_drafts_price_nothing_and_what_was_ended_says_so(
        self, database: AgreementsDatabase
    ) -> None:
        over = an_active(3, valid=days(-9, 1))
        await prepared(
            database,
            a_draft(1),
            an_active(2).terminate("moved on", at=NOON),
            over.expire(at=NOON + timedelta(days=1)),
        )

        rows = await database.agreement_queries.candidates([OURS, THEIRS], [SKU])

        assert {(row.origin, row.is_active) for row in rows} == {
            ("Acme 2", False),
            ("Acme 3", True),
        }

    async def test_a_row_holds_while_all_it_stands_on_holds(
        self, database: AgreementsDatabase
    ) -> None:
        first = an_agreed_price(1, valid=days(2, 5))
        second = an_agreed_price(2, min_quantity=2)
        await prepared(database, an_active(prices=[first, second], valid=days(1, 9)))

        rows = await database.agreement_queries.candidates([OURS], [SKU])

        held = {row.min_quantity: (row.valid_from, row.valid_until) for row in rows}
        assert held == {
            1: (days(2).starts, days(None, 5).ends),
            2: (days(1).starts, days(None, 9).ends),
        }

    async def test_a_discount_on_a_book_is_on_every_price_of_it(
        self, database: AgreementsDatabase
    ) -> None:
        europe = a_book("europe", number=0xB01, region=EU)
        active = an_active(
            discounts=[
                a_discount(1, "10"),
                a_discount(2, "12.5", book_id=europe.id, book="europe", sku=SKU),
            ],
            valid=days(-1, 9),
            currency=Currency.EUR,
        )
        async with database.begin() as work:
            await keep_companies(work)
            await work.price_books.save(a_book())
            await work.price_books.save(europe)
            await work.price_entries.save_all(
                [
                    an_entry(1, "12.50", valid_until=days(None, 3).ends),
                    an_entry(2, "10.05", min_quantity=10),
                    an_entry(3, "9.99", book_id=europe.id, archived_at=NOON),
                    an_entry(4, "5.00", sku=OTHER_SKU),
                    an_entry(5, "5.00", sku=OTHER_SKU, book_id=europe.id),
                    an_entry(6, unit_price=Money(100, Currency.JPY)),
                    an_entry(7, min_quantity=99, valid_from=days(9).starts),
                ]
            )
            await keep(work, active)

        rows = await database.agreement_queries.candidates([OURS], [SKU, OTHER_SKU])

        found = {
            row.discount.entry_id.int: (
                row.unit_price.amount,
                row.min_quantity,
                row.region,
                row.is_active,
                row.discount.cover,
                row.discount.percent,
                row.discount.book,
                row.valid_until,
            )
            for row in rows
            if row.discount is not None
        }
        ten, until = (DiscountCover.BOOK, Decimal(10), "world"), days(None, 9).ends
        assert found == {
            1: ("11.25", 1, None, True, *ten, days(None, 3).ends),
            2: ("9.05", 10, None, True, *ten, until),
            3: (
                "8.74",
                1,
                Region("EU"),
                False,
                DiscountCover.SKU,
                Decimal("12.5"),
                "europe",
                until,
            ),
            4: ("4.50", 1, None, True, *ten, until),
        }
        assert {row.discount.list_price.amount for row in rows if row.discount} == {
            "12.50",
            "10.05",
            "9.99",
            "5.00",
        }

    async def test_a_price_says_how_it_stands_with_the_processor(
        self, database: AgreementsDatabase
    ) -> None:
        await prepared(database, an_active())
        (twin,) = an_active().twins(at=NOON)
        async with database.begin() as work:
            await work.agreed_twins.save(in_state(twin, SyncState.STALE))

        (row,) = await database.agreement_queries.candidates([OURS], [SKU])

        assert (row.sync_state, row.stripe_price_id) == (SyncState.STALE, "price_1")

    async def test_an_agreement_is_shown_to_its_own_company_only(
        self, database: AgreementsDatabase
    ) -> None:
        await prepared(database, an_active())
        (twin,) = an_active().twins(at=NOON)
        async with database.begin() as work:
            await work.agreed_twins.save_all([twin])
        queries = database.agreement_queries

        mine = await queries.get(an_active().id, company=OURS)
        all_of_them = await queries.by_ids([an_active().id, PriceAgreementId(UUID(int=0))])

        assert mine.agreement.terms == an_active().terms
        assert set(mine.twins) == {twin.id}
        assert dict(all_of_them) == {mine.agreement.id: mine}
        assert await queries.get(an_active().id, company=None) == mine
        with pytest.raises(AgreementNotFound):
            await queries.get(an_active().id, company=THEIRS)
        with pytest.raises(AgreementNotFound):
            await queries.get(PriceAgreementId(UUID(int=0)), company=None)

    async def test_a_list_is_newest_first_and_filtered(self, database: AgreementsDatabase) -> None:
        await prepared(
            database,
            a_draft(1),
            an_active(2, valid=days(None, 5), discounts=[a_discount()]),
            an_active(3, company_id=THEIRS, valid=days(None, 6)),
            an_active(4),
        )

        async def ids(
            wanted: AgreementFilter, page: PageRequest | None = None, **company: object
        ) -> list[int]:
            of = {"company": None} | company
            found = await database.agreement_queries.find(wanted, page or PageRequest(), **of)  # type: ignore[arg-type]
            return [each.id.int - 0xA9 for each in found.items]

        soon = AgreementFilter(ends_after=NOON, ends_by=NOON + timedelta(days=5))
        first = await database.agreement_queries.find(
            AgreementFilter(), PageRequest(limit=1), company=None
        )
        rest = PageRequest.of(cursor=first.next_cursor, parts=1)

        assert await ids(AgreementFilter()) == [4, 3, 2, 1]
        assert await ids(AgreementFilter(), rest) == [3, 2, 1]
        assert await ids(AgreementFilter(), company=THEIRS) == [3]
        assert await ids(AgreementFilter(company_id=OURS)) == [4, 2, 1]
        assert await ids(AgreementFilter(state=AgreementState.DRAFT)) == [1]
        assert await ids(soon) == [2]
        (summary,) = (
            await database.agreement_queries.find(soon, PageRequest(), company=OURS)
        ).items
        assert (summary.prices, summary.discounts, summary.unsynced) == (0, 1, 0)
        assert (summary.title, summary.valid) == ("Acme 2", days(None, 5))

    async def test_warnings_are_of_active_agreements_that_end_soon_or_wait_for_the_processor(
        self, database: AgreementsDatabase
    ) -> None:
        waiting, synced = an_active(1), an_active(2)
        await prepared(
            database,
            waiting,
            synced,
            an_active(3, valid=days(None, 30)),
            an_active(4, valid=days(None, 31)),
            a_draft(5, valid=days(None, 1)),
            an_active(6, company_id=THEIRS, valid=days(None, 1)),
        )
        (late,), (good,) = waiting.twins(at=NOON), synced.twins(at=NOON)
        async with database.begin() as work:
            await work.agreed_twins.save_all([late, in_state(good, SyncState.SYNCED)])
        queries = database.agreement_queries

        mine = await queries.warnings(PageRequest(), now=NOON, company=OURS)
        everything = await queries.warnings(PageRequest(), now=NOON, company=None)

        found = {each.summary.id: [twin.id for twin in each.unsynced] for each in mine.items}
        assert found == {waiting.id: [late.id], an_active(3).id: []}
        assert len(everything.items) == 3

    async def test_laggards_wait_too_long_and_have_not_failed(
        self, database: AgreementsDatabase
    ) -> None:
        prices = [an_agreed_price(n, min_quantity=n) for n in range(1, 6)]
        active = an_active(prices=prices)
        await prepared(database, active)
        states = [SyncState.PENDING, SyncState.STALE, SyncState.FAILED, SyncState.SYNCED]
        twins = [in_state(t, s) for t, s in zip(active.twins(at=NOON), states, strict=False)]
        young = active.twins(at=NOON + timedelta(minutes=1))[4]
        async with database.begin() as work:
            await work.agreed_twins.save_all([*twins, young])

        late = await database.agreement_queries.laggards(NOON, limit=9)

        assert [twin.id for twin in late] == [twins[0].id, twins[1].id]

    async def test_one_off_prices_are_found_by_what_they_are(
        self, database: AgreementsDatabase
    ) -> None:
        made = OneOffPrice(
            sku=SKU, label="Sensor, once", unit_price=euros("7.00"), stripe_price_id="price_1",
            created_at=NOON,
        )  # fmt: skip
        async with database.begin() as work:
            await work.one_off_prices.keep([made])
            await work.one_off_prices.keep([evolve(made, stripe_price_id="price_2")])

        async with database.begin() as work:
            known = await work.one_off_prices.find([made.content_hash, "unknown"])

        assert dict(known) == {one_off_hash(SKU, "Sensor, once", euros("7.00")): made}

    async def test_a_lost_one_off_price_is_replaced_by_a_later_attempt(
        self, database: AgreementsDatabase
    ) -> None:
        made = OneOffPrice(
            sku=SKU, label="Sensor", unit_price=euros("7.00"), stripe_price_id="price_1",
            created_at=NOON,
        )  # fmt: skip
        lost = evolve(made, attempt=2, stripe_price_id=None)
        again = evolve(made, attempt=2, stripe_price_id="price_2")
        async with database.begin() as work:
            await work.one_off_prices.keep([made])
            await work.one_off_prices.keep([lost])
            await work.one_off_prices.keep([again])

        async with database.begin() as work:
            known = await work.one_off_prices.find([made.content_hash])

        assert list(known.values()) == [again]
