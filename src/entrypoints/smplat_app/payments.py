"""Use cases, jobs and reactions of the payments context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_app.pricing import PricingUseCases
from smplat_core.jobs import JobHandler
from smplat_core.kernel import Reaction
from smplat_core.payments import (
    CLOSE_CHECKOUT,
    PROCESS_EVENT,
    RECONCILE_CHECKOUT,
    RECONCILE_OPEN_SESSIONS,
    RECONCILE_REFUNDS,
    SEND_REFUND,
    SWEEP_EXPIRED,
    CloseCheckout,
    CloseCheckoutOfCanceledOrder,
    CloseCheckoutOfPaidOrder,
    IntendCheckout,
    OpenCheckout,
    Pages,
    ProcessProcessorEvent,
    ReceiveMessage,
    ReconcileCheckout,
    ReconcileOpenSessions,
    ReconcileRefunds,
    RecordPaymentFact,
    RegenerateCheckout,
    RequestRefund,
    RequeueProcessorEvent,
    SendCheckout,
    SendRefund,
    SettleReturn,
    SweepExpiredCheckouts,
)


def pages_under(public_url: str) -> Pages:
    """Where buyers go when the caller of ``send-checkout`` does not say."""
    base = f"{public_url.rstrip('/')}/api/v1/checkout"
    return Pages(
        success_url=f"{base}/return?session_id={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{base}/canceled",
    )


class PaymentsUseCases(PricingUseCases):
    record_payment_fact = Singleton(
        RecordPaymentFact, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids
    )
    intend_checkout = Singleton(
        IntendCheckout,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
        check_prices=PricingUseCases.check_stripe_prices,
        processor=Ports.payment_processor,
        record=record_payment_fact,
        judge=PricingUseCases.judge_margins,
        check_rates=PricingUseCases.check_rates,
    )
    open_checkout = Singleton(
        OpenCheckout, begin=Ports.begin, clock=Ports.clock, processor=Ports.payment_processor
    )
    send_checkout = Singleton(SendCheckout, intend=intend_checkout, open_checkout=open_checkout)
    regenerate_checkout = Singleton(
        RegenerateCheckout, intend=intend_checkout, open_checkout=open_checkout
    )
    settle_return = Singleton(
        SettleReturn,
        begin=Ports.begin,
        queries=Ports.payment_queries,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    receive_message = Singleton(
        ReceiveMessage,
        begin=Ports.begin,
        clock=Ports.clock,
        ids=Ports.ids,
        verifier=Ports.message_verifier,
        target=Ports.webhook_target,
    )
    requeue_processor_event = Singleton(RequeueProcessorEvent, begin=Ports.begin)
    process_processor_event = Singleton(
        ProcessProcessorEvent,
        begin=Ports.begin,
        clock=Ports.clock,
        reader=Ports.fact_reader,
        record=record_payment_fact,
    )
    reconcile_checkout = Singleton(
        ReconcileCheckout, begin=Ports.begin, clock=Ports.clock, open_checkout=open_checkout
    )
    close_checkout = Singleton(
        CloseCheckout,
        begin=Ports.begin,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    reconcile_open_sessions = Singleton(
        ReconcileOpenSessions,
        clock=Ports.clock,
        due=Ports.due_checkouts,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    sweep_expired_checkouts = Singleton(
        SweepExpiredCheckouts,
        begin=Ports.begin,
        clock=Ports.clock,
        due=Ports.due_checkouts,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    request_refund = Singleton(RequestRefund, begin=Ports.begin, clock=Ports.clock, ids=Ports.ids)
    send_refund = Singleton(
        SendRefund,
        begin=Ports.begin,
        clock=Ports.clock,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    reconcile_refunds = Singleton(
        ReconcileRefunds,
        begin=Ports.begin,
        clock=Ports.clock,
        due=Ports.due_refunds,
        processor=Ports.payment_processor,
        record=record_payment_fact,
    )
    close_checkout_of_canceled_order = Singleton(
        CloseCheckoutOfCanceledOrder, begin=Ports.begin, clock=Ports.clock
    )
    close_checkout_of_paid_order = Singleton(
        CloseCheckoutOfPaidOrder, begin=Ports.begin, clock=Ports.clock
    )


def jobs(app: PaymentsUseCases) -> dict[str, JobHandler]:
    return {
        PROCESS_EVENT: app.process_processor_event(),
        RECONCILE_CHECKOUT: app.reconcile_checkout(),
        CLOSE_CHECKOUT: app.close_checkout(),
        RECONCILE_OPEN_SESSIONS: app.reconcile_open_sessions(),
        SWEEP_EXPIRED: app.sweep_expired_checkouts(),
        SEND_REFUND: app.send_refund(),
        RECONCILE_REFUNDS: app.reconcile_refunds(),
    }


def reactions(app: PaymentsUseCases) -> tuple[Reaction, ...]:
    return (app.close_checkout_of_canceled_order(), app.close_checkout_of_paid_order())
