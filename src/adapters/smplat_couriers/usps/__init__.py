"""USPS: Tracking v3, and webhooks through a signed relay; the older XML is read too."""

from smplat_couriers.usps.client import UspsClient
from smplat_couriers.usps.courier import UspsCourier
from smplat_couriers.usps.settings import UspsSettings
from smplat_couriers.usps.translate import answers

__all__ = ["UspsClient", "UspsCourier", "UspsSettings", "answers"]
