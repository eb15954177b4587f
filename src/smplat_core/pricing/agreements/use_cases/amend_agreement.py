"""Negotiate anew what already holds."""

from itertools import repeat

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Ids
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.vocabulary import PriceAgreementId


@frozen
class AmendAgreement:
    """A draft with the terms of an active agreement, to take its place when it is activated.

    The active one goes on as it is until then.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    ids: Ids

    async def __call__(self, agreement_id: PriceAgreementId) -> PriceAgreement:
        async with self.begin() as work:
            agreement = await work.price_agreements.get(agreement_id)
            draft = agreement.amendment(
                PriceAgreementId(self.ids.new()),
                (AgreementItemId(self.ids.new()) for _ in repeat(None)),
                at=self.clock.now(),
            )
            return await work.price_agreements.save(draft)
