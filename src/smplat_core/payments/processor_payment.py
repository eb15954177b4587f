"""One payment at the processor: all that was said of it, and what was told of that. Pure.

Facts come late, twice and in any order. They are joined into sets and maxima, so the same facts
make the same payment whatever their order; what it stands at is worked out from them; and the
difference between that and what was told already is the news. So nothing counts twice.
"""

from datetime import datetime
from typing import TypedDict
from uuid import UUID

from attrs import field, frozen

from smplat_core.customers import CompanyId
from smplat_core.kernel import Event, Money, evolve
from smplat_core.orders import Order, OrderId
from smplat_core.payments import events as told
from smplat_core.payments.disputes import Dispute, Disputes, joined_disputes
from smplat_core.payments.giving_back import (
    KnownRefund,
    Refunds,
    RunningTotal,
    Totals,
    given_back,
    joined_refunds,
    joined_totals,
)
from smplat_core.payments.model import CheckoutSession
from smplat_core.payments.movements import Fact, MoneyFact
from smplat_core.payments.vocabulary import (
    CheckoutSessionId,
    DisputeOutcome,
    PaymentFact,
    PaymentFactKind,
    ProcessorPaymentId,
)


class Whose(TypedDict):
    payment_id: ProcessorPaymentId
    reference: str
    order_id: OrderId
    company_id: CompanyId


@frozen(kw_only=True)
class PaymentNames:
    """What a payment may be called: a message seldom uses more than one or two of its names."""

    payment_id: str | None = None
    charge_id: str | None = None
    processor_session_id: str | None = None
    checkout_session_id: CheckoutSessionId | None = None

    @classmethod
    def of(cls, fact: Fact, session: CheckoutSession | None = None) -> "PaymentNames":
        """As the fact calls it, and as the page it was paid on is known to be called."""
        page = fact.processor_session_id if isinstance(fact, PaymentFact) else None
        if session is None:
            return cls(
                payment_id=fact.payment_id,
                charge_id=fact.charge_id,
                processor_session_id=page,
                checkout_session_id=fact.checkout_session_id,
            )
        return cls(
            payment_id=fact.payment_id,
            charge_id=fact.charge_id,
            processor_session_id=page or session.processor_session_id,
            checkout_session_id=session.id,
        )


