"""How we reach DHL, and how its push proves itself."""

from attrs import field, frozen

from smplat_couriers.access import CourierAccess


@frozen(kw_only=True)
class DhlSettings(CourierAccess):
    """One application's access to Shipment Tracking - Unified."""

    base_url: str = "https://api-eu.dhl.com"
    api_key: str = field(default="", repr=False)
    parallel: int = 2
    """Calls under way at the same time; DHL's first tier allows one call a second."""
