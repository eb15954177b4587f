"""DHL: Shipment Tracking - Unified and its push; MyDHL and Express documents are read too."""

from smplat_couriers.dhl.client import DhlClient
from smplat_couriers.dhl.courier import DhlCourier
from smplat_couriers.dhl.settings import DhlSettings
from smplat_couriers.dhl.translate import answers

__all__ = ["DhlClient", "DhlCourier", "DhlSettings", "answers"]
