"""What single companies pay: negotiated prices and discounts, approved, with a beginning and an end."""

from smplat_core.pricing.agreements.events import (
    AgreedSyncFailed,
    AgreementActivated,
    AgreementDrafted,
    AgreementEdited,
    AgreementExpired,
    AgreementExpiring,
    AgreementTerminated,
)
from smplat_core.pricing.agreements.items import (
    AgreedDiscount,
    AgreedPrice,
)
from smplat_core.pricing.agreements.lifecycle import (
    AGREEMENT_LIFECYCLE,
    AgreementAction,
    AgreementState,
)
from smplat_core.pricing.agreements.model import (
    Approval,
    PriceAgreement,
    Terms,
    days_of_warning,
    in_force,
)
from smplat_core.pricing.agreements.overlaps import (
    BookPair,
    clashes,
)
from smplat_core.pricing.agreements.ports import (
    AgreedTwins,
    AgreementsWork,
    PriceAgreements,
)
from smplat_core.pricing.agreements.queries import (
    AgreementCard,
    AgreementFilter,
    AgreementQueries,
    AgreementSummary,
    AgreementWarning,
)
from smplat_core.pricing.agreements.syncing import (
    SYNC_AGREED,
)
from smplat_core.pricing.agreements.twins import (
    AgreedTwin,
)
from smplat_core.pricing.agreements.use_cases import (
    EXPIRE_AGREEMENTS,
    SYNC_AGREED_LAGGARDS,
    TELL_EXPIRING,
    ActivateAgreement,
    AgreementEdit,
    AmendAgreement,
    DiscountWish,
    DraftAgreement,
    EditAgreement,
    ExpireAgreements,
    ItemWishes,
    NewAgreement,
    PriceWish,
    RequestAgreedSync,
    SyncAgreedLaggards,
    SyncAgreedPrices,
    TellExpiringAgreements,
    TerminateAgreement,
)
from smplat_core.pricing.agreements.validity import (
    ALWAYS,
    Validity,
)
from smplat_core.pricing.agreements.vocabulary import (
    MOST_ITEMS,
    WARNING_DAYS,
    AgreedPriceChanged,
    AgreedPriceNotFound,
    AgreementChanged,
    AgreementItemId,
    AgreementNotFound,
    AgreementNotReady,
    BadAgreement,
    OverlappingAgreements,
)

__all__ = [
    "AGREEMENT_LIFECYCLE",
    "ALWAYS",
    "EXPIRE_AGREEMENTS",
    "MOST_ITEMS",
    "SYNC_AGREED",
    "SYNC_AGREED_LAGGARDS",
    "TELL_EXPIRING",
    "WARNING_DAYS",
    "ActivateAgreement",
    "AgreedDiscount",
    "AgreedPrice",
    "AgreedPriceChanged",
    "AgreedPriceNotFound",
    "AgreedSyncFailed",
    "AgreedTwin",
    "AgreedTwins",
    "AgreementAction",
    "AgreementActivated",
    "AgreementCard",
    "AgreementChanged",
    "AgreementDrafted",
    "AgreementEdit",
    "AgreementEdited",
    "AgreementExpired",
    "AgreementExpiring",
    "AgreementFilter",
    "AgreementItemId",
    "AgreementNotFound",
    "AgreementNotReady",
    "AgreementQueries",
    "AgreementState",
    "AgreementSummary",
    "AgreementTerminated",
    "AgreementWarning",
    "AgreementsWork",
    "AmendAgreement",
    "Approval",
    "BadAgreement",
    "BookPair",
    "DiscountWish",
    "DraftAgreement",
    "EditAgreement",
    "ExpireAgreements",
    "ItemWishes",
    "NewAgreement",
    "OverlappingAgreements",
    "PriceAgreement",
    "PriceAgreements",
    "PriceWish",
    "RequestAgreedSync",
    "SyncAgreedLaggards",
    "SyncAgreedPrices",
    "TellExpiringAgreements",
    "TerminateAgreement",
    "Terms",
    "Validity",
    "clashes",
    "days_of_warning",
    "in_force",
]
