"""The kit's machines on the core's own aggregates."""

from smplat_core.testing.machines import (
    THOROUGH,
    AutomationStepMachine,
    CheckoutMachine,
    ExperimentMachine,
    FulfillmentMachine,
    InvoiceMachine,
    OrderMachine,
    ProductMachine,
    ShipmentMachine,
)

TestAutomationStep = AutomationStepMachine.TestCase
TestCheckout = CheckoutMachine.TestCase
TestExperiment = ExperimentMachine.TestCase
TestFulfillment = FulfillmentMachine.TestCase
TestInvoice = InvoiceMachine.TestCase
TestOrder = OrderMachine.TestCase
TestProduct = ProductMachine.TestCase
TestShipment = ShipmentMachine.TestCase

TestAutomationStep.settings = THOROUGH
TestCheckout.settings = THOROUGH
TestExperiment.settings = THOROUGH
TestFulfillment.settings = THOROUGH
TestInvoice.settings = THOROUGH
TestOrder.settings = THOROUGH
TestProduct.settings = THOROUGH
TestShipment.settings = THOROUGH
