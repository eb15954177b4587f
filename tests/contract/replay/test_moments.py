"""What was at a moment, what happened since, and what a history is called."""

import asyncio
from datetime import timedelta
from random import Random
from typing import Final

import pytest

from smplat_app.replay import FOLDS
from smplat_core.kernel import (
    EventRecord,
    History,
    HistoryNotFound,
    HistoryPage,
    NotRebuilt,
    ReadHistory,
    VerifyHistory,
    Wanted,
)
from smplat_core.orders import Order, OrderQueries, OrderStatus
from tests.builders.customers import a_company
from tests.contract.replay.buyers import Buyers
from tests.contract.replay.office import COMMANDS, Office
from tests.contract.replay.whole import Whole

SOLD: Final = (("place", 3), ("checkout", -1), ("pay", -1), ("settle", 0))


async def sold(whole: Whole) -> Order:
    """An order that was placed at one moment, paid an hour later, and held another hour later."""
    buyers, clock = Buyers(whole), whole.shape.clock
    for command, pick in SOLD:
        await buyers.do(command, pick)
        clock.advance(timedelta(minutes=20))
    await whole.use_cases.change_order_status()(
        buyers.orders[0], target=OrderStatus.ON_HOLD, reason="an address to check"
    )
    queries: OrderQueries = whole.use_cases.order_queries()
    return await queries.get(buyers.orders[0], company=None)


async def test_an_order_is_rebuilt_as_it_was_at_any_moment(whole: Whole) -> None:
    began = whole.shape.clock.now()
    order = await sold(whole)
    read: ReadHistory = whole.use_cases.read_history()

    async def then(minutes: int) -> tuple[object, ...]:
        story = await read.replay(order.reference, until=began + timedelta(minutes=minutes))
        facts = ("status", "payment_status", "held_from")
        return tuple(story.facts.get(fact) for fact in facts)

    assert await then(-1) == (None, None, None)
    assert await then(0) == ("pending", "unpaid", None)
    assert await then(25) == ("pending", "checkout_sent", None)
    assert await then(45) == ("processing", "paid", None)
    assert await then(600) == ("on_hold", "paid", "processing")


@pytest.mark.parametrize("called", ["reference", "in small letters", "id"])
async def test_a_history_is_found_by_reference_and_by_id(whole: Whole, called: str) -> None:
    order = await sold(whole)
    names = {
        "reference": order.reference,
        "in small letters": f" {order.reference.lower()} ",
        "id": str(order.id),
    }

    named, records = await whole.use_cases.read_history()(names[called])

    assert (named.aggregate, named.aggregate_id) == ("order", order.id)
    assert [record.sequence for record in records] == [1, 2, 3, 4]
    assert records[0].name == "order.created"


@pytest.mark.parametrize("name", ["ORD-999999", "", "' or true --", str(a_company(9).id)])
async def test_a_name_nobody_has_is_refused(whole: Whole, name: str) -> None:
    with pytest.raises(HistoryNotFound):
        await whole.use_cases.read_history()(name)


async def test_a_kind_that_is_not_rebuilt_says_which_are(whole: Whole) -> None:
    with pytest.raises(NotRebuilt, match="order"):
        await whole.use_cases.read_history().replay(str(a_company(1).id))


async def test_rows_that_went_on_are_not_held_against_an_earlier_moment(whole: Whole) -> None:
    began = whole.shape.clock.now()
    await sold(whole)
    verify: VerifyHistory = whole.use_cases.verify_history()

    verified = await verify(
        Wanted(aggregate="order"), tell=print, until=began + timedelta(minutes=30)
    )

    assert (verified.went_on, verified.compared, verified.is_clean) == (1, {}, True)


async def test_only_what_something_happened_to_since_is_looked_at(whole: Whole) -> None:
    await sold(whole)
    whole.shape.clock.advance(timedelta(days=1))
    since = whole.shape.clock.now()
    await Buyers(whole).do("place", 1)

    verified, findings = await whole.verify(Wanted(since=since))

    assert (verified.compared, verified.events, findings) == ({"order": 1}, 1, [])


async def test_one_aggregate_can_be_looked_at_alone(whole: Whole) -> None:
    order = await sold(whole)
    await Buyers(whole).do("place", 1)

    verified, findings = await whole.verify(Wanted(aggregate="order", aggregate_id=order.id))

    assert (verified.compared, verified.events, findings) == ({"order": 1}, 4, [])


async def test_short_pages_are_the_whole_log_aggregate_by_aggregate(whole: Whole) -> None:
    await sold(whole)
    history: History = whole.use_cases.history()
    read: list[EventRecord] = []

    while page := await _next(history, read):
        assert len(page.records) <= 3
        assert {record.aggregate_id for record in page.records if record.aggregate in FOLDS} == set(
            page.rows.keys() & {record.aggregate_id for record in page.records}
        )
        read += page.records

    places = [(record.aggregate_id, record.sequence) for record in read]
    assert places == sorted(places)
    assert len(places) == len(set(places)) == (await whole.verify())[0].events


async def _next(history: History, read: list[EventRecord]) -> HistoryPage | None:
    after = (read[-1].aggregate_id, read[-1].sequence) if read else None
    page = await history.page(Wanted(), after=after, limit=3)
    return page if page.records else None


async def test_what_happens_meanwhile_is_no_difference(on_postgres: Whole) -> None:
    buyers, chance = Office(on_postgres), Random(7)  # noqa: S311 - the same trade each time
    trading = asyncio.create_task(_trade(buyers, chance))

    found = []
    while not trading.done():
        _, findings = await on_postgres.verify()
        found += findings

    await trading
    assert found == []


async def _trade(buyers: Buyers, chance: Random) -> None:
    for _ in range(150):
        await buyers.do(chance.choice(COMMANDS), chance.randrange(1_000))