@frozen(kw_only=True)
class ProcessorPayment:
    """Money that came in through a processor, and what became of it there.

    It may be known before its order, or without one: then it is kept, and tells nothing.
    """

    id: ProcessorPaymentId
    payment_id: str | None = None
    """The processor's own: ``pi_...``."""
    charge_ids: tuple[str, ...] = ()
    processor_session_id: str | None = None
    checkout_session_id: CheckoutSessionId | None = None
    order_id: OrderId | None = None
    company_id: CompanyId | None = None
    reference: str | None = None
    """What it is called in everything told of it; settled with the first."""
    received: Money | None = None
    """All that came in so far; ``None`` while only refunds or disputes of it are known."""
    refunds: Refunds = ()
    totals: Totals = ()
    disputes: Disputes = ()
    received_told: int = 0
    """Minor units of ``received`` that were told."""
    refunded_told: int = 0
    created_at: datetime
    updated_at: datetime
    version: int = 0
    news: tuple[Event, ...] = field(default=(), eq=False)

    # --- what it stands at ---------------------------------------------------------------

    @property
    def refunded(self) -> int:
        """Minor units that went back to the payer by refunds, never more than came in."""
        if self.received is None:
            return 0
        back = given_back(self.refunds, self.totals, currency=self.received.currency.value)
        return min(back, self.received.minor)

    @property
    def lost(self) -> int:
        """Minor units taken back by disputes, out of what refunds had left."""
        if self.received is None:
            return 0
        lost = sum(
            self.disputed(dispute).minor
            for dispute in self.disputes
            if dispute.outcome is DisputeOutcome.LOST
        )
        return min(lost, self.received.minor - self.refunded)

    @property
    def kept(self) -> int:
        """Minor units that are still ours."""
        return 0 if self.received is None else self.received.minor - self.refunded - self.lost

    @property
    def is_disputed(self) -> bool:
        return any(dispute.stops_refunds for dispute in self.disputes)

    def disputed(self, dispute: Dispute) -> Money:
        """What a dispute is about; all of the payment when a bank says it in another currency."""
        if self.received is None or dispute.amount.currency is self.received.currency:
            return dispute.amount
        return self.received

    # --- whose it is ---------------------------------------------------------------------

    def is_called(self, names: PaymentNames) -> bool:
        """Whether these are names of this payment. Two ids of payments tell two payments apart."""
        if self.payment_id and names.payment_id:
            return self.payment_id == names.payment_id
        return (
            (names.charge_id is not None and names.charge_id in self.charge_ids)
            or _same(names.processor_session_id, self.processor_session_id)
            or _same(names.checkout_session_id, self.checkout_session_id)
        )

    def is_known_as(self, reference: str | None) -> bool:
        """Whether this is the payment that an order remembers under this reference."""
        ours = {self.reference, self.payment_id, self.processor_session_id, *self.charge_ids}
        return reference is not None and reference in ours

    def of_order(self, order: Order) -> "ProcessorPayment":
        """The same payment, once its order is known."""
        if self.order_id == order.id:
            return self
        return evolve(self, order_id=order.id, company_id=order.company_id)

    # --- what is said of it --------------------------------------------------------------

    def heard(self, fact: Fact, names: PaymentNames) -> "ProcessorPayment":
        """What it is once the fact is known; equal to what it was when it said nothing new."""
        after = self._called(names)
        if isinstance(fact, MoneyFact):
            return after._moved(fact)  # noqa: SLF001 - of the same class
        if fact.kind is not PaymentFactKind.PAID or not fact.amount:
            return after
        return evolve(after, received=_more(after.received, fact.amount))

    def absorbed(self, other: "ProcessorPayment") -> "ProcessorPayment":
        """Both, when they turn out to be one. The other may have told nothing yet."""
        received = self.received
        if other.received is not None:
            received = _more(received, other.received)
        return evolve(
            self,
            payment_id=self.payment_id or other.payment_id,
            charge_ids=tuple(sorted({*self.charge_ids, *other.charge_ids})),
            processor_session_id=self.processor_session_id or other.processor_session_id,
            checkout_session_id=self.checkout_session_id or other.checkout_session_id,
            order_id=self.order_id or other.order_id,
            company_id=self.company_id or other.company_id,
            received=received,
            refunds=joined_refunds(self.refunds, other.refunds),
            totals=joined_totals(self.totals, other.totals),
            disputes=joined_disputes(self.disputes, other.disputes),
        )

    def _called(self, names: PaymentNames) -> "ProcessorPayment":
        charges = {*self.charge_ids, *((names.charge_id,) if names.charge_id else ())}
        return evolve(
            self,
            payment_id=self.payment_id or names.payment_id,
            charge_ids=tuple(sorted(charges)),
            processor_session_id=self.processor_session_id or names.processor_session_id,
            checkout_session_id=self.checkout_session_id or names.checkout_session_id,
        )

    def _moved(self, fact: MoneyFact) -> "ProcessorPayment":
        totals = self.totals
        if fact.refunded:
            amount = fact.refunded
            total = RunningTotal(amount.minor, amount.currency.value, fact.at)
            totals = joined_totals(totals, (total,))
        disputes = self.disputes
        if fact.dispute:
            disputes = joined_disputes(disputes, (Dispute.of(fact.dispute, at=fact.at),))
        refunds = (KnownRefund.of(said, at=fact.at) for said in fact.refunds)
        return evolve(
            self, refunds=joined_refunds(self.refunds, refunds), totals=totals, disputes=disputes
        )

    # --- what is told of it --------------------------------------------------------------

    def settled(self, *, at: datetime) -> "ProcessorPayment":
        """With the news of all that was not told yet; nothing before payment and order are known."""
        if self.received is None or self.order_id is None or self.company_id is None:
            return self
        reference = self.reference or self._best_name()
        whose: Whose = {
            "payment_id": self.id,
            "reference": reference,
            "order_id": self.order_id,
            "company_id": self.company_id,
        }
        news = (*self._money_news(whose, at=at), *self._dispute_news(whose, at=at))
        return evolve(
            self,
            reference=reference,
            received_told=self.received.minor,
            refunded_told=self.refunded,
            disputes=tuple(
                evolve(dispute, is_told=True, outcome_told=dispute.outcome)
                for dispute in self.disputes
            ),
            news=(*self.news, *news),
            updated_at=at if news else self.updated_at,
        )

    def _best_name(self) -> str:
        charge = self.charge_ids[0] if self.charge_ids else None
        return self.payment_id or self.processor_session_id or charge or str(self.id)

    def _money_news(self, whose: Whose, *, at: datetime) -> list[Event]:
        if self.received is None:
            return []
        news: list[Event] = []
        currency = self.received.currency
        if (came := self.received.minor - self.received_told) > 0:
            news.append(told.PaymentReceived(at=at, amount=Money(came, currency), **whose))
        refunded, step = self.refunded, self.refunded - self.refunded_told
        if step:
            kind = told.PaymentRefunded if step > 0 else told.PaymentRefundFailed
            stepped = kind(
                at=at,
                amount=Money(abs(step), currency),
                refunded=Money(refunded, currency),
                remaining=Money(self.received.minor - refunded, currency),
                **whose,
            )
            news.append(stepped)
        return news

    def _dispute_news(self, whose: Whose, *, at: datetime) -> list[Event]:
        news: list[Event] = []
        for dispute in self.disputes:
            amount, about = self.disputed(dispute), dispute.id
            if not dispute.is_told:
                opened = told.PaymentDisputeOpened(
                    at=at, dispute_id=about, amount=amount, reason=dispute.reason, **whose
                )
                news.append(opened)
            if dispute.outcome and dispute.outcome is not dispute.outcome_told:
                closed = told.PaymentDisputeClosed(
                    at=at, dispute_id=about, amount=amount, outcome=dispute.outcome, **whose
                )
                news.append(closed)
        return news


def _same(known: UUID | str | None, asked: UUID | str | None) -> bool:
    return known is not None and known == asked


def _more(known: Money | None, said: Money) -> Money:
    """The larger; a payment has one currency, and the first that was said stays."""
    if known is None:
        return said
    return said if said.currency is known.currency and said.minor > known.minor else known
