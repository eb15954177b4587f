"""Products as they are configured: looked at, quoted, ordered and sent to checkout."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from smplat_core.catalog import ProductNotFound
from smplat_core.guardrails import Enforcement, Floor, MarginBlocked, MarginPolicy, Posture
from smplat_core.kernel import Currency, Money
from smplat_core.payments import CheckoutWish
from smplat_core.pricing import (
    Bespoke,
    CannotPrice,
    LineRequest,
    PriceRequest,
    PriceType,
    Sku,
    StepKind,
    explain,
)
from smplat_core.pricing.experiments import Experiment, Visitor
from smplat_core.pricing.fx import RateStale
from smplat_core.testing.builders.catalog import BOOST, a_rich_content
from smplat_core.testing.builders.configured import a_rate
from smplat_core.testing.builders.experiments import CHEAPER, a_running, a_variant
from tests.contract.orders.followers import (
    EUR,
    PREMIUM,
    a_line,
    a_product_request,
    choosing,
    order_of,
    put_on_sale,
    tell_cost,
    tell_rates,
)
from tests.contract.pricing_parts import (
    configure_product_of,
    judge_publication_of,
    price_lines_of,
    quote_prices_of,
)
from tests.contract.shop import PAGES, Shop

BLOCK = MarginPolicy(enforcement=Enforcement.BLOCK, fail=Floor(percent=Decimal(20)))


def euros(amount: str) -> Money:
    return Money.parse(amount, EUR)


# --- looking ---------------------------------------------------------------------------------


async def test_a_selection_shows_its_price_step_by_step_and_what_it_earns(shop: Shop) -> None:
    version = await put_on_sale(shop)
    await tell_cost(shop, "0.02")

    found = await configure_product_of(shop.database)(
        a_product_request(choosing("refill", pace="fast"))
    )

    assert found.errors == ()
    assert found.version == version
    assert found.quoted is not None
    assert found.quoted.resolution.unit_price == euros("4.10")
    configured = found.quoted.resolution.configured
    assert configured is not None
    assert [step.kind for step in configured.steps] == [
        StepKind.BASE,
        StepKind.FORMULA,
        StepKind.OPTION,
        StepKind.ADD_ON,
        StepKind.ROUNDING,
    ]
    assert found.quoted.margin is not None
    assert found.quoted.margin.margin == euros("2.10")


async def test_the_quantity_of_the_line_decides_the_tier(shop: Shop) -> None:
    await put_on_sale(shop)

    (line,) = await quote_prices_of(shop.database)([a_product_request(quantity=10)])

    assert line.resolution.unit_price == euros("2.80")
    assert line.resolution.line_total == euros("28.00")


async def test_everything_wrong_with_a_selection_is_named_and_there_is_no_price(
    shop: Shop,
) -> None:
    await put_on_sale(shop)
    asked = a_product_request(choosing("nothing", amount="5"), quantity=0, version=9)

    found = await configure_product_of(shop.database)(asked)

    assert found.quoted is None
    assert {error.pointer for error in found.errors} >= {
        "/selection/add_ons/0",
        "/selection/fields/amount",
        "/quantity",
        "/version",
    }


@pytest.mark.parametrize("name", ["nothing", "no\0thing", "", "Ünfollowers", "x" * 36, "%"])
async def test_a_product_that_is_not_on_sale_is_not_found(shop: Shop, name: str) -> None:
    with pytest.raises(ProductNotFound):
        await configure_product_of(shop.database)(a_product_request(product=name))


@pytest.mark.parametrize(
    "changes",
    [
        {"channel": "a\0b"},
        {"platform": "a\0b"},
        {"quantity": 10**40},
        {"quantity": -(10**40)},
        {"version": 10**40},
        {"selection": choosing(preset="a\0b")},
        {"selection": choosing("a\0b")},
        {"selection": choosing(amount="9" * 5_000)},
        {"selection": choosing(amount="1" + "0" * 33)},
    ],
)
async def test_whatever_is_asked_for_is_answered(shop: Shop, changes: dict[str, Any]) -> None:
    await put_on_sale(shop)

    found = await configure_product_of(shop.database)(evolve(a_product_request(), **changes))

    assert found.errors
    assert found.quoted is None


# --- quoting ---------------------------------------------------------------------------------


async def test_products_and_bare_skus_are_quoted_together(shop: Shop) -> None:
    version = await put_on_sale(shop)
    bare = PriceRequest(sku=Sku("SENS-T100"), quantity=2, currency=EUR)
    by_id = a_product_request(product=str(version.product_id))

    bare_line, by_slug, other = await quote_prices_of(shop.database)(
        [bare, a_product_request(), by_id]
    )

    assert bare_line.configuration is None
    assert bare_line.resolution.line_total == euros("20.00")
    assert by_slug.resolution == other.resolution
    assert by_slug.configuration is not None
    assert by_slug.configuration.version == version.ref


async def test_every_line_that_cannot_be_priced_is_named(shop: Shop) -> None:
    await put_on_sale(shop)
    lines: list[LineRequest] = [
        a_product_request(product="nothing"),
        a_product_request(),
        a_product_request(choosing(amount="x")),
        a_product_request(currency=Currency.JPY),
        PriceRequest(sku=Sku("NOPE"), quantity=1, currency=EUR),
    ]

    with pytest.raises(CannotPrice) as refused:
        await quote_prices_of(shop.database)(lines)

    assert [(error.pointer, error.code) for error in refused.value.errors] == [
        ("/lines/0/product", "pricing.unknown_product"),
        ("/lines/2/selection/fields/amount", "catalog.not_a_number"),
        ("/lines/3/product", "pricing.no_price_in_currency"),
        ("/lines/4/sku", "pricing.unknown_sku"),
    ]


async def test_a_price_in_another_currency_is_converted_while_the_rate_is_fresh(
    shop: Shop,
) -> None:
    content = a_rich_content(sku=Sku("DIG-GBP"), service=None)
    await put_on_sale(shop, content)
    now = shop.database.clock.now()
    quote = quote_prices_of(shop.database)
    asked = a_product_request(choosing("refill"))

    with pytest.raises(CannotPrice) as without:
        await quote([asked])
    await tell_rates(shop, [a_rate("1.2", "GBP", "EUR", at=now - timedelta(hours=49))])
    with pytest.raises(CannotPrice) as stale:
        await quote([asked])
    await tell_rates(shop, [a_rate("1.25", "GBP", "EUR", at=now)])
    (line,) = await quote([asked])

    assert without.value.errors[0].code == "pricing.no_price_in_currency"
    assert stale.value.errors[0].code == "pricing.rate_stale"
    assert line.resolution.unit_price == euros("4.25")
    assert line.resolution.configured is not None
    assert StepKind.FX in {step.kind for step in line.resolution.configured.steps}
    assert explain(line.resolution).unit_price == euros("4.25")


async def test_whoever_is_in_an_experiment_sees_its_price_and_nothing_is_counted(
    shop: Shop,
) -> None:
    await put_on_sale(shop)
    await run_experiment(shop)
    visitor = Visitor(session="s-1")

    (line,) = await quote_prices_of(shop.database)([a_product_request(visitor=visitor)])

    assert line.resolution.unit_price == euros("2.70")
    assert line.attributes["pricing_experiment"]["variant_key"] == "cheaper"
    (without,) = await quote_prices_of(shop.database)([a_product_request()])
    assert without.resolution.unit_price == euros("3.00")
    assert without.attributes == {}


# --- ordering --------------------------------------------------------------------------------


async def test_an_order_keeps_what_was_configured_and_how_its_price_came_about(
    shop: Shop,
) -> None:
    version = await put_on_sale(shop)
    await run_experiment(shop)
    selection = choosing("refill", pace="fast")

    placed = await order_of(
        shop,
        a_line(selection, quantity=3, platform="instagram"),
        visitor=Visitor(session="s-1"),
        channel="web",
    )

    item = (await shop.order(placed.id)).items[0]
    assert item == placed.items[0]
    assert (item.quantity, item.unit_price) == (3, euros("3.69"))
    assert item.line_total == item.unit_price * 3
    assert item.label.startswith("Followers: Fast, How many 100, ")
    assert item.configuration is not None
    assert item.configuration.version == version.ref
    assert item.configuration.platform == "instagram"
    assert item.configuration.service == BOOST
    assert item.attributes["pricing_experiment"]["slug"] == "tenth-off"
    kept = await shop.prices.resolution(item.id, company=shop.company)
    assert kept.configured is not None
    explained = explain(kept)
    assert explained.unit_price == item.unit_price
    assert explained.steps == kept.configured.steps
    assert [one.key for one in kept.configured.add_ons] == ["refill"]


async def test_ordering_at_a_variant_s_price_keeps_the_variant_and_counts_as_seeing_it(
    shop: Shop,
) -> None:
    await put_on_sale(shop)
    experiment = await run_experiment(shop)
    queries = price_lines_of(shop.database).experiments
    visitor = Visitor(session="s-1")

    await quote_prices_of(shop.database)([a_product_request(visitor=visitor)])
    looked = await queries.kept(experiment.id, visitor.keys)
    await order_of(shop, a_line(), visitor=visitor)

    assert looked == {}
    assert await queries.kept(experiment.id, visitor.keys) == {"session:s-1": CHEAPER}


async def test_a_bespoke_price_of_a_product_is_final(shop: Shop) -> None:
    await put_on_sale(shop)
    bespoke = Bespoke(unit_price=euros("1.00"), notes="Board decision 7")

    order = await order_of(shop, a_line(choosing("refill"), bespoke=bespoke))

    item = order.items[0]
    assert item.unit_price == euros("1.00")
    assert item.snapshot.price_type is PriceType.BESPOKE
    assert item.configuration is not None
    assert item.label.startswith("Followers: Steady")


async def test_a_configured_line_is_paid_as_what_it_was_bound_at(shop: Shop) -> None:
    await put_on_sale(shop)
    order = await order_of(shop, a_line(choosing("refill")))
    await shop.work_off()

    session = await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    assert order.items[0].snapshot.price_book_entry_id is not None
    assert session.amount == euros("3.50")
    (price_id,) = session.processor_price_ids
    held = await shop.catalog.find_prices([price_id])
    assert held[price_id].unit_price == euros("3.50")


# --- what may not be sold --------------------------------------------------------------------


async def test_what_earns_too_little_is_shown_and_neither_quoted_nor_ordered_under_block(
    shop: Shop,
) -> None:
    await put_on_sale(shop)
    await tell_cost(shop, "0.029", policy=BLOCK)

    found = await configure_product_of(shop.database)(a_product_request())
    with pytest.raises(MarginBlocked) as quoted:
        await quote_prices_of(shop.database)([a_product_request()])
    with pytest.raises(MarginBlocked) as ordered:
        await order_of(shop, a_line(choosing(amount="10000")), a_line())

    assert found.quoted is not None
    assert found.quoted.margin is not None
    assert found.quoted.margin.posture is Posture.FAIL
    assert [error.pointer for error in quoted.value.errors] == ["/lines/0"]
    assert [error.pointer for error in ordered.value.errors] == ["/lines/0", "/lines/1"]
    assert "0.029" not in str(quoted.value.errors)


async def test_a_bespoke_price_is_held_to_the_margin_too(shop: Shop) -> None:
    await put_on_sale(shop)
    await tell_cost(shop, "0.02", policy=BLOCK)
    bespoke = Bespoke(unit_price=euros("1.00"), notes="Board decision 7")

    with pytest.raises(MarginBlocked):
        await order_of(shop, a_line(bespoke=bespoke))


async def test_an_overriding_add_on_is_judged_by_the_service_it_brings(shop: Shop) -> None:
    await put_on_sale(shop)
    await tell_cost(shop, "0.01", policy=BLOCK)
    await tell_cost(shop, "0.04", PREMIUM, policy=BLOCK)

    (plain,) = await quote_prices_of(shop.database)([a_product_request()])
    with pytest.raises(MarginBlocked):
        await quote_prices_of(shop.database)([a_product_request(choosing("premium"))])

    assert plain.margin is not None
    assert plain.margin.posture is Posture.PASS


async def test_a_cost_that_rose_since_stops_the_checkout(shop: Shop) -> None:
    await put_on_sale(shop)
    await tell_cost(shop, "0.01", policy=BLOCK)
    order = await order_of(shop, a_line())
    await tell_cost(shop, "0.03", policy=BLOCK)

    with pytest.raises(MarginBlocked):
        await shop.send_checkout(CheckoutWish(order_id=order.id, pages=PAGES))

    assert (await shop.order(order.id)).payment_status.value == "unpaid"


# --- publishing ------------------------------------------------------------------------------


async def test_publishing_judges_the_default_and_every_preset_by_sample(shop: Shop) -> None:
    content = a_rich_content()
    await put_on_sale(shop, content, slug="other", number=2)
    await tell_cost(shop, "0.029", policy=BLOCK)

    with pytest.raises(MarginBlocked) as refused:
        await judge_publication_of(shop.database).check("followers", content)

    assert {error.pointer for error in refused.value.errors} == {"", "/presets/0"}


async def test_publishing_warns_of_what_earns_little_and_of_what_has_no_price(
    shop: Shop,
) -> None:
    content = a_rich_content()
    await put_on_sale(shop, content, slug="other", number=2)
    await tell_cost(shop, "0.04")
    check = judge_publication_of(shop.database).check

    warned = await check("followers", content)
    unpriced = await check("followers", evolve(content, sku=Sku("NOWHERE")))

    assert {warning.code for warning in warned} == {"guardrails.margin_fail"}
    assert {warning.pointer for warning in warned} == {"", "/presets/0"}
    assert [(warning.pointer, warning.code) for warning in unpriced] == [
        ("/sku", "pricing.no_price")
    ]


async def run_experiment(shop: Shop) -> Experiment:
    """A tenth off for everybody but one in a million."""
    experiment = a_running(
        product="followers", variants=(a_variant("control", 1), a_variant("cheaper", 1_000_000))
    )
    async with shop.database.begin() as work:
        return await work.experiments.save(evolve(experiment, version=0))


async def test_a_checkout_by_a_rate_that_has_grown_too_old_is_refused(shop: Shop) -> None:
    await put_on_sale(shop, a_rich_content(sku=Sku("DIG-GBP"), service=None))
    await tell_rates(shop, [a_rate("1.25", "GBP", "EUR", at=shop.database.clock.now())])
    order = await order_of(shop, a_line(choosing("refill")))
    wish = CheckoutWish(order_id=order.id, pages=PAGES)

    shop.database.clock.advance(timedelta(hours=49))
    with pytest.raises(RateStale) as refusal:
        await shop.send_checkout(wish)
    shop.database.clock.advance(timedelta(hours=-2))

    assert refusal.value.errors[0].pointer == "/lines/0"
    assert (await shop.send_checkout(wish)).amount == order.total
