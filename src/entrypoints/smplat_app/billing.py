"""Use cases, jobs and reactions of the billing context."""

from dependency_injector.providers import Singleton

from smplat_app.ports import Ports
from smplat_core.billing import (
    TELL_OVERDUE,
    AllocatePayment,
    CreditInvoice,
    DraftInvoice,
    DraftInvoiceOfOrder,
    EditDraft,
    FollowProcessorPayment,
    IssueInvoice,
    RecordPayment,
    ReissueInvoice,
    ReleaseAllocation,
    SettlePaidOrder,
    TellOverdue,
    VoidInvoice,
)
from smplat_core.jobs import JobHandler
from smplat_core.kernel import Reaction

BEGIN, CLOCK, IDS = Ports.begin, Ports.clock, Ports.ids


class BillingUseCases(Ports):
    draft_invoice = Singleton(DraftInvoice, begin=BEGIN, clock=CLOCK, ids=IDS)
    draft_invoice_of_order = Singleton(DraftInvoiceOfOrder, begin=BEGIN, clock=CLOCK, ids=IDS)
    edit_draft = Singleton(EditDraft, begin=BEGIN, clock=CLOCK)
    issue_invoice = Singleton(IssueInvoice, begin=BEGIN, clock=CLOCK, ids=IDS)
    void_invoice = Singleton(VoidInvoice, begin=BEGIN, clock=CLOCK)
    reissue_invoice = Singleton(ReissueInvoice, begin=BEGIN, clock=CLOCK, ids=IDS)
    credit_invoice = Singleton(CreditInvoice, begin=BEGIN, clock=CLOCK, ids=IDS)

    record_payment = Singleton(
        RecordPayment,
        begin=BEGIN,
        clock=CLOCK,
        ids=IDS,
        customers=Ports.customer_queries,
        orders=Ports.order_queries,
    )
    allocate_payment = Singleton(AllocatePayment, begin=BEGIN, clock=CLOCK, ids=IDS)
    release_allocation = Singleton(ReleaseAllocation, begin=BEGIN, clock=CLOCK)

    tell_overdue = Singleton(TellOverdue, begin=BEGIN, clock=CLOCK)

    settle_paid_order = Singleton(SettlePaidOrder, begin=BEGIN, ids=IDS, issue=issue_invoice)
    follow_processor_payment = Singleton(FollowProcessorPayment, begin=BEGIN, clock=CLOCK, ids=IDS)


def jobs(app: BillingUseCases) -> dict[str, JobHandler]:
    return {TELL_OVERDUE: app.tell_overdue()}


def reactions(app: BillingUseCases) -> tuple[Reaction, ...]:
    return (app.settle_paid_order(), app.follow_processor_payment())
