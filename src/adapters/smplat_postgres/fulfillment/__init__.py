"""The fulfillment context on Postgres."""

from smplat_postgres.fulfillment.calls import (
    PostgresCourierCalls,
    PostgresCourierQueries,
    PostgresDeliveryPromises,
)
from smplat_postgres.fulfillment.couriers import (
    PostgresCourierDeliveries,
    PostgresCourierEvents,
    PostgresCourierProfiles,
    PostgresTrackingWatches,
)
from smplat_postgres.fulfillment.orders import PostgresFulfillmentOrders
from smplat_postgres.fulfillment.queries import (
    PostgresFulfillmentQueries,
    PostgresShipmentQueries,
)
from smplat_postgres.fulfillment.shipments import PostgresShipments

__all__ = [
    "PostgresCourierCalls",
    "PostgresCourierDeliveries",
    "PostgresCourierEvents",
    "PostgresCourierProfiles",
    "PostgresCourierQueries",
    "PostgresDeliveryPromises",
    "PostgresFulfillmentOrders",
    "PostgresFulfillmentQueries",
    "PostgresShipmentQueries",
    "PostgresShipments",
    "PostgresTrackingWatches",
]
