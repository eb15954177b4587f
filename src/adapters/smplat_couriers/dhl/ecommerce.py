"""DHL eCommerce on the wire: packages with their events, and how it says no."""

import re
from collections.abc import Mapping
from typing import Final

from smplat_core.fulfillment import CourierPayloadUnreadable
from smplat_couriers.dhl.parcels import Checkpoint, Parcel, Problem
from smplat_couriers.reading import json_list, json_object, tracking_number, word

IDENTIFIERS: Final = (
    "trackingId",
    "trackedValue",
    "dhlPackageId",
    "packageId",
    "deliveryConfirmationNumber",
)
"""Any of them is asked for by; the first there is names the package."""

ERROR_TYPE: Final = re.compile(r"/docs/errors/(?P<status>[0-9]{3})\.[0-9]+$")
"""``type`` of an error ends with its HTTP status and a number of its own."""


def package(found: Mapping[str, object]) -> Parcel:
    """One of ``packages``: its identifiers are under ``package``, or beside its events."""
    told = found.get("package")
    about = json_object(told, "a package") if told is not None else found
    names = [tracking_number(word(about, each)) for each in IDENTIFIERS]
    number = next((each for each in names if each), "")
    if not number:
        raise CourierPayloadUnreadable("a package has neither a trackingId nor another identifier")
    events = [json_object(one, "an event") for one in json_list(found, "events")]
    return Parcel(
        number=number,
        checkpoints=tuple(_event(one) for one in events),
        promised=word(about, "expectedDelivery") or word(about, "estimatedDeliveryDate"),
    )


def _event(event: Mapping[str, object]) -> Checkpoint:
    day, clock = word(event, "date"), word(event, "time")
    return Checkpoint(
        timestamp=f"{day}T{clock}" if clock and "T" not in day else day,
        zone=word(event, "timeZone"),
        package_code=word(event, "primaryEventId"),
        status=word(event, "primaryEventDescription"),
        description=word(event, "secondaryEventDescription"),
        location=word(event, "location"),
        is_package=True,
    )


def problem(found: Mapping[str, object]) -> Problem:
    """An error of eCommerce: the HTTP status is the end of its ``type``."""
    kind = ERROR_TYPE.search(word(found, "type"))
    wrong = [json_object(one, "a parameter") for one in json_list(found, "invalidParams")]
    return Problem(
        number="",
        status=kind["status"] if kind else "",
        title=word(found, "title"),
        detail="; ".join(filter(None, (word(one, "reason") for one in wrong))),
    )
