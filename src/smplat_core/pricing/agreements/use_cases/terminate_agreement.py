"""End an agreement before its time."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.syncing import agreed_sync_requests
from smplat_core.pricing.agreements.use_cases.holding import agreement_for_change
from smplat_core.pricing.vocabulary import PriceAgreementId


@frozen
class TerminateAgreement:
    """Over from now on; its prices go off sale at the processor, and no checkout takes them."""

    begin: Begin[AgreementsWork]
    clock: Clock

    async def __call__(
        self, agreement_id: PriceAgreementId, *, reason: str, expected_version: int | None = None
    ) -> PriceAgreement:
        async with self.begin() as work:
            agreement = await agreement_for_change(
                work, agreement_id, expected_version=expected_version
            )
            return await retire(work, agreement.terminate(reason, at=self.clock.now()))


async def retire(work: AgreementsWork, ended: PriceAgreement) -> PriceAgreement:
    """Keep an agreement that was terminated, with its prices on their way off sale."""
    saved = await work.price_agreements.save(ended)
    at = ended.ended_at
    known = await work.agreed_twins.of_agreement(ended.id)
    if at is None or not known:
        return saved
    twins = [twin.archive(at=at) for twin in known]
    await work.agreed_twins.save_all(twins)
    await work.jobs.enqueue(*agreed_sync_requests(twins))
    return saved
