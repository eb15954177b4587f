"""What every ``AgreementQueries`` promises."""

from typing import Final
from uuid import UUID

from attrs import evolve

from smplat_core.pricing import PriceType, Sku
from smplat_core.testing.builders.pricing import ACME, NOON, OTHER, SKU, a_request, an_agreed
from smplat_memory import Tables
from smplat_postgres.tables.pricing import PriceAgreementItemRow
from tests.contract.pricing.conftest import Pricing

AGREEMENT: Final = UUID(int=0xA9)


async def negotiate(pricing: Pricing) -> None:
    """Acme has an agreement with two items: one for another SKU, and ended."""
    mine = an_agreed(3, "8.00", origin_id=AGREEMENT)
    ended = evolve(mine, id=UUID(int=4), sku=Sku("OTHER"), is_active=False)

    def in_memory(tables: Tables) -> str:
        tables.pricing.agreed += [mine, ended]
        return ""

    sql = pricing.database.pick(
        memory=in_memory,
        postgres=lambda: (
            "insert into price_agreement_items (id, agreement_id, sku, label, kind,"
            " currency, unit_price_minor, min_quantity, archived_at) values"
            " ({}, {}, {}, 'Temperature sensor', 'hardware', 'EUR', 800, 1, null),"
            " ({}, {}, 'OTHER', 'Temperature sensor', 'hardware', 'EUR', 800, 1, {})"
        ),
    )
    if sql:
        await PriceAgreementItemRow.raw(
            "insert into price_agreements (id, company_id, name, active, created_at, version)"
            " values ({}, {}, 'Acme 2026', true, {}, 1)",
            AGREEMENT,
            ACME,
            NOON,
        )
        await PriceAgreementItemRow.raw(sql, mine.id, AGREEMENT, SKU, ended.id, AGREEMENT, NOON)


async def test_agreed_prices_are_those_of_the_company_and_the_skus(pricing: Pricing) -> None:
    await negotiate(pricing)

    mine = await pricing.agreements.candidates([ACME], [SKU])
    both = await pricing.agreements.candidates([ACME, OTHER], [SKU, Sku("OTHER")])
    nobody = await pricing.agreements.candidates([OTHER], [SKU])

    assert list(mine) == [an_agreed(3, "8.00", origin_id=AGREEMENT)]
    assert {row.is_active for row in both} == {True, False}
    assert not nobody


async def test_a_quote_for_the_company_takes_the_agreed_price(pricing: Pricing) -> None:
    await pricing.load("sku,label,currency,unit_price\nSEN-T100,Sensor,EUR,10.00\n")
    await negotiate(pricing)

    mine, public = await pricing.quote([a_request(company_id=ACME), a_request()])

    assert (mine.price_type, mine.price_agreement_id) == (PriceType.PRICE_AGREEMENT, AGREEMENT)
    assert public.price_type is PriceType.PRICEBOOK_GLOBAL
