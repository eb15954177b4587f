"""Step 4: every unit into one of two parcels, which their couriers then follow for us."""

from typing import Any

from smplat_cli.tour.courier import advance, hand_in, lose_webhooks
from smplat_cli.tour.journey import Journey
from smplat_cli.tour.tracking_numbers import canada_post_number, dhl_number

AD_HOC = {
    "company": "Aurora Cold Chain AG",
    "recipient": "Fitter on site",
    "line1": "450 Broadway",
    "city": "Winnipeg",
    "region": "MB",
    "postal_code": "R3C 0V8",
    "country": "CA",
}
TOO_MANY = 409
SPLIT = {"SEN-T100": (4, 0), "SEN-LEAK2": (3, 0), "GW-LORA-8": (1, 1)}
"""Units in the first and in the second parcel."""


def shipments(journey: Journey) -> None:
    journey.fulfillment = journey.guide.wait(
        "a fulfillment order exists, because the order was paid", lambda: _fulfillment(journey)
    )
    _too_many(journey)
    _two_parcels(journey)
    _on_their_way(journey)


def _fulfillment(journey: Journey) -> dict[str, Any] | None:
    found = journey.api.get("/fulfillments", order_id=journey.order["id"])["items"]
    return next(iter(found), None)


def _items(journey: Journey, parcel: int) -> list[dict[str, Any]]:
    ids = {item["sku"]: item["id"] for item in journey.fulfillment["items"]}
    units = {ids[sku]: split[parcel] for sku, split in SPLIT.items()}
    return [{"fulfillment_item_id": id_, "quantity": n} for id_, n in units.items() if n]


def _too_many(journey: Journey) -> None:
    item = journey.fulfillment["items"][0]
    body = {
        "items": [{"fulfillment_item_id": item["id"], "quantity": item["ordered"] + 1}],
        "address_id": journey.addresses["DE"],
    }
    path = f"/fulfillments/{journey.fulfillment['id']}/shipments"
    refused = journey.api.ask("POST", path, body, refusal=TOO_MANY)
    code = refused["code"]
    journey.guide.promise(code == "fulfillment.over_allocated", f"too many units: {code}")
    journey.guide.show(
        refused,
        "More than was ordered cannot be promised, from however many screens at once. Every"
        " refusal has a permanent code, a pointer, and what would be accepted.",
        pick=("status", "code", "detail", "errors"),
    )


def _two_parcels(journey: Journey) -> None:
    path = f"/fulfillments/{journey.fulfillment['id']}/shipments"
    first: dict[str, Any] = {"courier": "dhl", "tracking_number": dhl_number()}
    first |= {"items": _items(journey, 0), "address_id": journey.addresses["DE"]}
    second: dict[str, Any] = {"courier": "canada_post", "tracking_number": canada_post_number()}
    second |= {"items": _items(journey, 1), "address": AD_HOC}
    journey.by_webhook = journey.api.post(path, first).data
    drafted = journey.api.post(path, second)
    journey.by_polling = drafted.data
    journey.guide.kept(f"{journey.by_webhook['reference']} by DHL to a saved address in Berlin")
    journey.guide.show(
        drafted,
        "The other parcel goes to an address written out for it alone. The check digit of its"
        " tracking number is good. Each parcel keeps its own copy of where it goes.",
        pick=("reference", "status", "address_id", "address", "tracking_number", "tracking_check"),
    )
    for shipment in (journey.by_webhook, journey.by_polling):
        verdict = shipment["tracking_check"]
        journey.guide.promise(verdict == "verified", f"{shipment['tracking_number']}: {verdict}")
    now = journey.api.get(f"/fulfillments/{journey.fulfillment['id']}")
    left = sum(item["unallocated"] for item in now["items"])
    journey.guide.promise(left == 0, f"every unit is in a parcel; {left} are not")
    journey.guide.kept("every unit of the order is in one of the two parcels")


def _on_their_way(journey: Journey) -> None:
    guide, webhook, polling = journey.guide, journey.by_webhook, journey.by_polling
    for shipment in (webhook, polling):
        ready = journey.api.post(f"/shipments/{shipment['id']}/status", {"status": "ready"})
        guide.promise(ready["status"] == "ready", f"{shipment['reference']} is ready")
    guide.kept("both are ready; the warehouse hands them in")
    lose_webhooks(journey, "canada_post")
    hand_in(journey, webhook)
    hand_in(journey, polling)
    advance(journey, polling, until="in_transit")
    advance(journey, webhook, until="cleared")
    guide.wait("DHL says by signed webhook: in transit", lambda: _in(journey, webhook))
    guide.wait("Canada Post, asked by us: in transit", lambda: _in(journey, polling))
    advance(journey, webhook, until="delivered")
    guide.wait("DHL says by signed webhook: delivered", lambda: _in(journey, webhook, "delivered"))
    guide.promise("webhook" in _sources(journey, webhook), "DHL told us by webhook")
    guide.promise(_sources(journey, polling) == {"poll"}, "Canada Post told us when asked")
    guide.show(
        journey.api.get(f"/shipments/{webhook['id']}/tracking"),
        "What the courier said, in our words beside its own, by its own clock.",
    )


def _in(journey: Journey, shipment: dict[str, Any], state: str = "in_transit") -> bool:
    return bool(journey.api.get(f"/shipments/{shipment['id']}")["status"] == state)


def _sources(journey: Journey, shipment: dict[str, Any]) -> set[str]:
    told = journey.api.get(f"/shipments/{shipment['id']}/tracking")["events"]
    return {event["source"] for event in told}
