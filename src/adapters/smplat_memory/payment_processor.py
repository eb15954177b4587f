"""A payment processor in this process, which does what it is told."""

from attrs import Factory, define, evolve, frozen

from smplat_core.kernel import Clock, Money, Refusal
from smplat_core.payments import (
    CheckoutIntent,
    CheckoutNotFound,
    HostedCheckout,
    MoneyFact,
    PaymentFact,
    PaymentFactKind,
    PaymentProcessor,
    ProcessorUnavailable,
    RefundIntent,
    RefundNotFound,
    RefundProgress,
    RefundRefused,
    RefundSaid,
)


@frozen
class MemoryPage:
    """A payment page as the processor sees it."""

    intent: CheckoutIntent
    hosted: HostedCheckout
    kind: PaymentFactKind = PaymentFactKind.OPEN
    amount: Money | None = None
    failure: str | None = None


@frozen
class MemoryRefund:
    """A refund as the processor sees it."""

    payment_id: str
    said: RefundSaid


@define
class MemoryPayments(PaymentProcessor):
    """Opens pages, and plays the buyer when a test says so."""

    clock: Clock
    pages: dict[str, MemoryPage] = Factory(dict)
    by_key: dict[str, str] = Factory(dict)
    given_back: dict[str, MemoryRefund] = Factory(dict)
    failures: list[Refusal] = Factory(list)
    """Raised by the next calls, one each, before anything is done."""
    answers_lost: int = 0
    """How many of the next calls do their work and then are not heard of."""

    async def create_checkout(self, intent: CheckoutIntent) -> HostedCheckout:
        self._fail_if_told()
        page_id = self.by_key.get(intent.idempotency_key)
        if page_id is None:
            page_id = f"cs_mem_{len(self.pages) + 1}"
            hosted = HostedCheckout(
                processor_session_id=page_id, url=f"https://pay.example/{page_id}"
            )
            self.pages[page_id] = MemoryPage(intent, hosted)
            self.by_key[intent.idempotency_key] = page_id
        self._lose_answer_if_told()
        return self.pages[page_id].hosted

    async def read_checkout(self, processor_session_id: str) -> PaymentFact:
        self._fail_if_told()
        page = self.pages.get(processor_session_id)
        if page is None:
            raise CheckoutNotFound(f"no page {processor_session_id!r}")
        return self.fact(processor_session_id)

    async def expire_checkout(self, processor_session_id: str) -> None:
        self._fail_if_told()
        page = self.pages.get(processor_session_id)
        if page is not None and page.kind is PaymentFactKind.OPEN:
            self.move(processor_session_id, PaymentFactKind.EXPIRED)
        self._lose_answer_if_told()

    async def refund(self, intent: RefundIntent) -> MoneyFact:
        self._fail_if_told()
        payment_id = intent.payment_id or intent.charge_id or ""
        made = self.by_key.get(intent.idempotency_key)
        if intent.is_old:
            ours = (
                i for i, one in self.given_back.items() if one.said.refund_id == intent.refund_id
            )
            made = next(ours, made)
        if made is None:
            left = self._left_of(payment_id)
            if not left:
                self._lose_answer_if_told()
                return self._told(payment_id)
            if intent.amount > left:
                raise RefundRefused(f"{intent.amount} is more than the {left} that is left")
            made = self.give_back(payment_id, intent.amount, intent=intent)
            self.by_key[intent.idempotency_key] = made
        self._lose_answer_if_told()
        return self._told(payment_id)

    async def read_refund(self, processor_refund_id: str) -> MoneyFact:
        self._fail_if_told()
        if processor_refund_id not in self.given_back:
            raise RefundNotFound(f"no refund {processor_refund_id!r}")
        return self._told(self.given_back[processor_refund_id].payment_id)

    def give_back(
        self, payment_id: str, amount: Money, *, intent: RefundIntent | None = None
    ) -> str:
        """Somebody refunds: we, or a person on the processor's own screen. Its id."""
        made = f"re_mem_{len(self.given_back) + 1}"
        said = RefundSaid(
            id=made,
            amount=amount,
            progress=RefundProgress.SUCCEEDED,
            created_at=self.clock.now(),
            refund_id=intent.refund_id if intent else None,
        )
        self.given_back[made] = MemoryRefund(payment_id, said)
        return made

    def progress(self, processor_refund_id: str, progress: RefundProgress) -> MoneyFact:
        """The bank says something about a refund; the fact is what a webhook would say."""
        kept = self.given_back[processor_refund_id]
        said = evolve(kept.said, progress=progress)
        self.given_back[processor_refund_id] = evolve(kept, said=said)
        return self._told(kept.payment_id)

    def _told(self, payment_id: str) -> MoneyFact:
        refunds = (one.said for one in self.given_back.values() if one.payment_id == payment_id)
        return MoneyFact(at=self.clock.now(), payment_id=payment_id, refunds=tuple(refunds))

    def _left_of(self, payment_id: str) -> Money:
        page = self.pages[payment_id.removeprefix("pi_of_")]
        if page.amount is None:
            raise RefundRefused(f"{payment_id} was not paid")
        gone = [
            one.said.amount
            for one in self.given_back.values()
            if one.payment_id == payment_id and one.said.progress is not RefundProgress.FAILED
        ]
        return page.amount - Money.total(gone, page.amount.currency)

    def pay(self, page_id: str, amount: Money | None = None) -> PaymentFact:
        """The buyer pays: what is asked, unless another amount is given."""
        asked = self.pages[page_id].intent.amount
        return self.move(page_id, PaymentFactKind.PAID, amount=amount or asked)

    def move(
        self,
        page_id: str,
        kind: PaymentFactKind,
        *,
        amount: Money | None = None,
        failure: str | None = None,
    ) -> PaymentFact:
        """Something happens on the page; the fact is what a webhook would say."""
        page = self.pages[page_id]
        self.pages[page_id] = evolve(page, kind=kind, amount=amount, failure=failure)
        return self.fact(page_id)

    def fact(self, page_id: str) -> PaymentFact:
        """What the page is like now."""
        page = self.pages[page_id]
        paid = page.kind in {PaymentFactKind.PAID, PaymentFactKind.PROCESSING}
        return PaymentFact(
            kind=page.kind,
            at=self.clock.now(),
            processor_session_id=page_id,
            payment_id=f"pi_of_{page_id}" if paid else None,
            checkout_session_id=page.intent.checkout_session_id,
            order_id=page.intent.order_id,
            amount=page.amount,
            said=str(page.amount),
            failure=page.failure,
        )

    def _fail_if_told(self) -> None:
        if self.failures:
            raise self.failures.pop(0)

    def _lose_answer_if_told(self) -> None:
        if self.answers_lost:
            self.answers_lost -= 1
            raise ProcessorUnavailable("the answer was lost")
