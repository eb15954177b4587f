"""Bring agreed prices to the payment processor, and send again those that are late."""

from typing import Final

from attrs import evolve, frozen

from smplat_core.catalog import Sku
from smplat_core.jobs import JobRun
from smplat_core.kernel import LARGEST_PAGE, Begin, Clock
from smplat_core.pricing.agreements.lifecycle import AgreementState
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.queries import AgreementQueries
from smplat_core.pricing.agreements.syncing import agreed_sync_requests, items_of
from smplat_core.pricing.agreements.twins import AgreedTwin
from smplat_core.pricing.agreements.vocabulary import AgreedPriceChanged
from smplat_core.pricing.bringing import BringPrices, Step
from smplat_core.pricing.ports import ProcessorPrices
from smplat_core.pricing.syncing import SYNC_PATIENCE
from smplat_core.pricing.vocabulary import PriceAgreementId

SYNC_AGREED_LAGGARDS: Final = "pricing.sync_agreed_laggards"


@frozen
class SyncAgreedPrices:
    """The job ``pricing.sync_agreed_prices``: as prices of the books are brought, so are these.

    Their products bear their own label, which may differ from the label the books have.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    processor: ProcessorPrices

    async def __call__(self, run: JobRun) -> None:
        async with self.begin() as work:
            twins = await work.agreed_twins.get_many(items_of(run.payload))
        bring = BringPrices(self.clock, self.processor, self._change, self._put, _overtaken)
        await bring(run, twins)

    async def _change(self, twin: AgreedTwin, step: Step[AgreedTwin]) -> AgreedTwin:
        async with self.begin() as work:
            latest = await work.agreed_twins.get(twin.id)
            changed = step(latest)
            return latest if changed is latest else await work.agreed_twins.save(changed)

    async def _put(self, sku: Sku, label: str) -> str:
        return await self.processor.put_labeled_product(sku, label=label)


def _overtaken(twin: AgreedTwin) -> AgreedPriceChanged:
    return AgreedPriceChanged(
        f"agreed price {twin.id} was synced by another job", current_version=twin.version
    )


@frozen
class RequestAgreedSync:
    """Sync all prices of an agreement again, also those that seem in order."""

    begin: Begin[AgreementsWork]
    clock: Clock

    async def __call__(self, agreement_id: PriceAgreementId) -> PriceAgreement:
        """The agreement, its prices on their way to the processor; none of a draft are."""
        async with self.begin() as work:
            agreement = await work.price_agreements.get(agreement_id)
            known = await work.agreed_twins.of_agreement(agreement_id)
            now = self.clock.now()
            twins = [evolve(twin, sync=twin.sync.doubted(at=now)) for twin in known]
            if agreement.state is AgreementState.ACTIVE:
                ids = {twin.id for twin in known}
                twins += [twin for twin in agreement.twins(at=now) if twin.id not in ids]
            if twins:
                await work.agreed_twins.save_all(twins)
                await work.jobs.enqueue(*agreed_sync_requests(twins))
            return agreement


@frozen
class SyncAgreedLaggards:
    """The job ``pricing.sync_agreed_laggards``, for a schedule: late ones get new sync jobs.

    Failed ones are left alone, because somebody has to mend their cause first.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    agreements: AgreementQueries

    async def __call__(self, run: JobRun) -> None:
        del run
        late = await self.agreements.laggards(self.clock.now() - SYNC_PATIENCE, limit=LARGEST_PAGE)
        requests = [
            evolve(request, dedupe_key=f"pricing.agreed_laggards:{request.payload['items']}"[:200])
            for request in agreed_sync_requests(late)
        ]
        async with self.begin() as work:
            await work.jobs.enqueue(*requests)
