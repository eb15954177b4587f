"""When the price of a product card is taken as it was worked out before."""

from datetime import timedelta
from uuid import UUID

from attrs import evolve

from smplat_core.catalog import ItemKind, ProductId, ProductVersionRef, Sku
from smplat_core.kernel import Currency
from smplat_core.pricing import (
    Candidate,
    CardPrice,
    PriceRequest,
    PriceType,
    QuotedLine,
    resolve,
)
from smplat_core.pricing.card_prices import CardKey, KnownCards
from smplat_core.testing.builders.catalog import NOON, euros

HOUR = timedelta(hours=1)
KEY: CardKey = (
    ProductVersionRef(product_id=ProductId(UUID(int=1)), number=1),
    Currency.EUR,
    None,
    None,
)
ROW = Candidate(
    id=UUID(int=2),
    source=PriceType.PRICEBOOK_GLOBAL,
    origin="world",
    origin_id=UUID(int=3),
    sku=Sku("SEN-1"),
    label="Sensor",
    kind=ItemKind.HARDWARE,
    unit_price=euros("3.00"),
)
ENDING = evolve(ROW, id=UUID(int=4), unit_price=euros("2.00"), valid_until=NOON + 2 * HOUR)
COMING = evolve(ROW, id=UUID(int=5), unit_price=euros("1.00"), valid_from=NOON + HOUR)


def a_line(*rows: Candidate) -> QuotedLine:
    request = PriceRequest(sku=ROW.sku, quantity=1, currency=Currency.EUR)
    return QuotedLine(resolution=resolve(request, rows, NOON))


def remembering(*rows: Candidate) -> KnownCards:
    known = KnownCards()
    known.remember(KEY, rows, a_line(*rows))
    return known


def test_the_same_rows_give_the_same_card() -> None:
    known = remembering(ROW)

    card = known.card(KEY, (evolve(ROW),), NOON + 1_000 * HOUR)

    assert card == CardPrice.of(a_line(ROW))
    assert card == CardPrice(
        unit_price=euros("3.00"),
        line_total=euros("3.00"),
        quantity=1,
        price_type=PriceType.PRICEBOOK_GLOBAL,
    )


def test_any_other_rows_give_none() -> None:
    known = remembering(ROW)

    dearer = evolve(ROW, unit_price=euros("4.00"))
    for rows in [(), (dearer,), (ROW, COMING), (evolve(ROW, is_active=False),)]:
        assert known.card(KEY, rows, NOON) is None


def test_another_version_currency_region_or_channel_gives_none() -> None:
    known = remembering(ROW)

    ref, currency, region, channel = KEY
    others: list[CardKey] = [
        (evolve(ref, number=2), currency, region, channel),
        (ref, Currency.USD, region, channel),
        (ref, currency, region, "web"),
    ]
    assert [known.card(key, (ROW,), NOON) for key in others] == [None] * 3


def test_a_card_lasts_until_a_row_begins_or_ends_to_hold() -> None:
    until_it_ends = remembering(ENDING)
    until_another_begins = remembering(ENDING, COMING)

    moments = [NOON, NOON + HOUR - HOUR / 60, NOON + HOUR, NOON + 2 * HOUR]
    lasting = [until_it_ends.card(KEY, (ENDING,), at) is not None for at in moments]
    shorter = [until_another_begins.card(KEY, (ENDING, COMING), at) is not None for at in moments]

    assert lasting == [True, True, True, False]
    assert shorter == [True, True, False, False]


def test_a_card_says_nothing_of_the_time_before_it_was_worked_out() -> None:
    assert remembering(ROW).card(KEY, (ROW,), NOON - HOUR) is None


def test_a_line_priced_of_other_rows_than_those_that_were_read_is_not_remembered() -> None:
    known = KnownCards()

    known.remember(KEY, (ROW, COMING), a_line(ROW))

    assert known.card(KEY, (ROW, COMING), NOON) is None
