"""What price agreements need from the outside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from smplat_core.customers import CompanyId, CustomersWork
from smplat_core.pricing.agreements.model import PriceAgreement
from smplat_core.pricing.agreements.overlaps import BookPair
from smplat_core.pricing.agreements.twins import AgreedTwin
from smplat_core.pricing.agreements.vocabulary import AgreementItemId
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.vocabulary import PriceAgreementId, PriceBookId


class PriceAgreements(Protocol):
    """Every price agreement. Hold the company before its agreements when they are compared."""

    async def get(self, agreement_id: PriceAgreementId) -> PriceAgreement:
        """The agreement, held until the unit of work ends; or ``AgreementNotFound``."""
        ...

    async def owner(self, agreement_id: PriceAgreementId) -> CompanyId:
        """Whose agreement it is; holds nothing. Or ``AgreementNotFound``."""
        ...

    async def active_of(self, company_id: CompanyId) -> tuple[PriceAgreement, ...]:
        """The company's active agreements, held, ordered by id."""
        ...

    async def books_sharing(self, book_ids: Collection[PriceBookId]) -> frozenset[BookPair]:
        """Which two of the books, of one region, both price some SKU in the same currency and
        tier at the same time. Archived prices do not count.
        """
        ...

    async def past_their_end(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        """Active agreements that end at the moment or ended before it, the oldest end first."""
        ...

    async def to_warn_of(self, moment: datetime, *, limit: int) -> tuple[PriceAgreementId, ...]:
        """Active agreements that have reached 30, 7 or 1 days before their end and were not told
        of for so few days, the nearest end first.
        """
        ...

    async def save(self, agreement: PriceAgreement) -> PriceAgreement:
        """Keep the agreement with its items and publish its news, together or not at all.

        It comes back one version on, without them. Raises ``AgreementChanged`` when somebody
        saved it since it was read. Items of a draft that it no longer has are gone.
        """
        ...


class AgreedTwins(Protocol):
    """How each agreed price stands with the processor."""

    async def get(self, item_id: AgreementItemId) -> AgreedTwin:
        """The twin, held until the unit of work ends; or ``AgreedPriceNotFound``."""
        ...

    async def get_many(self, item_ids: Collection[AgreementItemId]) -> tuple[AgreedTwin, ...]:
        """Those that exist, held, ordered by id."""
        ...

    async def of_agreement(self, agreement_id: PriceAgreementId) -> tuple[AgreedTwin, ...]:
        """All of the agreement, held, ordered by id; none of a draft."""
        ...

    async def save(self, twin: AgreedTwin) -> AgreedTwin:
        """Keep the twin and publish its news; it comes back one version on, without them.

        Raises ``AgreedPriceChanged`` when somebody else saved it first.
        """
        ...

    async def save_all(self, twins: Sequence[AgreedTwin]) -> None:
        """Keep many at once in a constant number of statements; they are held, or new."""
        ...


class AgreementsWork(PricingWork, CustomersWork, Protocol):
    """What a unit of work must offer for an agreement's use case to run in it."""

    @property
    def price_agreements(self) -> PriceAgreements: ...

    @property
    def agreed_twins(self) -> AgreedTwins: ...
