"""What the resolver, screens and the checkout gate read of price agreements. Reads hold nothing."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.customers import CompanyId
from smplat_core.kernel import Currency, Page, PageRequest
from smplat_core.pricing.agreements.lifecycle import AgreementState
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.twins import AgreedTwin
from smplat_core.pricing.agreements.validity import Validity
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.candidates import Candidate
from smplat_core.pricing.vocabulary import PriceAgreementId, SyncState


@frozen(kw_only=True)
class AgreementFilter:
    """Which agreements to list; ``None`` means any."""

    company_id: CompanyId | None = None
    state: AgreementState | None = None
    ends_after: datetime | None = None
    ends_by: datetime | None = None
    """With ``ends_after``: active ones that end in between."""


@frozen(kw_only=True)
class AgreementSummary:
    """An agreement in a list: how much there is in it, and not what."""

    id: PriceAgreementId
    company_id: CompanyId
    title: str
    currency: Currency | None
    valid: Validity
    state: AgreementState
    amends: PriceAgreementId | None
    prices: int
    discounts: int
    unsynced: int
    """Prices of it that the processor does not hold as they are."""
    created_at: datetime
    version: int


@frozen(kw_only=True)
class AgreementCard:
    """One agreement, and how its prices stand with the processor (none of a draft's do)."""

    agreement: PriceAgreement
    twins: Mapping[AgreementItemId, AgreedTwin]

    @property
    def unsynced(self) -> tuple[AgreedTwin, ...]:
        """Prices the processor does not hold as they are."""
        twins = self.twins.values()
        return tuple(twin for twin in twins if twin.sync_state is not SyncState.SYNCED)


@frozen(kw_only=True)
class AgreementWarning:
    """An active agreement that somebody should look at."""

    summary: AgreementSummary
    unsynced: tuple[AgreedTwin, ...]
    """By id."""


class AgreementQueries(Protocol):
    """Prices negotiated with single companies. ``company`` sees only its own, ``None`` all."""

    async def candidates(
        self, company_ids: Collection[CompanyId], skus: Collection[Sku]
    ) -> Sequence[Candidate]:
        """Every agreed price of these companies for these SKUs, in force or not, in one statement.

        A discount is one row per book price it is on, as that price is now. Drafts have none, and
        rows that can never hold are left out.
        """
        ...

    async def get(
        self, agreement_id: PriceAgreementId, *, company: CompanyId | None
    ) -> AgreementCard:
        """The agreement; or ``AgreementNotFound``, also when it is of another company."""
        ...

    async def find(
        self, wanted: AgreementFilter, page: PageRequest, *, company: CompanyId | None
    ) -> Page[AgreementSummary]:
        """Newest first; the cursor has one part."""
        ...

    async def warnings(
        self, page: PageRequest, *, now: datetime, company: CompanyId | None
    ) -> Page[AgreementWarning]:
        """Active agreements that end within 30 days, or have prices the processor does not hold;
        newest first, the cursor has one part.
        """
        ...

    async def by_ids(
        self, agreement_ids: Collection[PriceAgreementId]
    ) -> Mapping[PriceAgreementId, AgreementCard]:
        """Those that exist, for the gate before checkout."""
        ...

    async def laggards(self, before: datetime, *, limit: int) -> tuple[AgreedTwin, ...]:
        """Pending and stale twins that wait since before then, the longest-waiting first."""
        ...
