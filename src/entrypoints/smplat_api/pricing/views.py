"""Prices as the API shows them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.pricing.steps import AddOnPriceView, StepView, step_views
from smplat_api.wire import MoneyBody
from smplat_core.pricing import (
    Condition,
    Explanation,
    Finding,
    ImportReport,
    ItemKind,
    Outcome,
    PriceBook,
    PriceEntry,
    PriceType,
    PricingResolution,
    SyncState,
)


@frozen
class PriceBookView:
    """A named list of prices; ``region`` null is a global book."""

    id: UUID
    code: str
    name: str
    region: str | None
    active: bool
    created_at: datetime
    version: int

    @classmethod
    def of(cls, book: PriceBook) -> "PriceBookView":
        return cls(
            id=book.id,
            code=book.code,
            name=book.name,
            region=book.region,
            active=book.active,
            created_at=book.created_at,
            version=book.version,
        )


@frozen
class SyncView:
    """How the price stands with Stripe. A checkout is possible when ``state`` is ``synced``."""

    state: SyncState
    requested_at: datetime
    synced_at: datetime | None
    attempts: int
    last_error: str | None
    stripe_product_id: str | None
    stripe_price_id: str | None


@frozen
class PriceEntryView:
    """A unit price of a SKU in a currency, from a quantity on, for a time."""

    id: UUID
    book_id: UUID
    sku: str
    label: str
    kind: ItemKind
    unit_price: MoneyBody
    min_quantity: int
    valid_from: datetime | None
    valid_until: datetime | None
    archived_at: datetime | None
    sync: SyncView
    version: int

    @classmethod
    def of(cls, entry: PriceEntry) -> "PriceEntryView":
        return cls(
            id=entry.id,
            book_id=entry.book_id,
            sku=entry.sku,
            label=entry.label,
            kind=entry.kind,
            unit_price=MoneyBody.of(entry.unit_price),
            min_quantity=entry.min_quantity,
            valid_from=entry.valid_from,
            valid_until=entry.valid_until,
            archived_at=entry.archived_at,
            sync=SyncView(
                state=entry.sync_state,
                requested_at=entry.sync.requested_at,
                synced_at=entry.sync.synced_at,
                attempts=entry.sync.attempts,
                last_error=entry.sync.last_error,
                stripe_product_id=entry.sync.stripe_product_id,
                stripe_price_id=entry.sync.stripe_price_id,
            ),
            version=entry.version,
        )


@frozen
class CandidateView:
    """A row that was weighed: the conditions it met and failed, and what became of it."""

    id: UUID
    source: PriceType
    origin: str
    unit_price: MoneyBody
    min_quantity: int
    matched: tuple[Condition, ...]
    failed: tuple[Condition, ...]
    outcome: Outcome
    explanation: str

    @classmethod
    def of(cls, finding: Finding, sentence: str) -> "CandidateView":
        return cls(
            id=finding.candidate.id,
            source=finding.candidate.source,
            origin=finding.candidate.origin,
            unit_price=MoneyBody.of(finding.candidate.unit_price),
            min_quantity=finding.candidate.min_quantity,
            matched=finding.matched,
            failed=finding.failed,
            outcome=finding.outcome,
            explanation=sentence,
        )


@frozen
class ResolutionView:
    """One line's price, where it came from, and (when asked for) why."""

    sku: str
    quantity: int
    unit_price: MoneyBody
    line_total: MoneyBody
    price_type: PriceType
    label: str
    kind: ItemKind
    price_book_entry_id: UUID | None
    price_agreement_id: UUID | None
    stripe_price_id: str | None
    sync_state: SyncState | None
    bespoke_notes: str | None
    resolved_at: datetime
    steps: tuple[StepView, ...] | None = None
    """From the price that was found to that of one configured unit; null for a bare SKU."""
    add_ons: tuple[AddOnPriceView, ...] | None = None
    candidates: tuple[CandidateView, ...] | None = None

    @classmethod
    def of(
        cls, resolution: PricingResolution, explained: Explanation | None = None
    ) -> "ResolutionView":
        configured = resolution.configured
        return cls(
            sku=resolution.sku,
            quantity=resolution.quantity,
            unit_price=MoneyBody.of(resolution.unit_price),
            line_total=MoneyBody.of(resolution.line_total),
            price_type=resolution.price_type,
            label=resolution.label,
            kind=resolution.kind,
            price_book_entry_id=resolution.price_book_entry_id,
            price_agreement_id=resolution.price_agreement_id,
            stripe_price_id=resolution.stripe_price_id,
            sync_state=resolution.sync_state,
            bespoke_notes=resolution.bespoke_notes,
            resolved_at=resolution.resolved_at,
            steps=step_views(configured) if configured else None,
            add_ons=tuple(map(AddOnPriceView.of, configured.add_ons)) if configured else None,
            candidates=_candidates(explained) if explained else None,
        )


def _candidates(explained: Explanation) -> tuple[CandidateView, ...]:
    pairs = zip(explained.findings, explained.sentences, strict=True)
    return tuple(CandidateView.of(finding, sentence) for finding, sentence in pairs)


@frozen
class ImportView:
    """What a price file changed. A file sent twice changes nothing the second time."""

    book: PriceBookView
    created: int
    changed: int
    unchanged: int
    archived: int
    to_sync: int
    """Prices on their way to Stripe because of this file."""
    missing: int
    """Prices in force that the file does not mention."""
    missing_skus: tuple[str, ...]
    """Their SKUs, the first hundred."""

    @classmethod
    def of(cls, report: ImportReport) -> "ImportView":
        skus = sorted({entry.sku for entry in report.missing})
        return cls(
            book=PriceBookView.of(report.book),
            created=report.created,
            changed=report.changed,
            unchanged=report.unchanged,
            archived=report.archived,
            to_sync=report.to_sync,
            missing=len(report.missing),
            missing_skus=tuple(skus[:100]),
        )
