"""What a caller can do with price agreements."""

from smplat_core.pricing.agreements.use_cases.activate_agreement import ActivateAgreement
from smplat_core.pricing.agreements.use_cases.amend_agreement import AmendAgreement
from smplat_core.pricing.agreements.use_cases.draft_agreement import DraftAgreement, NewAgreement
from smplat_core.pricing.agreements.use_cases.edit_agreement import AgreementEdit, EditAgreement
from smplat_core.pricing.agreements.use_cases.reading_items import (
    DiscountWish,
    ItemWishes,
    PriceWish,
)
from smplat_core.pricing.agreements.use_cases.sync_agreed_prices import (
    SYNC_AGREED_LAGGARDS,
    RequestAgreedSync,
    SyncAgreedLaggards,
    SyncAgreedPrices,
)
from smplat_core.pricing.agreements.use_cases.terminate_agreement import TerminateAgreement
from smplat_core.pricing.agreements.use_cases.watch_agreements import (
    EXPIRE_AGREEMENTS,
    TELL_EXPIRING,
    ExpireAgreements,
    TellExpiringAgreements,
)

__all__ = [
    "EXPIRE_AGREEMENTS",
    "SYNC_AGREED_LAGGARDS",
    "TELL_EXPIRING",
    "ActivateAgreement",
    "AgreementEdit",
    "AmendAgreement",
    "DiscountWish",
    "DraftAgreement",
    "EditAgreement",
    "ExpireAgreements",
    "ItemWishes",
    "NewAgreement",
    "PriceWish",
    "RequestAgreedSync",
    "SyncAgreedLaggards",
    "SyncAgreedPrices",
    "TellExpiringAgreements",
    "TerminateAgreement",
]
