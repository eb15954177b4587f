"""Invoices and payments over HTTP."""

from typing import Final

from smplat_api.billing.invoices import InvoiceController
from smplat_api.billing.orders import OrderBillingController
from smplat_api.billing.payments import PaymentController, PaymentRecordController
from smplat_api.billing.summary import SummaryController

ROUTES: Final = (
    InvoiceController,
    OrderBillingController,
    PaymentController,
    PaymentRecordController,
    SummaryController,
)

__all__ = ["ROUTES"]
