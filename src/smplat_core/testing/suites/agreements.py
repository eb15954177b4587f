"""What everybody who keeps price agreements promises."""

from datetime import timedelta
from uuid import UUID

import pytest
from attrs import evolve

from smplat_core.kernel import Currency
from smplat_core.pricing import PriceAgreementId, PriceBookId, StoredSync, SyncState
from smplat_core.pricing.agreements import (
    AgreedPriceChanged,
    AgreedPriceNotFound,
    AgreedTwin,
    AgreementChanged,
    AgreementItemId,
    AgreementNotFound,
    AgreementsWork,
    PriceAgreement,
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
from smplat_core.testing.builders.pricing import BOOK_ID, EU, NOON, SKU, a_book, an_entry
from smplat_core.testing.databases import AgreementsDatabase
from smplat_core.testing.promises import Contract

NOBODY = UUID(int=0)
OTHER_BOOK = PriceBookId(UUID(int=0xB01))


async def keep(work: AgreementsWork, *agreements: PriceAgreement) -> list[PriceAgreement]:
    """As use cases would: first the draft with its items, then what became of it."""
    kept = []
    for wanted in agreements:
        draft = PriceAgreement.draft(
            wanted.id, wanted.company_id, wanted.terms, at=wanted.created_at, amends=wanted.amends
        )
        saved = await work.price_agreements.save(evolve(draft, news=()))
        kept.append(await work.price_agreements.save(evolve(wanted, version=saved.version)))
    return kept


async def prepared(database: AgreementsDatabase, *agreements: PriceAgreement) -> None:
    async with database.begin() as work:
        await keep_companies(work)
        await work.price_books.save(a_book())
        await keep(work, *agreements)


class PriceAgreementsContract(Contract):
    """What every ``PriceAgreements`` and ``AgreedTwins`` promises."""

    needs = "database"
    shape = AgreementsDatabase

    async def test_an_agreement_is_read_back_whole(self, database: AgreementsDatabase) -> None:
        draft = a_draft(
            prices=[
                an_agreed_price(1, "8.00", valid=days(1, 2)),
                an_agreed_price(2, "7.00", min_quantity=10),
            ],
            discounts=[
                a_discount(1, "12.5"),
                a_discount(2, "0.0001", sku=SKU, valid=days(None, 3)),
            ],
            currency=Currency.EUR,
            valid=days(0, 30),
        )
        await prepared(database)

        async with database.begin() as work:
            saved = await work.price_agreements.save(draft)

        async with database.begin() as work:
            assert await work.price_agreements.get(draft.id) == saved
            assert await work.price_agreements.owner(draft.id) == OURS
        assert (saved.version, saved.news) == (1, ())

    async def test_an_approved_and_ended_one_keeps_who_and_why(
        self, database: AgreementsDatabase
    ) -> None:
        await prepared(database, an_active())
        async with database.begin() as work:
            active = await work.price_agreements.get(an_active().id)
            ended = await work.price_agreements.save(active.terminate("moved on", at=NOON))

        async with database.begin() as work:
            assert await work.price_agreements.get(active.id) == ended
        assert ended.approval == an_active().approval
        assert ended.end_reason == "moved on"

    async def test_its_news_are_told_with_it(self, database: AgreementsDatabase) -> None:
        await prepared(database, a_draft())

        told = [e.name for e in await database.events() if e.aggregate == "price_agreement"]

        assert told == ["pricing.agreement_drafted"]

    async def test_nobody_has_an_unknown_agreement(self, database: AgreementsDatabase) -> None:
        async with database.begin() as work:
            with pytest.raises(AgreementNotFound):
                await work.price_agreements.get(PriceAgreementId(NOBODY))
            with pytest.raises(AgreementNotFound):
                await work.price_agreements.owner(PriceAgreementId(NOBODY))

    async def test_the_slower_of_two_writers_is_refused(self, database: AgreementsDatabase) -> None:
        await prepared(database, a_draft())
        async with database.begin() as work:
            draft = await work.price_agreements.get(a_draft().id)
            await work.price_agreements.save(draft)

        async with database.begin() as work:
            with pytest.raises(AgreementChanged) as refused:
                await work.price_agreements.save(draft)

        assert refused.value.current_version == draft.version + 1

    async def test_what_a_draft_no_longer_has_is_gone(self, database: AgreementsDatabase) -> None:
        two = a_draft(prices=[an_agreed_price(1), an_agreed_price(2, min_quantity=5)])
        await prepared(database, evolve(two, news=()))
        async with database.begin() as work:
            draft = await work.price_agreements.get(two.id)
            terms = evolve(draft.terms, prices=draft.terms.prices[1:], discounts=(a_discount(),))
            saved = await work.price_agreements.save(draft.edit(terms, at=NOON))

        async with database.begin() as work:
            assert await work.price_agreements.get(two.id) == saved

    async def test_the_active_ones_of_a_company_are_its_own(
        self, database: AgreementsDatabase
    ) -> None:
        foreign = an_active(3, company_id=THEIRS)
        await prepared(database, an_active(1), a_draft(2), foreign)

        async with database.begin() as work:
            mine = await work.price_agreements.active_of(OURS)

        assert [agreement.id for agreement in mine] == [an_active(1).id]

    async def test_books_share_what_both_price_at_the_same_time(
        self, database: AgreementsDatabase
    ) -> None:
        third = PriceBookId(UUID(int=0xB02))
        await prepared(database)
        async with database.begin() as work:
            await work.price_books.save(a_book("other", number=0xB01))
            await work.price_books.save(a_book("europe", number=0xB02, region=EU))
            later = NOON + timedelta(days=9)
            await work.price_entries.save_all(
                [
                    an_entry(1, valid_until=later),
                    an_entry(2, book_id=OTHER_BOOK, valid_from=later),
                    an_entry(3, book_id=third),
                ]
            )
        async with database.begin() as work:
            apart = await work.price_agreements.books_sharing([BOOK_ID, OTHER_BOOK, third])
            await work.price_entries.save_all([an_entry(4, book_id=OTHER_BOOK)])

        async with database.begin() as work:
            shared = await work.price_agreements.books_sharing([BOOK_ID, OTHER_BOOK, third])

        assert apart == frozenset()
        assert shared == {frozenset({BOOK_ID, OTHER_BOOK})}

    async def test_those_past_their_end_are_found_oldest_first(
        self, database: AgreementsDatabase
    ) -> None:
        ends = [
            an_active(number, valid=days(None, end)) for number, end in ((1, 2), (2, 1), (3, 9))
        ]
        await prepared(database, *ends, a_draft(4, valid=days(None, 1)), an_active(5))

        async with database.begin() as work:
            over = await work.price_agreements.past_their_end(NOON + timedelta(days=2), limit=9)
            first = await work.price_agreements.past_their_end(NOON + timedelta(days=2), limit=1)

        assert over == (ends[1].id, ends[0].id)
        assert first == (ends[1].id,)

    @pytest.mark.parametrize(
        ("left", "warned", "is_due"),
        [
            (timedelta(days=30), None, True),
            (timedelta(days=30, seconds=1), None, False),
            (timedelta(days=30), 30, False),
            (timedelta(days=7), 30, True),
            (timedelta(days=7, seconds=1), 30, False),
            (timedelta(days=1), 7, True),
            (timedelta(days=1), 30, True),
            (timedelta(hours=1), 1, False),
            (timedelta(0), 7, False),
        ],
        ids=str,
    )
    async def test_those_to_warn_of_are_found_once_for_each_step(
        self, database: AgreementsDatabase, left: timedelta, warned: int | None, *, is_due: bool
    ) -> None:
        active = evolve(an_active(valid=days(-99, 1)), warned_days=warned)
        await prepared(database, active)
        moment = NOON + timedelta(days=1) - left

        async with database.begin() as work:
            due = await work.price_agreements.to_warn_of(moment, limit=9)
            known = await work.price_agreements.get(active.id)

        assert due == ((active.id,) if is_due else ())
        assert (known.warn(at=moment) is not known) == is_due

    async def test_a_twin_is_read_back_as_it_was_settled(
        self, database: AgreementsDatabase
    ) -> None:
        await prepared(database, an_active())
        (twin,) = an_active().twins(at=NOON)
        async with database.begin() as work:
            await work.agreed_twins.save_all([twin])
            known = await work.agreed_twins.get(twin.id)
            sync = known.sync.settled(
                content_hash=known.content_hash,
                price=known.unit_price,
                stripe_product_id="prod_1",
                stripe_price_id="price_1",
                at=NOON,
            )
            saved = await work.agreed_twins.save(evolve(known, sync=sync))

        async with database.begin() as work:
            assert await work.agreed_twins.get_many([twin.id]) == (saved,)
            assert await work.agreed_twins.of_agreement(twin.agreement_id) == (saved,)
        assert saved.sync_state is SyncState.SYNCED
        assert (saved.sku, saved.company_id, saved.version) == (SKU, OURS, 2)

    async def test_the_slower_of_two_syncs_is_refused(self, database: AgreementsDatabase) -> None:
        await prepared(database, an_active())
        (twin,) = an_active().twins(at=NOON)
        async with database.begin() as work:
            await work.agreed_twins.save_all([twin])

        async with database.begin() as work:
            with pytest.raises(AgreedPriceChanged) as refused:
                await work.agreed_twins.save(twin)
        async with database.begin() as work:
            with pytest.raises(AgreedPriceNotFound):
                await work.agreed_twins.get(AgreementItemId(NOBODY))

        assert refused.value.current_version == 1

    async def test_a_failed_sync_is_told(self, database: AgreementsDatabase) -> None:
        await prepared(database, an_active())
        (twin,) = an_active().twins(at=NOON)

        async with database.begin() as work:
            await work.agreed_twins.save(twin.sync_failed("no such currency", at=NOON))

        told = (await database.events())[-1]
        assert (told.name, told.aggregate_id) == ("pricing.agreed_sync_failed", twin.id)


def in_state(twin: AgreedTwin, state: SyncState) -> AgreedTwin:
    hashes = {SyncState.SYNCED: twin.content_hash, SyncState.STALE: "old"}
    stored = StoredSync.SYNCED if state in hashes else StoredSync(state.value)
    sync = evolve(twin.sync, state=stored, synced_hash=hashes.get(state), stripe_price_id="price_1")
    return evolve(twin, sync=sync)
