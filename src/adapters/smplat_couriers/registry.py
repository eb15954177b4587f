"""Which couriers can be asked, and which of their documents can be read."""

from collections.abc import Callable, Mapping
from typing import Final

import httpx
from attrs import Factory, frozen

from smplat_core.fulfillment import CallRate, Courier, CourierCode, TrackingAnswers
from smplat_couriers import canada_post, chit_chats, dhl, usps
from smplat_couriers.access import CourierAccess
from smplat_couriers.canada_post import CanadaPostClient, CanadaPostCourier, CanadaPostSettings
from smplat_couriers.chit_chats import ChitChatsClient, ChitChatsCourier, ChitChatsSettings
from smplat_couriers.dhl import DhlClient, DhlCourier, DhlSettings
from smplat_couriers.usps import UspsClient, UspsCourier, UspsSettings

Reader = Callable[[bytes], TrackingAnswers]

READERS: Final[Mapping[CourierCode, Reader]] = {
    CourierCode("canada_post"): canada_post.answers,
    CourierCode("chit_chats"): chit_chats.answers,
    CourierCode("dhl"): dhl.answers,
    CourierCode("usps"): usps.answers,
}
"""Reads a tracking document of the courier; raises ``CourierPayloadUnreadable``."""


@frozen(kw_only=True)
class CouriersSettings:
    """Access to every courier that can be asked."""

    canada_post: CanadaPostSettings = Factory(CanadaPostSettings)
    chit_chats: ChitChatsSettings = Factory(ChitChatsSettings)
    dhl: DhlSettings = Factory(DhlSettings)
    usps: UspsSettings = Factory(UspsSettings)
    poll_interval_seconds: float = 7_200.0
    """How long after an answer a parcel is asked about again."""


def couriers(settings: CouriersSettings, http: httpx.AsyncClient) -> Mapping[CourierCode, Courier]:
    """Every courier, by code, on one HTTP client that the caller closes."""
    every: tuple[Courier, ...] = (
        CanadaPostCourier(settings.canada_post, CanadaPostClient(settings.canada_post, http)),
        ChitChatsCourier(settings.chit_chats, ChitChatsClient(settings.chit_chats, http)),
        DhlCourier(settings.dhl, DhlClient(settings.dhl, http)),
        UspsCourier(settings.usps, UspsClient(settings.usps, http)),
    )
    return {courier.code: courier for courier in every}


def call_rates(settings: CouriersSettings) -> Mapping[CourierCode, CallRate]:
    """What each connection allows."""
    every: Mapping[str, CourierAccess] = {
        "canada_post": settings.canada_post,
        "chit_chats": settings.chit_chats,
        "dhl": settings.dhl,
        "usps": settings.usps,
    }
    return {
        CourierCode(code): CallRate(per_second=one.calls_per_second, burst=one.calls_burst)
        for code, one in every.items()
    }
