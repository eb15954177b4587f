"""Terms, questions about margins, and follow-ups for tests."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from smplat_core.catalog import ServiceRef
from smplat_core.guardrails import (
    CostModel,
    Enforcement,
    Fee,
    Floor,
    FollowUp,
    FollowUpId,
    FollowUpInput,
    Judged,
    JudgedFor,
    JudgementId,
    KeptJudgement,
    MarginPolicy,
    MarginQuestion,
    Sale,
    ServiceTerms,
    ServiceTermsId,
    Subject,
    Terms,
    judge,
)
from smplat_core.kernel import Currency, ExchangeRate, Money

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EUR, USD, GBP, JPY = Currency.EUR, Currency.USD, Currency.GBP, Currency.JPY
FOLLOWERS = ServiceRef(provider="acme", service="followers")
DAY = timedelta(days=1)


def money(amount: str, currency: Currency = EUR) -> Money:
    return Money.parse(amount, currency)


def a_cost(per_unit: str = "0.01", currency: Currency = EUR, flat: str = "0") -> CostModel:
    return CostModel(currency=currency, per_unit=Decimal(per_unit), flat=Decimal(flat))


def a_rate(text: str, *, base: Currency = USD, at: datetime = NOON) -> ExchangeRate:
    return ExchangeRate(base=base, quote=EUR, rate=Decimal(text), source="somebody", quoted_at=at)


def a_floor(percent: str | None = None, amount: Money | None = None) -> Floor:
    return Floor(amount=amount, percent=None if percent is None else Decimal(percent))


def a_policy(
    fail: Floor | None = None,
    warn: Floor | None = None,
    *,
    enforcement: Enforcement = Enforcement.BLOCK,
    cost_required: bool = False,
    haircut: str = "10",
) -> MarginPolicy:
    return MarginPolicy(
        enforcement=enforcement,
        warn=warn or Floor(),
        fail=fail or Floor(),
        cost_required=cost_required,
        stale_haircut=Decimal(haircut),
    )


def a_question(
    price: str = "3.00",
    *,
    units: str = "100",
    cost: CostModel | None = None,
    service: ServiceRef | None = FOLLOWERS,
    known: bool = True,
    fees: tuple[Fee, ...] = (),
    policy: MarginPolicy | None = None,
    rates: tuple[ExchangeRate, ...] = (),
) -> MarginQuestion:
    sale = Sale(
        pointer="/lines/0",
        label="100 followers",
        price=money(price),
        service=service,
        units=Decimal(units),
    )
    return MarginQuestion(
        sale=sale,
        known=known,
        cost=cost,
        fees=fees,
        policy=policy or a_policy(a_floor("0")),
        rates=rates,
        rate_limit=DAY,
        asked_at=NOON,
    )


def some_terms(label: str = "Followers", /, **changes: object) -> Terms:
    fields: dict[str, object] = {"label": label, "cost": a_cost()}
    return Terms(**(fields | changes))  # type: ignore[arg-type]


def a_service(
    service: ServiceRef = FOLLOWERS, *, number: int = 1, terms: Terms | None = None
) -> ServiceTerms:
    return ServiceTerms.told(
        ServiceTermsId(UUID(int=0x5E7 + number)),
        service,
        terms or some_terms(),
        reason="first price list",
        at=NOON,
    )


def kept(
    question: MarginQuestion, number: int = 1, *, purpose: JudgedFor = JudgedFor.QUOTE
) -> KeptJudgement:
    return KeptJudgement(
        id=JudgementId(UUID(int=number)),
        judged=Judged(purpose=purpose),
        judgement=judge(question),
    )


def a_follow_up(
    number: int = 1, *, subject: int = 0xE, kind: str = "experiments.variant_paused"
) -> FollowUp:
    return FollowUp.raised(
        FollowUpId(UUID(int=number)),
        kind,
        subject=Subject(kind="experiment", id=UUID(int=subject), label="spring-price"),
        summary="Paused variant b: it converts 31 % worse",
        inputs=(FollowUpInput(name="conversion_delta", value="-0.31"),),
        at=NOON + timedelta(minutes=number),
    )
