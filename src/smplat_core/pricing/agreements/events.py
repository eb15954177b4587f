"""What price agreements tell the rest of the house: every step, with who approved and why."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from attrs import frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.vocabulary import PriceAgreementId


@frozen(kw_only=True)
class AgreementEvent(Event):
    agreement_id: PriceAgreementId
    company_id: CompanyId

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.company_id,)


@frozen(kw_only=True)
class AgreementDrafted(AgreementEvent):
    name: ClassVar[str] = "pricing.agreement_drafted"

    title: str
    amends: PriceAgreementId | None


@frozen(kw_only=True)
class AgreementEdited(AgreementEvent):
    """The terms of a draft were changed: how many prices and discounts it has now."""

    name: ClassVar[str] = "pricing.agreement_edited"

    title: str
    prices: int
    discounts: int


@frozen(kw_only=True)
class AgreementActivated(AgreementEvent):
    """Somebody approved the agreement; from its first moment on it is what the company pays."""

    name: ClassVar[str] = "pricing.agreement_activated"

    title: str
    approved_by: str
    note: str
    valid_from: datetime | None
    valid_until: datetime | None
    prices: int
    discounts: int
    amends: PriceAgreementId | None


@frozen(kw_only=True)
class AgreementExpiring(AgreementEvent):
    """The agreement ends within so many days; told once for each of 30, 7 and 1."""

    name: ClassVar[str] = "pricing.agreement_expiring"

    title: str
    days: int
    valid_until: datetime


@frozen(kw_only=True)
class AgreementExpired(AgreementEvent):
    """The agreement is over. Its prices ended at its last moment, however late this is told."""

    name: ClassVar[str] = "pricing.agreement_expired"

    valid_until: datetime


@frozen(kw_only=True)
class AgreementTerminated(AgreementEvent):
    name: ClassVar[str] = "pricing.agreement_terminated"

    reason: str
    replaced_by: PriceAgreementId | None
    """The amendment that took its place."""


@frozen(kw_only=True)
class AgreedSyncFailed(AgreementEvent):
    """The processor will not hold an agreed price; checkouts with it are refused until it does."""

    name: ClassVar[str] = "pricing.agreed_sync_failed"

    item_id: AgreementItemId
    sku: str
    error: str

    @property
    def subjects(self) -> tuple[UUID, ...]:
        return (self.agreement_id, self.company_id)
