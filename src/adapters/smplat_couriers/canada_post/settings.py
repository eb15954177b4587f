"""How we reach Canada Post, and how its relay proves itself."""

from attrs import field, frozen

from smplat_couriers.access import CourierAccess


@frozen(kw_only=True)
class CanadaPostSettings(CourierAccess):
    """One customer's access to the tracking service."""

    base_url: str = "https://soa-gw.canadapost.ca"
    username: str = ""
    password: str = field(default="", repr=False)
