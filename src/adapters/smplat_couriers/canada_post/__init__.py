"""Canada Post: tracking by number, and webhooks through a signed relay."""

from smplat_couriers.canada_post.client import CanadaPostClient
from smplat_couriers.canada_post.courier import CanadaPostCourier
from smplat_couriers.canada_post.settings import CanadaPostSettings
from smplat_couriers.canada_post.translate import answers

__all__ = ["CanadaPostClient", "CanadaPostCourier", "CanadaPostSettings", "answers"]
