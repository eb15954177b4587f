"""How we reach USPS, and how its relay proves itself."""

from attrs import field, frozen

from smplat_couriers.access import CourierAccess


@frozen(kw_only=True)
class UspsSettings(CourierAccess):
    """One application's access to Tracking v3."""

    base_url: str = "https://apis.usps.com"
    client_id: str = ""
    """The consumer key of the application."""
    client_secret: str = field(default="", repr=False)
