"""Price agreements as the API shows them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.pricing.views import SyncView
from smplat_api.wire import MoneyBody
from smplat_core.pricing import ItemKind, percentage
from smplat_core.pricing.agreements import (
    AgreedDiscount,
    AgreedPrice,
    AgreedTwin,
    AgreementCard,
    AgreementState,
    AgreementSummary,
    AgreementWarning,
    Approval,
    days_of_warning,
    in_force,
)


@frozen
class AgreedPriceView:
    """A negotiated unit price. ``sync`` is null until the agreement is active."""

    id: UUID
    sku: str
    label: str
    kind: ItemKind
    unit_price: MoneyBody
    min_quantity: int
    valid_from: datetime | None
    valid_until: datetime | None
    sync: SyncView | None

    @classmethod
    def of(cls, price: AgreedPrice, twin: AgreedTwin | None) -> "AgreedPriceView":
        return cls(
            id=price.id,
            sku=price.sku,
            label=price.label,
            kind=price.kind,
            unit_price=MoneyBody.of(price.unit_price),
            min_quantity=price.min_quantity,
            valid_from=price.valid.starts,
            valid_until=price.valid.ends,
            sync=sync_of(twin) if twin else None,
        )


def sync_of(twin: AgreedTwin) -> SyncView:
    return SyncView(
        state=twin.sync_state,
        requested_at=twin.sync.requested_at,
        synced_at=twin.sync.synced_at,
        attempts=twin.sync.attempts,
        last_error=twin.sync.last_error,
        stripe_product_id=twin.sync.stripe_product_id,
        stripe_price_id=twin.sync.stripe_price_id,
    )


@frozen
class AgreedDiscountView:
    """So many percent off the prices of a book, as they are when somebody buys."""

    id: UUID
    book: str
    percent: str
    sku: str | None
    """Null: everything in the book."""
    valid_from: datetime | None
    valid_until: datetime | None

    @classmethod
    def of(cls, discount: AgreedDiscount) -> "AgreedDiscountView":
        return cls(
            id=discount.id,
            book=discount.book,
            percent=percentage(discount.percent).removesuffix(" %"),
            sku=discount.sku,
            valid_from=discount.valid.starts,
            valid_until=discount.valid.ends,
        )


@frozen
class ApprovalView:
    approved_by: str
    note: str
    at: datetime

    @classmethod
    def of(cls, approval: Approval) -> "ApprovalView":
        return cls(approval.approved_by, approval.note, approval.at)


@frozen
class AgreementView:
    """What one company pays. The prices of a draft are shown, and nobody pays them yet."""

    id: UUID
    company_id: UUID
    name: str
    currency: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    state: AgreementState
    in_force: bool
    """Whether a quote takes its prices now: active, begun, and not over."""
    amends: UUID | None
    """The agreement it takes the place of when it is activated."""
    approval: ApprovalView | None
    ended_at: datetime | None
    end_reason: str | None
    expires_in_days: int | None
    """30, 7 or 1 when it ends within so many days."""
    unsynced: int
    """Prices Stripe does not hold as they are: no checkout with them can begin."""
    prices: tuple[AgreedPriceView, ...]
    discounts: tuple[AgreedDiscountView, ...]
    created_at: datetime
    version: int

    @classmethod
    def of(cls, card: AgreementCard, *, now: datetime) -> "AgreementView":
        agreement, terms = card.agreement, card.agreement.terms
        approval = agreement.approval
        return cls(
            id=agreement.id,
            company_id=agreement.company_id,
            name=terms.title,
            currency=terms.currency.value if terms.currency else None,
            valid_from=terms.valid.starts,
            valid_until=terms.valid.ends,
            state=agreement.state,
            in_force=in_force(agreement.state, terms.valid, now),
            amends=agreement.amends,
            approval=ApprovalView.of(approval) if approval else None,
            ended_at=agreement.ended_at,
            end_reason=agreement.end_reason,
            expires_in_days=days_of_warning(agreement.state, terms.valid, now),
            unsynced=len(card.unsynced),
            prices=tuple(
                AgreedPriceView.of(price, card.twins.get(price.id)) for price in terms.prices
            ),
            discounts=tuple(map(AgreedDiscountView.of, terms.discounts)),
            created_at=agreement.created_at,
            version=agreement.version,
        )


@frozen
class AgreementSummaryView:
    """An agreement in a list: how many prices and discounts it has, and not which."""

    id: UUID
    company_id: UUID
    name: str
    currency: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    state: AgreementState
    in_force: bool
    amends: UUID | None
    expires_in_days: int | None
    unsynced: int
    prices: int
    discounts: int
    created_at: datetime
    version: int

    @classmethod
    def of(cls, summary: AgreementSummary, *, now: datetime) -> "AgreementSummaryView":
        return cls(
            id=summary.id,
            company_id=summary.company_id,
            name=summary.title,
            currency=summary.currency.value if summary.currency else None,
            valid_from=summary.valid.starts,
            valid_until=summary.valid.ends,
            state=summary.state,
            in_force=in_force(summary.state, summary.valid, now),
            amends=summary.amends,
            expires_in_days=days_of_warning(summary.state, summary.valid, now),
            unsynced=summary.unsynced,
            prices=summary.prices,
            discounts=summary.discounts,
            created_at=summary.created_at,
            version=summary.version,
        )


@frozen
class UnsyncedPriceView:
    """An agreed price Stripe does not hold as it is."""

    id: UUID
    sku: str
    label: str
    unit_price: MoneyBody
    sync: SyncView

    @classmethod
    def of(cls, twin: AgreedTwin) -> "UnsyncedPriceView":
        return cls(
            id=twin.id,
            sku=twin.sku,
            label=twin.label,
            unit_price=MoneyBody.of(twin.unit_price),
            sync=sync_of(twin),
        )


@frozen
class AgreementWarningView:
    """An active agreement that ends soon, or has prices Stripe does not hold."""

    agreement: AgreementSummaryView
    unsynced: tuple[UnsyncedPriceView, ...]

    @classmethod
    def of(cls, warning: AgreementWarning, *, now: datetime) -> "AgreementWarningView":
        return cls(
            agreement=AgreementSummaryView.of(warning.summary, now=now),
            unsynced=tuple(map(UnsyncedPriceView.of, warning.unsynced)),
        )
