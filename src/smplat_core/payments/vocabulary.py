"""Names and small values the payments context is spoken in."""

from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from urllib.parse import urlsplit
from uuid import UUID

from attrs import frozen

from smplat_core.kernel import Invalid, Money, NotAllowed, NotFound, Stale, Unavailable
from smplat_core.orders import OrderId

CheckoutSessionId = NewType("CheckoutSessionId", UUID)
ProcessorEventId = NewType("ProcessorEventId", UUID)
ProcessorPaymentId = NewType("ProcessorPaymentId", UUID)
RefundId = NewType("RefundId", UUID)

LONGEST_URL: Final = 2_000


class CheckoutNotFound(NotFound):
    """No checkout session has this id."""

    code = "payments.checkout_not_found"


class CheckoutChanged(Stale):
    """The checkout session was changed by somebody else since it was read."""

    code = "payments.checkout_changed"


class CheckoutBusy(Stale):
    """Another caller is sending a checkout for this order at this moment; ask again."""

    code = "payments.checkout_busy"


class NothingToPay(NotAllowed):
    """The order costs nothing, so there is nothing to check out."""

    code = "payments.nothing_to_pay"


class BadReturnUrl(Invalid):
    """The address to send the buyer back to is not one a browser can go to."""

    code = "payments.bad_return_url"


class CheckoutRefused(NotAllowed):
    """The processor understood and will not sell this order; repeating it will not help."""

    code = "payments.checkout_refused"


class ProcessorUnavailable(Unavailable):
    """The processor does not answer now. The intent is kept and carried out later by itself."""

    code = "payments.processor_unavailable"


class PaymentNotFound(NotFound):
    """The order has no payment with this id."""

    code = "payments.payment_not_found"


class PaymentChanged(Stale):
    """Two messages told of the same payment at the same moment; try again."""

    code = "payments.payment_changed"


class RefundNotFound(NotFound):
    """The order has no refund with this id, or not for this caller."""

    code = "payments.refund_not_found"


class RefundChanged(Stale):
    """The refund was changed by somebody else since it was read."""

    code = "payments.refund_changed"


class NothingToRefund(NotAllowed):
    """No money of the order is left that could go back."""

    code = "payments.nothing_to_refund"


class RefundExceedsPaid(NotAllowed):
    """More than was paid, less what went back and what is on its way; the detail names the most."""

    code = "payments.refund_exceeds_paid"


class BadRefundAmount(Invalid):
    """A refund is an amount above zero, in the currency that was paid."""

    code = "payments.bad_refund_amount"


class WhichPayment(Invalid):
    """The order was paid more than once; a refund says which payment goes back."""

    code = "payments.which_payment"


class PaymentDisputed(NotAllowed):
    """The payer's bank has the money already; answer the dispute instead."""

    code = "payments.payment_disputed"


class RefundRefused(NotAllowed):
    """The processor understood and will not give the money back; repeating it will not help."""

    code = "payments.refund_refused"


class ProcessorEventNotFound(NotFound):
    """No event of a processor has this id."""

    code = "payments.processor_event_not_found"


class BadSignature(Invalid):
    """The message was not signed by the processor with our secret."""

    code = "payments.bad_signature"


class SignatureTooOld(Invalid):
    """The message was signed too long ago: it may be a replay."""

    code = "payments.signature_too_old"


class UnreadableMessage(Invalid):
    """The message is signed but is no event: not JSON, or without id and type."""

    code = "payments.unreadable_message"


class NoWebhookSecret(Unavailable):
    """No webhook secret is set, so no message can be believed."""

    code = "payments.no_webhook_secret"


class DisputeOutcome(StrEnum):
    """How a dispute ended, for us."""

    WON = "won"
    LOST = "lost"


class PaymentFactKind(StrEnum):
    """What the processor says about a payment."""

    PAID = "paid"
    PROCESSING = "processing"
    """The buyer has done everything; the bank has not answered."""
    FAILED = "failed"
    """The bank said no after the checkout was completed; this checkout is over."""
    ATTEMPT_FAILED = "attempt_failed"
    """One attempt was declined; the buyer may try again on the same page."""
    EXPIRED = "expired"
    OPEN = "open"
    """Nothing has happened yet."""


@frozen(kw_only=True)
class PaymentFact:
    """One thing the processor said about one payment, in our words.

    Webhook, return page and poll all make such facts. They may come late, twice, in any order
    and about payments that are not ours.
    """

    kind: PaymentFactKind
    at: datetime
    """When it happened, by the processor's clock."""
    processor_session_id: str | None = None
    payment_id: str | None = None
    """The processor's id of the payment itself, shared by everything said about it."""
    charge_id: str | None = None
    """Another id of the processor's for it, by which refunds and disputes may call it."""
    checkout_session_id: CheckoutSessionId | None = None
    """Our own id, as we gave it to the processor and got it back."""
    order_id: OrderId | None = None
    """As above."""
    amount: Money | None = None
    """What was paid; ``None`` when the currency is none we know."""
    said: str = ""
    """Amount and currency as the processor wrote them."""
    failure: str | None = None

    @property
    def payment_reference(self) -> str:
        """What tells this payment from every other."""
        return self.payment_id or self.processor_session_id or "unknown"


class FactOutcome(StrEnum):
    """What a fact changed."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    """Known already, or overtaken by something later."""
    MISMATCHED = "mismatched"
    """Money, but not what the order costs."""
    UNMATCHED = "unmatched"
    """About no order of ours."""


def checked_url(url: str, pointer: str) -> str:
    """The address; ``BadReturnUrl`` unless it is an absolute http(s) one of bearable length."""
    accepted = f"an absolute http or https address of at most {LONGEST_URL} characters"
    try:
        parts = urlsplit(url)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        fine = False
    if not fine or len(url) > LONGEST_URL or any(sign <= " " for sign in url):
        raise BadReturnUrl.at(pointer, f"{url[:80]!r} is no such address", accepted=accepted)
    return url
