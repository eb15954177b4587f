"""Taking an agreement in hand to change it."""

from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.ports import AgreementsWork
from smplat_core.pricing.agreements.vocabulary import AgreementChanged
from smplat_core.pricing.vocabulary import PriceAgreementId


async def agreement_for_change(
    work: AgreementsWork, agreement_id: PriceAgreementId, *, expected_version: int | None
) -> PriceAgreement:
    """The agreement, held; or ``AgreementChanged`` when it is not at the version expected."""
    agreement = await work.price_agreements.get(agreement_id)
    if expected_version not in (None, agreement.version):
        raise AgreementChanged(
            f"agreement {agreement.terms.title} is at version {agreement.version}",
            current_version=agreement.version,
        )
    return agreement
