"""What every ``AgreementQueries`` promises."""

from typing import Final, Protocol
from uuid import UUID

from attrs import evolve

from smplat_core.pricing import AgreementQueries, Candidate, Sku
from smplat_core.testing.builders.pricing import ACME, OTHER, SKU, an_agreed
from smplat_core.testing.promises import Contract

AGREEMENT: Final = UUID(int=0xA9)
AGREED: Final = an_agreed(3, "8.00", origin_id=AGREEMENT)
ENDED: Final = evolve(AGREED, id=UUID(int=4), sku=Sku("OTHER"), is_active=False)


class AgreementsUnderTest(Protocol):
    """Agreements, and somebody who negotiates them."""

    @property
    def queries(self) -> AgreementQueries: ...

    async def negotiate(self, agreed: Candidate, *, ended: Candidate) -> None:
        """Company ``ACME`` now has one agreement, ``AGREEMENT``, with these two items."""
        ...


class AgreementQueriesContract(Contract):
    """What every ``AgreementQueries`` promises."""

    needs = "agreements"
    shape = AgreementsUnderTest

    async def test_agreed_prices_are_those_of_the_company_and_the_skus(
        self, agreements: AgreementsUnderTest
    ) -> None:
        await agreements.negotiate(AGREED, ended=ENDED)

        mine = await agreements.queries.candidates([ACME], [SKU])

        assert list(mine) == [AGREED]

    async def test_what_has_ended_comes_too_and_says_so(
        self, agreements: AgreementsUnderTest
    ) -> None:
        await agreements.negotiate(AGREED, ended=ENDED)

        both = await agreements.queries.candidates([ACME, OTHER], [SKU, Sku("OTHER")])

        assert {row.is_active for row in both} == {True, False}

    async def test_nobody_is_given_the_prices_of_another(
        self, agreements: AgreementsUnderTest
    ) -> None:
        await agreements.negotiate(AGREED, ended=ENDED)

        assert not await agreements.queries.candidates([OTHER], [SKU])
