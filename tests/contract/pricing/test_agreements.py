"""Price agreements from the first word to the last, on every database."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from attrs import evolve, frozen

from smplat_core.customers import CompanyId
from smplat_core.jobs import JobFilter, JobRun, JobRunId, Queue
from smplat_core.kernel import ActionNotAllowed, Currency, PageRequest
from smplat_core.oversight import ListStuck, StuckKind, StuckThing
from smplat_core.pricing import (
    PriceAgreementId,
    PricedLine,
    PriceTable,
    PriceType,
    PricingResolution,
    Sku,
    StripePricesNotReady,
    SyncState,
    explain,
)
from smplat_core.pricing.agreements import (
    EXPIRE_AGREEMENTS,
    SYNC_AGREED,
    ActivateAgreement,
    AgreementChanged,
    AgreementEdit,
    AgreementNotReady,
    AgreementState,
    AmendAgreement,
    BadAgreement,
    DiscountWish,
    DraftAgreement,
    EditAgreement,
    ExpireAgreements,
    ItemWishes,
    NewAgreement,
    OverlappingAgreements,
    PriceAgreement,
    PriceWish,
    RequestAgreedSync,
    SyncAgreedLaggards,
    SyncAgreedPrices,
    TellExpiringAgreements,
    TerminateAgreement,
    Validity,
)
from smplat_core.testing.builders.agreements import OURS, THEIRS
from smplat_core.testing.builders.parents import keep_companies
from smplat_core.testing.builders.pricing import NOON, a_request, euros
from smplat_memory import MemoryStuckQueries
from smplat_postgres import PostgresStuckQueries
from tests.contract.pricing.conftest import Pricing
from tests.contract.pricing.test_check_stripe_prices import gate

FILE = (
    "sku,label,currency,unit_price,min_quantity\n"
    "SEN-T100,Sensor,EUR,12.50,1\nSEN-T100,Sensor,EUR,11.00,10\nHUB-4,Hub,EUR,50.00,1\n"
)
SENSOR, HUB = Sku("SEN-T100"), Sku("HUB-4")
YES: Any = {"approved_by": "J. Doe, head of sales", "note": "as negotiated"}
AT_EIGHT = ItemWishes(prices=(PriceWish(sku=SENSOR, unit_price=euros("8.00")),))
TEN_OFF = ItemWishes(discounts=(DiscountWish(book="world", percent=Decimal(10)),))


@frozen
class Negotiations:
    """Two companies, a book, and everything one can do with agreements."""

    pricing: Pricing

    async def draft(self, items: ItemWishes = AT_EIGHT, **terms: Any) -> PriceAgreement:
        database = self.pricing.database
        new = NewAgreement(**{"company_id": OURS, "title": "Acme 2026", "items": items, **terms})
        draft = DraftAgreement(database.begin, database.clock, database.ids, self.pricing.queries)
        return await draft(new)

    async def edit(self, draft: PriceAgreement, **changes: Any) -> PriceAgreement:
        database = self.pricing.database
        edit = EditAgreement(database.begin, database.clock, database.ids, self.pricing.queries)
        version = changes.pop("expected_version", None)
        return await edit(draft.id, AgreementEdit(**changes), expected_version=version)

    async def activate(self, draft: PriceAgreement, **how: Any) -> PriceAgreement:
        database = self.pricing.database
        return await ActivateAgreement(database.begin, database.clock)(draft.id, **{**YES, **how})

    async def active(self, items: ItemWishes = AT_EIGHT, **terms: Any) -> PriceAgreement:
        return await self.activate(await self.draft(items, **terms))

    async def amend(self, agreement: PriceAgreement) -> PriceAgreement:
        database = self.pricing.database
        return await AmendAgreement(database.begin, database.clock, database.ids)(agreement.id)

    async def terminate(self, agreement: PriceAgreement, reason: str = "over") -> PriceAgreement:
        database = self.pricing.database
        terminate = TerminateAgreement(database.begin, database.clock)
        return await terminate(agreement.id, reason=reason)

    async def read(self, agreement: PriceAgreement) -> PriceAgreement:
        return (await self.pricing.agreements.get(agreement.id, company=None)).agreement

    async def sync(self, agreement: PriceAgreement) -> None:
        database = self.pricing.database
        card = await self.pricing.agreements.get(agreement.id, company=None)
        work = SyncAgreedPrices(database.begin, database.clock, self.pricing.processor)
        await work(a_run(SYNC_AGREED, {"items": ",".join(map(str, card.twins))}))

    async def told(self) -> list[str]:
        events = await self.pricing.database.events()
        return [event.name.removeprefix("pricing.") for event in events]

    async def price(
        self, sku: Sku = SENSOR, quantity: int = 1, company_id: CompanyId = OURS
    ) -> PricingResolution:
        """What one line costs now."""
        listed = await self.pricing.queries.candidates([sku])
        agreed = await self.pricing.agreements.candidates([company_id], [sku])
        request = a_request(quantity, sku=sku, company_id=company_id)
        moment = self.pricing.database.clock.now()
        return PriceTable([*listed[sku], *agreed]).resolve(request, moment)


def a_run(name: str = EXPIRE_AGREEMENTS, payload: dict[str, Any] | None = None) -> JobRun:
    return JobRun(
        id=JobRunId(UUID(int=1)),
        queue=Queue.PRICING,
        name=name,
        payload=payload or {},
        attempt=1,
        max_attempts=8,
        actor="system",
        correlation_id="none",
        created_at=NOON,
        due_at=NOON,
    )


@pytest.fixture
async def deals(pricing: Pricing) -> Negotiations:
    async with pricing.database.begin() as work:
        await keep_companies(work)
    await pricing.load(FILE)
    return Negotiations(pricing)


# --- negotiating -------------------------------------------------------------------------


async def test_a_draft_shows_prices_and_sells_nothing(deals: Negotiations) -> None:
    draft = await deals.draft()

    assert (draft.state, draft.version) == (AgreementState.DRAFT, 1)
    assert [str(price) for price in draft.terms.prices] == ["SEN-T100 at 8.00 EUR from 1"]
    assert draft.terms.prices[0].label == "Sensor"
    assert (await deals.price()).price_type is PriceType.PRICEBOOK_GLOBAL


async def test_what_no_book_knows_has_to_say_what_it_is(deals: Negotiations) -> None:
    wishes = ItemWishes(prices=(PriceWish(sku=Sku("NEW"), unit_price=euros("1.00")),))

    with pytest.raises(BadAgreement) as refused:
        await deals.draft(wishes)

    assert [error.pointer for error in refused.value.errors] == ["/prices/0/kind"]


async def test_unknown_books_and_companies_are_named(deals: Negotiations) -> None:
    wishes = ItemWishes(discounts=(DiscountWish(book="moon", percent=Decimal(5)),))

    with pytest.raises(BadAgreement) as unknown_book:
        await deals.draft(wishes)
    with pytest.raises(BadAgreement) as nobody:
        await deals.draft(company_id=UUID(int=0))

    assert [error.pointer for error in unknown_book.value.errors] == ["/discounts/0/book"]
    assert [error.pointer for error in nobody.value.errors] == ["/company_id"]


async def test_an_agreement_that_ends_before_it_starts_is_refused(deals: Negotiations) -> None:
    now = deals.pricing.database.clock.now()

    with pytest.raises(BadAgreement) as refused:
        await deals.draft(valid=Validity(now, now - timedelta(seconds=1)))

    (error,) = refused.value.errors
    assert (error.pointer, error.code) == ("/valid_until", "pricing.bad_validity")
    assert "agreement_drafted" not in await deals.told()


async def test_a_draft_is_edited_by_who_read_it_last(deals: Negotiations) -> None:
    draft = await deals.draft()

    edited = await deals.edit(draft, title="Acme 2027", expected_version=1)
    same = await deals.edit(draft, items=AT_EIGHT, title="Acme 2027")
    with pytest.raises(AgreementChanged) as stale:
        await deals.edit(draft, title="Other", expected_version=1)

    assert (edited.terms.title, edited.version) == ("Acme 2027", 2)
    assert same == edited
    assert stale.value.current_version == 2


async def test_what_is_active_is_not_edited(deals: Negotiations) -> None:
    active = await deals.active()

    with pytest.raises(ActionNotAllowed):
        await deals.edit(active, title="Other")


# --- selling -----------------------------------------------------------------------------


async def test_an_approved_price_is_what_the_company_pays(deals: Negotiations) -> None:
    active = await deals.active()

    mine, theirs = await deals.price(), await deals.price(company_id=THEIRS)

    assert (mine.unit_price, mine.price_agreement_id) == (euros("8.00"), active.id)
    assert theirs.price_type is PriceType.PRICEBOOK_GLOBAL
    assert active.approval is not None
    assert (await deals.told())[-2:] == ["agreement_drafted", "agreement_activated"]


async def test_a_discount_follows_the_book_and_says_so(deals: Negotiations) -> None:
    await deals.active(TEN_OFF)

    few, many, hub = await deals.price(), await deals.price(quantity=10), await deals.price(HUB)

    assert (few.unit_price, many.unit_price) == (euros("11.25"), euros("9.90"))
    assert hub.unit_price == euros("45.00")
    assert few.price_book_entry_id is None
    sentences = explain(few).sentences
    assert any("10 % off book world's 12.50 EUR" in each and "won" in each for each in sentences)


async def test_the_more_particular_of_two_agreed_prices_wins(deals: Negotiations) -> None:
    await deals.active(TEN_OFF, title="All of it")
    one_sku = DiscountWish(book="world", percent=Decimal(20), sku=SENSOR)
    await deals.active(ItemWishes(discounts=(one_sku,)), title="Sensors")
    dear = PriceWish(sku=SENSOR, unit_price=euros("99.00"), min_quantity=10)
    await deals.active(ItemWishes(prices=(dear,)), title="Many sensors")

    few, many, hub = await deals.price(), await deals.price(quantity=10), await deals.price(HUB)

    assert few.unit_price == euros("10.00")
    assert many.unit_price == euros("99.00")
    assert hub.unit_price == euros("45.00")


async def test_equal_prices_at_the_same_time_are_refused_at_activation(
    deals: Negotiations,
) -> None:
    await deals.active(title="First")
    draft = await deals.draft(title="Second")

    with pytest.raises(OverlappingAgreements) as refused:
        await deals.activate(draft)

    (error,) = refused.value.errors
    assert error.pointer == "/prices/0"
    assert "First" in error.detail
    assert (await deals.read(draft)).state is AgreementState.DRAFT


async def test_of_two_equal_drafts_activated_at_once_one_holds(deals: Negotiations) -> None:
    drafts = [await deals.draft(title=title) for title in ("First", "Second")]

    ended = await asyncio.gather(*map(deals.activate, drafts), return_exceptions=True)

    assert sorted(type(each).__name__ for each in ended) == [
        "OverlappingAgreements",
        "PriceAgreement",
    ]


async def test_nothing_at_all_and_what_is_over_are_not_approved(deals: Negotiations) -> None:
    now = deals.pricing.database.clock.now()
    bare = await deals.draft(ItemWishes())
    over = await deals.draft(valid=Validity(None, now))

    with pytest.raises(AgreementNotReady):
        await deals.activate(bare)
    with pytest.raises(AgreementNotReady):
        await deals.activate(over)


@pytest.mark.parametrize("missing", ["approved_by", "note"])
async def test_nobody_approves_without_a_name_and_a_note(deals: Negotiations, missing: str) -> None:
    draft = await deals.draft()

    with pytest.raises(BadAgreement) as refused:
        await deals.activate(draft, **{missing: "  "})

    assert [error.pointer for error in refused.value.errors] == [f"/{missing}"]


# --- ending ------------------------------------------------------------------------------


async def test_an_amendment_takes_the_place_of_what_it_amends_at_once(
    deals: Negotiations,
) -> None:
    first = await deals.active()
    draft = await deals.amend(first)
    cheaper = ItemWishes(prices=(PriceWish(sku=SENSOR, unit_price=euros("7.00")),))
    await deals.edit(draft, items=cheaper)
    before = await deals.price()

    second = await deals.activate(draft)

    old, after = await deals.read(first), await deals.price()
    assert (before.unit_price, after.unit_price) == (euros("8.00"), euros("7.00"))
    assert (old.state, old.ended_at) == (AgreementState.TERMINATED, second.approval.at)  # type: ignore[union-attr]
    assert second.amends == first.id
    assert {"agreement_terminated", "agreement_activated"} <= set((await deals.told())[-2:])


async def test_an_amendment_cannot_leave_a_gap(deals: Negotiations) -> None:
    draft = await deals.amend(await deals.active())
    later = deals.pricing.database.clock.now() + timedelta(days=1)
    await deals.edit(draft, valid_from=later)

    with pytest.raises(AgreementNotReady):
        await deals.activate(draft)

    assert (await deals.price()).unit_price == euros("8.00")


async def test_the_second_of_two_amendments_is_refused(deals: Negotiations) -> None:
    first = await deals.active()
    one, other = await deals.amend(first), await deals.amend(first)
    await deals.activate(one)

    with pytest.raises(OverlappingAgreements):
        await deals.activate(other)


async def test_a_price_ends_by_itself_however_late_the_job(deals: Negotiations) -> None:
    clock = deals.pricing.database.clock
    soon = clock.now() + timedelta(hours=1)
    active = await deals.active(valid=Validity(None, soon))
    clock.advance(timedelta(hours=1))
    late = await deals.price()

    await ExpireAgreements(deals.pricing.database.begin, clock, batch=1)(a_run())
    await ExpireAgreements(deals.pricing.database.begin, clock)(a_run())

    expired = await deals.read(active)
    assert late.price_type is PriceType.PRICEBOOK_GLOBAL
    assert (expired.state, expired.ended_at) == (AgreementState.EXPIRED, soon)
    assert (await deals.told()).count("agreement_expired") == 1


async def test_an_end_is_told_of_30_7_and_1_days_before_once_each(deals: Negotiations) -> None:
    clock = deals.pricing.database.clock
    await deals.active(valid=Validity(None, clock.now() + timedelta(days=40)))
    tell = TellExpiringAgreements(deals.pricing.database.begin, clock, batch=1)

    for _ in range(45):
        await tell(a_run())
        await tell(a_run())
        clock.advance(timedelta(days=1))

    told = [
        event.payload["days"]
        for event in await deals.pricing.database.events()
        if event.name == "pricing.agreement_expiring"
    ]
    assert told == [30, 7, 1]


async def test_what_was_terminated_sells_nothing_and_says_why(deals: Negotiations) -> None:
    active = await deals.active()

    ended = await deals.terminate(active, "they moved on")

    assert (ended.state, ended.end_reason) == (AgreementState.TERMINATED, "they moved on")
    assert (await deals.price()).price_type is PriceType.PRICEBOOK_GLOBAL
    with pytest.raises(ActionNotAllowed):
        await deals.terminate(active)


# --- at the processor --------------------------------------------------------------------


def a_line(agreement: PriceAgreement, price: str = "8.00") -> PricedLine:
    return PricedLine(
        sku=SENSOR, label="Sensor", unit_price=euros(price), price_agreement_id=agreement.id
    )


async def test_an_agreed_price_is_sold_once_the_processor_has_it(deals: Negotiations) -> None:
    active = await deals.active()
    with pytest.raises(StripePricesNotReady) as early:
        await gate(deals.pricing)([a_line(active)])

    await deals.sync(active)
    await deals.sync(active)
    (price_id,) = await gate(deals.pricing)([a_line(active)])

    assert [error.code for error in early.value.errors] == ["pricing.stripe_price_pending"]
    assert deals.pricing.processor.prices[price_id].unit_price == euros("8.00")
    assert len(deals.pricing.processor.prices) == 1
    assert (await deals.price()).sync_state is SyncState.SYNCED
    warnings = await deals.pricing.agreements.warnings(
        PageRequest(), now=deals.pricing.database.clock.now(), company=OURS
    )
    assert warnings.items == ()


async def test_the_processors_copy_of_an_agreed_price_is_watched(deals: Negotiations) -> None:
    active = await deals.active()
    await deals.sync(active)
    (price_id,) = deals.pricing.processor.prices
    await deals.pricing.processor.change_price(price_id, label=None, active=False)

    with pytest.raises(StripePricesNotReady) as refused:
        await gate(deals.pricing)([a_line(active)])

    (error,) = refused.value.errors
    assert error.code == "pricing.stripe_price_archived"
    assert f"/price-agreements/{active.id}/sync" in error.accepted


async def test_asking_for_a_sync_again_brings_back_what_was_archived(deals: Negotiations) -> None:
    active = await deals.active()
    await deals.sync(active)
    (price_id,) = deals.pricing.processor.prices
    await deals.pricing.processor.change_price(price_id, label=None, active=False)
    database = deals.pricing.database

    await RequestAgreedSync(database.begin, database.clock)(active.id)
    await deals.sync(active)

    assert await gate(deals.pricing)([a_line(active)]) == (price_id,)


async def test_a_discounted_line_gets_a_price_of_its_own(deals: Negotiations) -> None:
    active = await deals.active(TEN_OFF)

    (price_id,) = await gate(deals.pricing)([a_line(active, "11.25")])

    assert deals.pricing.processor.prices[price_id].unit_price == euros("11.25")


async def test_prices_of_a_terminated_agreement_go_off_sale(deals: Negotiations) -> None:
    active = await deals.active()
    await deals.sync(active)
    await deals.terminate(active)

    await deals.sync(active)

    (held,) = deals.pricing.processor.prices.values()
    assert not held.active
    for line in (a_line(active), a_line(active, "7.20")):
        with pytest.raises(StripePricesNotReady) as refused:
            await gate(deals.pricing)([line])
        assert [error.code for error in refused.value.errors] == ["pricing.stripe_price_archived"]


async def test_of_tiers_of_the_same_amount_one_that_arrived_is_enough(
    deals: Negotiations,
) -> None:
    tiers = (PriceWish(sku=SENSOR, unit_price=euros("8.00"), min_quantity=n) for n in (1, 2, 3))
    active = await deals.active(ItemWishes(prices=tuple(tiers)))
    database = deals.pricing.database
    for place in (1, 0, 2):
        arrived = str(active.terms.prices[place].id)
        work = SyncAgreedPrices(database.begin, database.clock, deals.pricing.processor)
        await work(a_run(SYNC_AGREED, {"items": arrived}))

        assert len(await gate(deals.pricing)([a_line(active)])) == 1


async def test_a_line_that_reads_otherwise_gets_a_price_of_its_own(deals: Negotiations) -> None:
    active = await deals.active()
    line = evolve(a_line(active), label="Sensor, in a bundle")

    (price_id,) = await gate(deals.pricing)([line])

    held = deals.pricing.processor
    assert held.products[held.prices[price_id].product_id] == "Sensor, in a bundle"


async def test_a_line_of_an_unknown_agreement_is_refused(deals: Negotiations) -> None:
    line = PricedLine(
        sku=SENSOR,
        label="Sensor",
        unit_price=euros("8.00"),
        price_agreement_id=PriceAgreementId(UUID(int=0)),
    )

    with pytest.raises(StripePricesNotReady) as refused:
        await gate(deals.pricing)([line])

    assert [error.code for error in refused.value.errors] == ["pricing.stripe_price_missing"]


async def test_what_waits_too_long_is_sent_again_once(deals: Negotiations) -> None:
    await deals.active()
    database = deals.pricing.database
    database.clock.advance(timedelta(minutes=15))
    before = await waiting_jobs(deals)

    again = SyncAgreedLaggards(database.begin, database.clock, deals.pricing.agreements)
    await again(a_run())
    await again(a_run())

    assert await waiting_jobs(deals) == before + 1


async def test_activating_and_terminating_send_prices_to_the_processor(
    deals: Negotiations,
) -> None:
    active = await deals.active()
    activated = await waiting_jobs(deals)

    await deals.terminate(active)

    assert (activated, await waiting_jobs(deals)) == (1, 2)


async def test_an_agreement_that_was_active_before_there_were_twins_is_synced_on_demand(
    deals: Negotiations,
) -> None:
    database = deals.pricing.database
    draft = await deals.draft()
    async with database.begin() as work:
        active = draft.activate(**YES, at=database.clock.now())
        await work.price_agreements.save(active)
    with pytest.raises(StripePricesNotReady) as early:
        await gate(deals.pricing)([a_line(active)])

    await RequestAgreedSync(database.begin, database.clock)(active.id)
    await deals.sync(active)

    assert [error.code for error in early.value.errors] == ["pricing.stripe_price_pending"]
    assert len(await gate(deals.pricing)([a_line(active)])) == 1


async def waiting_jobs(deals: Negotiations) -> int:
    queries = deals.pricing.database.job_queries
    counts = await queries.list(JobFilter(name=SYNC_AGREED), PageRequest())
    return len(counts.items)


async def test_one_currency_is_kept_to(deals: Negotiations) -> None:
    with pytest.raises(BadAgreement) as refused:
        await deals.draft(currency=Currency.USD)

    assert [error.pointer for error in refused.value.errors] == ["/prices/0/unit_price/currency"]


async def test_an_agreed_price_that_stays_unsynced_is_stuck(deals: Negotiations) -> None:
    active = await deals.active()
    database = deals.pricing.database
    queries = database.pick(memory=MemoryStuckQueries, postgres=PostgresStuckQueries)
    stuck = ListStuck(queries, database.clock)
    database.clock.advance(timedelta(minutes=31))

    (thing,) = await found(stuck)
    await deals.sync(active)

    assert thing.company_id == OURS
    assert thing.what == "SEN-T100 of Acme 2026 is pending"
    assert thing.link == f"/price-agreements/{active.id}"
    assert await found(stuck) == ()


async def found(stuck: ListStuck) -> tuple[StuckThing, ...]:
    page = await stuck(page=PageRequest())
    return tuple(each for each in page.items if each.kind is StuckKind.AGREED_PRICE_UNSYNCED)
