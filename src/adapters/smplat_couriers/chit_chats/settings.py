"""How we reach Chit Chats, and how its relay proves itself."""

from attrs import field, frozen

from smplat_couriers.access import CourierAccess


@frozen(kw_only=True)
class ChitChatsSettings(CourierAccess):
    """One client's access; without a token the public tracking page is asked instead."""

    base_url: str = "https://chitchats.com"
    client_id: str = ""
    access_token: str = field(default="", repr=False)
