"""Aggregates driven at random, by Hypothesis: add rules and invariants of your own in a subclass.

``TestMyOrder = MyOrderMachine.TestCase`` is a test, ``TestMyOrder.settings = THOROUGH`` its effort.
"""

from smplat_core.testing.machines.automation import AutomationStepMachine
from smplat_core.testing.machines.checkout import BareCheckout, CheckoutDriver, CheckoutMachine
from smplat_core.testing.machines.experiment import ExperimentMachine
from smplat_core.testing.machines.fulfillment import (
    BareWarehouse,
    FulfillmentMachine,
    WarehouseDriver,
)
from smplat_core.testing.machines.invoice import BareLedger, InvoiceMachine, LedgerDriver
from smplat_core.testing.machines.lifecycle import LifecycleMachine
from smplat_core.testing.machines.order import BareOrder, OrderDriver, OrderMachine
from smplat_core.testing.machines.product import ProductMachine
from smplat_core.testing.machines.shipment import ShipmentMachine
from smplat_core.testing.machines.watching import THOROUGH, Watch, WatchingMachine

__all__ = [
    "THOROUGH",
    "AutomationStepMachine",
    "BareCheckout",
    "BareLedger",
    "BareOrder",
    "BareWarehouse",
    "CheckoutDriver",
    "CheckoutMachine",
    "ExperimentMachine",
    "FulfillmentMachine",
    "InvoiceMachine",
    "LedgerDriver",
    "LifecycleMachine",
    "OrderDriver",
    "OrderMachine",
    "ProductMachine",
    "ShipmentMachine",
    "WarehouseDriver",
    "Watch",
    "WatchingMachine",
]
