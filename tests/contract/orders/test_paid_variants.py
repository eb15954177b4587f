"""What a paid order brings the experiments its prices are of, on every database."""

from collections.abc import Mapping

from attrs import evolve as changed

from smplat_core.kernel import Currency, Money, evolve
from smplat_core.orders import CountPaidVariants, OrderPaid
from smplat_core.pricing.experiments import RecordOrderOutcomes, Tallies
from smplat_core.testing.builders.customers import a_company, a_contact, an_address
from smplat_core.testing.builders.experiments import CHEAPER, CONTROL, a_running
from smplat_core.testing.builders.orders import an_item, an_order
from smplat_core.testing.builders.parents import keep_companies
from tests.contract.databases import Database

CHEAP = {
    "slug": "tenth-off",
    "variant_key": CHEAPER,
    "variant_name": "Cheaper",
    "assignment_strategy": "sticky",
    "unit": "buyer:ana",
}


async def pay(database: Database, *frozen: Mapping[str, str] | None) -> None:
    """An order of one line each, priced so, is placed and paid."""
    items = tuple(
        changed(an_item(place), attributes={"pricing_experiment": each} if each else {})
        for place, each in enumerate(frozen, start=1)
    )
    now = database.clock.now()
    async with database.begin() as work:
        await keep_companies(work)
        await work.experiments.save(evolve(a_running(), news=()))
        placed = an_order(
            items=items,
            company_id=a_company().id,
            contact_id=a_contact().id,
            address_id=an_address().id,
        )
        order = await work.orders.save(placed)
        await work.orders.save(order.paid("pi_1", checkout_session_id=None, at=now))


async def count(database: Database) -> Tallies:
    """Deliver the news of the payment twice, and see what is counted."""
    react = CountPaidVariants(
        database.begin, RecordOrderOutcomes(database.begin, database.experiment_queries)
    )
    (record,) = [r for r in await database.events() if r.name in react.listens_to]
    assert record.name == OrderPaid.name
    await react(record)
    await react(record)
    now = database.clock.now()
    return await database.experiment_queries.tallies(
        a_running().id, recent_since=now, aged_before=now
    )


async def test_a_paid_order_is_one_conversion_and_the_revenue_of_its_lines(
    database: Database,
) -> None:
    await pay(database, CHEAP, None, CHEAP)

    tally = (await count(database)).of(CHEAPER)

    assert (tally.conversions, tally.converted) == (1, 1)
    assert tally.revenue[Currency.USD].orders == 1
    assert tally.revenue[Currency.USD].total == Money.parse("60.00", Currency.USD)


async def test_an_order_of_nobodys_experiment_counts_nowhere(database: Database) -> None:
    await pay(database, None)

    assert (await count(database)).variants == {}


async def test_somebody_unknown_is_counted_as_their_order(database: Database) -> None:
    without = {name: value for name, value in CHEAP.items() if name != "unit"}
    await pay(database, without | {"variant_key": CONTROL})

    assert (await count(database)).of(CONTROL).converted == 1


async def test_an_experiment_that_is_gone_is_left_out(database: Database) -> None:
    await pay(database, CHEAP | {"slug": "gone"})

    assert (await count(database)).variants == {}
