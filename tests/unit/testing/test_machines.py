"""The kit's machines on the core's own aggregates."""

from smplat_core.testing.machines import (
    THOROUGH,
    AutomationStepMachine,
    FulfillmentMachine,
    InvoiceMachine,
    OrderMachine,
    ShipmentMachine,
)

TestAutomationStep = AutomationStepMachine.TestCase
TestFulfillment = FulfillmentMachine.TestCase
TestInvoice = InvoiceMachine.TestCase
TestOrder = OrderMachine.TestCase
TestShipment = ShipmentMachine.TestCase

TestAutomationStep.settings = THOROUGH
TestFulfillment.settings = THOROUGH
TestInvoice.settings = THOROUGH
TestOrder.settings = THOROUGH
TestShipment.settings = THOROUGH
