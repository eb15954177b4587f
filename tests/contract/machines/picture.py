"""All that can be seen of the product at one moment, as one company sees it or as the house does."""

from typing import TypeVar

from attrs import fields, frozen

from smplat_core.automation import AutomationQueries, AutomationStep, HumanTask, TaskFilter
from smplat_core.billing import (
    BillingQueries,
    Invoice,
    InvoiceFilter,
    PaymentFilter,
    PaymentRecord,
)
from smplat_core.customers import CompanyId
from smplat_core.fulfillment import (
    FulfillmentFilter,
    FulfillmentOrder,
    FulfillmentQueries,
    Shipment,
    ShipmentFilter,
    ShipmentQueries,
)
from smplat_core.kernel import Page, PageRequest
from smplat_core.orders import Order, OrderFilter, OrderQueries
from smplat_core.payments import CheckoutSession, PaymentQueries, ProcessorPayment, Refund
from tests.contract.replay.whole import Whole

T = TypeVar("T")

ALL = PageRequest(200)


@frozen(kw_only=True)
class Picture:
    """Everything has a ``company_id``, an ``id`` and its order of the list it came from."""

    orders: tuple[Order, ...] = ()
    sessions: tuple[CheckoutSession, ...] = ()
    payments: tuple[ProcessorPayment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    records: tuple[PaymentRecord, ...] = ()
    fulfillments: tuple[FulfillmentOrder, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    steps: tuple[AutomationStep, ...] = ()
    tasks: tuple[HumanTask, ...] = ()

    def of(self, company: CompanyId) -> "Picture":
        """What is this company's, and nothing else."""
        return Picture(
            **{
                field.name: tuple(
                    one for one in getattr(self, field.name) if one.company_id == company
                )
                for field in fields(Picture)
            }
        )


async def take(
    whole: Whole, *, company: CompanyId | None = None, among: Picture | None = None
) -> Picture:
    """What the queries show to this company; asked also of orders and shipments of ``among``."""
    use_cases = whole.use_cases
    found: OrderQueries = use_cases.order_queries()
    payments: PaymentQueries = use_cases.payment_queries()
    billing: BillingQueries = use_cases.billing_queries()
    fulfillment: FulfillmentQueries = use_cases.fulfillment_queries()
    parcels: ShipmentQueries = use_cases.shipment_queries()
    automation: AutomationQueries = use_cases.automation_queries()
    listed = all_of(await found.find(OrderFilter(), ALL, company=company))
    shipments = all_of(await parcels.find(ShipmentFilter(), ALL, company=company))
    asked = among.orders if among else listed
    shipped = among.shipments if among else shipments
    return Picture(
        orders=tuple([await found.get(order.id, company=company) for order in listed]),
        sessions=tuple(
            [one for o in asked for one in await payments.sessions(o.id, company=company)]
        ),
        payments=tuple(
            [one for o in asked for one in await payments.payments(o.id, company=company)]
        ),
        refunds=tuple(
            [
                one
                for order in asked
                for one in all_of(await payments.refunds(order.id, ALL, company=company))
            ]
        ),
        invoices=all_of(await billing.invoices(InvoiceFilter(), ALL, company=company)),
        records=all_of(await billing.payments(PaymentFilter(), ALL, company=company)),
        fulfillments=all_of(await fulfillment.find(FulfillmentFilter(), ALL, company=company)),
        shipments=shipments,
        steps=tuple(
            [
                one
                for parcel in shipped
                for one in await automation.steps_of(parcel.id, company=company)
            ]
        ),
        tasks=all_of(await automation.tasks(TaskFilter(), ALL, company=company)),
    )


def all_of(page: Page[T]) -> tuple[T, ...]:
    assert page.next_cursor is None, "more than fits one page: some of it would not be looked at"
    return tuple(page.items)
