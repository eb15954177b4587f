"""How we reach DHL, and how its push proves itself."""

from attrs import field, frozen
from attrs.validators import ge, gt

from smplat_couriers.access import CourierAccess


@frozen(kw_only=True)
class DhlSettings(CourierAccess):
    """One application's access to Shipment Tracking - Unified."""

    base_url: str = "https://api-eu.dhl.com"
    api_key: str = field(default="", repr=False)
    calls_per_second: float = field(default=1.0, validator=gt(0))
    calls_burst: int = field(default=60, validator=ge(1))
    parallel: int = 2
    """Calls under way at the same time; DHL's first tier allows one call a second."""
    ecommerce_base_url: str = "https://api.dhlecs.com"
    ecommerce_client_id: str = ""
    """Of DHL eCommerce; without one its numbers are asked about at ``base_url``, as all others."""
    ecommerce_client_secret: str = field(default="", repr=False)
