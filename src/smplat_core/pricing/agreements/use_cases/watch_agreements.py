"""Ending agreements whose time is over, and telling of those whose time is nearly over."""

from typing import Final

from attrs import frozen

from smplat_core.jobs import JobRun
from smplat_core.kernel import Begin, Clock
from smplat_core.pricing.agreements.lifecycle import AGREEMENT_LIFECYCLE, AgreementAction
from smplat_core.pricing.agreements.ports import AgreementsWork

EXPIRE_AGREEMENTS: Final = "pricing.expire_agreements"
TELL_EXPIRING: Final = "pricing.tell_expiring_agreements"
BATCH: Final = 200


@frozen
class ExpireAgreements:
    """The job ``pricing.expire_agreements``, for a schedule.

    However late it comes, nothing was sold meanwhile: prices end by themselves. Each agreement is
    a unit of work of its own.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    batch: int = BATCH

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        while True:
            async with self.begin() as work:
                over = await work.price_agreements.past_their_end(now, limit=self.batch)
            for agreement_id in over:
                async with self.begin() as work:
                    agreement = await work.price_agreements.get(agreement_id)
                    if AGREEMENT_LIFECYCLE.allows(agreement.state, AgreementAction.EXPIRE):
                        await work.price_agreements.save(agreement.expire(at=now))
            if len(over) < self.batch:
                return


@frozen
class TellExpiringAgreements:
    """The job ``pricing.tell_expiring_agreements``, for a daily schedule.

    Tells ``pricing.agreement_expiring`` once for each of 30, 7 and 1 days; what was missed by a
    day that was skipped is not told late, only the nearest of them.
    """

    begin: Begin[AgreementsWork]
    clock: Clock
    batch: int = BATCH

    async def __call__(self, run: JobRun) -> None:
        del run
        now = self.clock.now()
        while True:
            async with self.begin() as work:
                due = await work.price_agreements.to_warn_of(now, limit=self.batch)
            for agreement_id in due:
                async with self.begin() as work:
                    agreement = await work.price_agreements.get(agreement_id)
                    warned = agreement.warn(at=now)
                    if warned is not agreement:
                        await work.price_agreements.save(warned)
            if len(due) < self.batch:
                return
