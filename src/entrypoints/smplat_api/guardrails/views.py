"""Terms, judgements and follow-ups as the API shows them."""

from datetime import datetime
from uuid import UUID

from attrs import frozen

from smplat_api.exact import written
from smplat_api.guardrails.bodies import CostBody, FeeBody, PolicyBody, ServiceBody
from smplat_api.wire import MoneyBody
from smplat_core.guardrails import (
    Enforcement,
    FollowUp,
    FollowUpState,
    HouseTerms,
    JudgedFor,
    JudgementCounts,
    KeptJudgement,
    MarginJudgement,
    Posture,
    ServiceTerms,
)


@frozen
class ServiceTermsView:
    id: UUID
    provider: str
    service: str
    label: str
    offered: bool
    cost: CostBody | None
    fees: tuple[FeeBody, ...]
    policy: PolicyBody | None
    """Null while that of the house holds."""
    changed_at: datetime
    version: int

    @classmethod
    def of(cls, told: ServiceTerms) -> "ServiceTermsView":
        terms = told.terms
        return cls(
            id=told.id,
            provider=told.service.provider,
            service=told.service.service,
            label=terms.label,
            offered=terms.offered,
            cost=CostBody.of(terms.cost) if terms.cost else None,
            fees=tuple(map(FeeBody.of, terms.fees)),
            policy=PolicyBody.of(terms.policy) if terms.policy else None,
            changed_at=told.changed_at,
            version=told.version,
        )


@frozen
class HouseTermsView:
    policy: PolicyBody
    fees: tuple[FeeBody, ...]
    changed_at: datetime | None
    """Null while nobody ever said anything."""
    version: int

    @classmethod
    def of(cls, terms: HouseTerms) -> "HouseTermsView":
        return cls(
            policy=PolicyBody.of(terms.policy),
            fees=tuple(map(FeeBody.of, terms.fees)),
            changed_at=terms.changed_at,
            version=terms.version,
        )


@frozen
class PostureReasonView:
    """One thing the posture comes from."""

    code: str
    posture: Posture
    sentence: str


@frozen
class MarginFigureView:
    """One number on the way to the margin."""

    name: str
    amount: str
    unit: str
    note: str


@frozen
class JudgementView:
    """How a sale stands, with every number that led there."""

    label: str
    price: MoneyBody
    service: ServiceBody | None
    units: str
    posture: Posture
    enforcement: Enforcement
    refused: bool
    """Whether the sale may not be made."""
    margin: MoneyBody | None
    """Rounded down; null while a cost is unknown."""
    percent: str | None
    """Of the price, rounded down to hundredths."""
    least_price: MoneyBody | None
    """The lowest price of this line that would not fail, at this cost."""
    reasons: tuple[PostureReasonView, ...]
    figures: tuple[MarginFigureView, ...]
    asked_at: datetime

    @classmethod
    def of(cls, made: MarginJudgement) -> "JudgementView":
        question = made.question
        sale = question.sale
        return cls(
            label=sale.label,
            price=MoneyBody.of(sale.price),
            service=ServiceBody.of(sale.service) if sale.service else None,
            units=written(sale.units),
            posture=made.posture,
            enforcement=question.policy.enforcement,
            refused=made.refuses,
            margin=None if made.margin is None else MoneyBody.of(made.margin),
            percent=None if made.percent is None else f"{made.percent:f}",
            least_price=None if made.least_price is None else MoneyBody.of(made.least_price),
            reasons=tuple(
                PostureReasonView(each.code, each.posture, each.sentence) for each in made.reasons
            ),
            figures=tuple(
                MarginFigureView(each.name, written(each.amount), each.unit, each.note)
                for each in made.figures
            ),
            asked_at=question.asked_at,
        )


@frozen
class KeptJudgementView:
    id: UUID
    purpose: JudgedFor
    subject_id: UUID | None
    """The order or the product it was judged for; null for a quote."""
    judgement: JudgementView

    @classmethod
    def of(cls, kept: KeptJudgement) -> "KeptJudgementView":
        return cls(
            id=kept.id,
            purpose=kept.judged.purpose,
            subject_id=kept.judged.id,
            judgement=JudgementView.of(kept.judgement),
        )


@frozen
class JudgementsView:
    """The judgements in the order of the sales, and the worst of their postures."""

    posture: Posture
    judgements: tuple[JudgementView, ...]

    @classmethod
    def of(cls, made: tuple[MarginJudgement, ...]) -> "JudgementsView":
        worst = max((each.posture for each in made), key=lambda posture: posture.weight)
        return cls(worst, tuple(map(JudgementView.of, made)))


@frozen
class JudgementCountsView:
    """How the sales of one service stood since a moment."""

    provider: str
    service: str
    since: datetime
    passed: int
    warned: int
    failed: int
    refused: int
    """Of those that failed: how many were not sold because of it."""
    last_at: datetime | None

    @classmethod
    def of(cls, counts: JudgementCounts) -> "JudgementCountsView":
        return cls(
            provider=counts.service.provider,
            service=counts.service.service,
            since=counts.since,
            passed=counts.counts[Posture.PASS],
            warned=counts.counts[Posture.WARN],
            failed=counts.counts[Posture.FAIL],
            refused=counts.refused,
            last_at=counts.last_at,
        )


@frozen
class FollowUpInputView:
    name: str
    value: str


@frozen
class FollowUpSubjectView:
    kind: str
    id: UUID
    label: str


@frozen
class FollowUpView:
    """Something the house did by itself, with the exact inputs it was decided on."""

    id: UUID
    kind: str
    subject: FollowUpSubjectView
    summary: str
    inputs: tuple[FollowUpInputView, ...]
    state: FollowUpState
    raised_at: datetime
    settled_at: datetime | None
    settled_by: str | None
    reason: str | None
    version: int

    @classmethod
    def of(cls, one: FollowUp) -> "FollowUpView":
        subject = one.subject
        return cls(
            id=one.id,
            kind=one.kind,
            subject=FollowUpSubjectView(subject.kind, subject.id, subject.label),
            summary=one.summary,
            inputs=tuple(FollowUpInputView(each.name, each.value) for each in one.inputs),
            state=one.state,
            raised_at=one.raised_at,
            settled_at=one.settled_at,
            settled_by=one.settled_by,
            reason=one.reason,
            version=one.version,
        )
