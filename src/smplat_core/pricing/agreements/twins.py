"""Agreed prices as the processor should hold them."""

from datetime import datetime

from attrs import field, frozen

from smplat_core.catalog import Sku
from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money, evolve
from smplat_core.pricing.agreements.events import AgreedSyncFailed
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.sync import StripeSync, hash_of
from smplat_core.pricing.vocabulary import PriceAgreementId, SyncState


@frozen(kw_only=True)
class AgreedTwin:
    """An agreed price and how it stands with the processor: since its agreement became active.

    It moves on by itself, so that a sync never waits for whoever holds the agreement.
    """

    id: AgreementItemId
    """Of the agreed price."""
    agreement_id: PriceAgreementId
    company_id: CompanyId
    sku: Sku
    label: str
    unit_price: Money
    archived_at: datetime | None = None
    """When its agreement was terminated; the processor takes it off sale then."""
    sync: StripeSync
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    @property
    def content_hash(self) -> str:
        """Of all that the processor must know."""
        standing = "archived" if self.archived_at else "active"
        return hash_of(self.sku, self.label, self.unit_price, standing)

    @property
    def sync_state(self) -> SyncState:
        return self.sync.state_for(self.content_hash)

    def archive(self, *, at: datetime) -> "AgreedTwin":
        """Off sale, once the processor hears of it."""
        return evolve(self, archived_at=at, sync=self.sync.requested(at=at))

    def sync_failed(self, error: str, *, at: datetime) -> "AgreedTwin":
        failed = self.sync.failed(error)
        told = AgreedSyncFailed(
            at=at,
            agreement_id=self.agreement_id,
            company_id=self.company_id,
            item_id=self.id,
            sku=self.sku,
            error=failed.last_error or "",
        )
        return evolve(self, sync=failed, news=(*self.news, told))
