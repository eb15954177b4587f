"""Canada Post, Chit Chats, DHL and USPS, as a shop sees them: tracking answers and signed pushes."""

from smplat_sandbox.couriers.party import CouriersParty

__all__ = ["CouriersParty"]
