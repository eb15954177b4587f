"""The suite on every ``AgreementQueries``, and what a quote makes of them."""

import pytest
from attrs import frozen

from smplat_core.pricing import AgreementQueries, Candidate, PriceType
from smplat_core.testing.builders.pricing import ACME, NOON, a_request
from smplat_core.testing.suites import AgreementQueriesContract, AgreementsUnderTest
from smplat_core.testing.suites.agreements import AGREED, AGREEMENT, ENDED
from smplat_memory import Tables
from smplat_postgres.tables.pricing import PriceAgreementItemRow
from tests.contract.pricing.conftest import Pricing

AGREEMENT_SQL = (
    "insert into price_agreements (id, company_id, name, active, created_at, version)"
    " values ({}, {}, 'Acme 2026', true, {}, 1)"
)
ITEM_SQL = (
    "insert into price_agreement_items (id, agreement_id, sku, label, kind,"
    " currency, unit_price_minor, min_quantity, archived_at)"
    " values ({}, {}, {}, 'Temperature sensor', 'hardware', 'EUR', 800, 1, {})"
)


@frozen
class Negotiated(AgreementsUnderTest):
    pricing: Pricing

    @property
    def queries(self) -> AgreementQueries:
        return self.pricing.agreements

    async def negotiate(self, agreed: Candidate, *, ended: Candidate) -> None:
        """By hand: nothing writes agreements yet."""

        def in_memory(tables: Tables) -> bool:
            tables.pricing.agreed += [agreed, ended]
            return True

        if self.pricing.database.pick(memory=in_memory, postgres=lambda: False):
            return
        await PriceAgreementItemRow.raw(AGREEMENT_SQL, AGREEMENT, ACME, NOON)
        for item, until in ((agreed, None), (ended, NOON)):
            await PriceAgreementItemRow.raw(ITEM_SQL, item.id, AGREEMENT, item.sku, until)


@pytest.fixture
def agreements(pricing: Pricing) -> AgreementsUnderTest:
    return Negotiated(pricing)


class TestAgreementQueries(AgreementQueriesContract):
    """In memory and on Postgres."""


async def test_a_quote_for_the_company_takes_the_agreed_price(
    pricing: Pricing, agreements: AgreementsUnderTest
) -> None:
    await pricing.load("sku,label,currency,unit_price\nSEN-T100,Sensor,EUR,10.00\n")
    await agreements.negotiate(AGREED, ended=ENDED)

    mine, public = await pricing.quote([a_request(company_id=ACME), a_request()])

    assert (mine.price_type, mine.price_agreement_id) == (PriceType.PRICE_AGREEMENT, AGREEMENT)
    assert public.price_type is PriceType.PRICEBOOK_GLOBAL
