"""Let an agreement hold, once somebody approved it."""

from attrs import frozen

from smplat_core.kernel import Begin, Clock
from smplat_core.pricing.agreements.lifecycle import AgreementState
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.overlaps import clashes
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.syncing import agreed_sync_requests
from smplat_core.pricing.agreements.use_cases.holding import agreement_for_change
from smplat_core.pricing.agreements.use_cases.terminate_agreement import retire
from smplat_core.pricing.agreements.vocabulary import OverlappingAgreements
from smplat_core.pricing.vocabulary import PriceAgreementId


@frozen
class ActivateAgreement:
    """The agreement is what the company pays; its prices are on their way to the processor.

    What it amends is terminated at the same moment. ``OverlappingAgreements`` when one of its
    items would hold beside an equal one of an active agreement of the company; activations of one
    company wait for one another, so two that overlap never both succeed.
    """

    begin: Begin[AgreementsWork]
    clock: Clock

    async def __call__(
        self,
        agreement_id: PriceAgreementId,
        *,
        approved_by: str,
        note: str,
        expected_version: int | None = None,
    ) -> PriceAgreement:
        async with self.begin() as work:
            known = await work.price_agreements.owner(agreement_id)
            await work.companies.get(known)
            others = await work.price_agreements.active_of(known)
            draft = await agreement_for_change(
                work, agreement_id, expected_version=expected_version
            )
            now = self.clock.now()
            active = draft.activate(approved_by=approved_by, note=note, at=now)
            await _refuse_overlap(work, active, others)
            for other in others:
                if other.id == active.amends and other.state is AgreementState.ACTIVE:
                    reason = f"amended by {active.terms.title}"
                    await retire(work, other.terminate(reason, at=now, replaced_by=active.id))
            saved = await work.price_agreements.save(active)
            twins = saved.twins(at=now)
            await work.agreed_twins.save_all(twins)
            await work.jobs.enqueue(*agreed_sync_requests(twins))
            return saved


async def _refuse_overlap(
    work: AgreementsWork, new: PriceAgreement, others: tuple[PriceAgreement, ...]
) -> None:
    rivals = [other for other in others if other.id != new.amends]
    discounts = [each for one in (new, *rivals) for each in one.terms.discounts]
    sharing = await work.price_agreements.books_sharing({each.book_id for each in discounts})
    if errors := clashes(new, rivals, sharing):
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        raise OverlappingAgreements(errors[0].detail + more, errors=errors)
