"""Couriers over HTTP: one folder each, all of the same five files."""

from smplat_couriers.canada_post import CanadaPostSettings
from smplat_couriers.chit_chats import ChitChatsSettings
from smplat_couriers.dhl import DhlSettings
from smplat_couriers.registry import READERS, CouriersSettings, call_rates, couriers
from smplat_couriers.usps import UspsSettings

__all__ = [
    "READERS",
    "CanadaPostSettings",
    "ChitChatsSettings",
    "CouriersSettings",
    "DhlSettings",
    "UspsSettings",
    "call_rates",
    "couriers",
]
