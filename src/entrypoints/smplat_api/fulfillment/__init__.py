"""Fulfillment orders and shipments over HTTP."""

from typing import Final

from smplat_api.fulfillment.fulfillments import FulfillmentController
from smplat_api.fulfillment.shipments import ShipmentController

ROUTES: Final = (FulfillmentController, ShipmentController)
