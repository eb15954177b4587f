"""Step 6: the timelines of company, order and shipment: what, when, who, and from which request."""

from collections.abc import Iterable, Sequence
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.table import Column, Table

from smplat_cli.tour.journey import Journey

COMPANY = ("legacy.sync_requested", "legacy.sync_completed", "company.created")
ORDER = (
    "order.created",
    "order.checkout_sent",
    "order.payment_failed",
    "order.paid",
    "fulfillment.created",
    "shipment.drafted",
    "shipment.ready",
    "shipment.in_transit",
    "shipment.delivered",
    "automation.step_queued",
    "automation.step_failed",
    "automation.fallback_triggered",
)
DELIVERED_BY_WEBHOOK = (
    "shipment.drafted",
    "shipment.ready",
    "shipment.in_transit",
    "shipment.delivered",
    "automation.step_queued",
    "automation.step_succeeded",
)
DELIVERED_BY_POLLING = (
    "shipment.drafted",
    "shipment.ready",
    "shipment.in_transit",
    "shipment.delivered",
    "automation.step_queued",
    "automation.step_failed",
    "automation.task_opened",
    "automation.step_failed",
    "automation.fallback_triggered",
    "automation.task_closed",
)
ONCE = ("order.created", "order.paid", "invoice.issued", "invoice.paid", "fulfillment.created")
LONGEST_NAME: Final = 29
"""Letters of an event's name, none of which should be cut off."""


def timelines(journey: Journey) -> None:
    guide = journey.guide
    order_id, shipment_id = journey.order["id"], journey.by_polling["id"]
    company = _read(journey, f"/companies/{journey.company_id}/timeline", COMPANY)
    guide.kept(f"the company's timeline has {len(company)} entries, from {company[0]['name']}")
    told = _read(journey, f"/orders/{order_id}/timeline", ORDER)
    guide.table(_table(f"GET /api/v1/orders/{order_id}/timeline", told))
    guide.notice(
        "Who acted: your key, Stripe, a courier, or a reaction to what happened before. What one"
        " request set in motion has its correlation id, through every job and webhook between."
    )
    for name in ONCE:
        times = sum(event["name"] == name for event in told)
        guide.promise(times == 1, f"{name} is told once, not {times} times")
    traced = told[0]["correlation_id"]
    guide.promise(traced == journey.correlation_id(3), "the order knows the tour's correlation id")

    other = journey.by_webhook["id"]
    arrived = _read(journey, f"/shipments/{other}/timeline", DELIVERED_BY_WEBHOOK)
    _calls(journey, arrived)
    followed = _read(journey, f"/shipments/{shipment_id}/timeline", DELIVERED_BY_POLLING)
    guide.table(_table(f"GET /api/v1/shipments/{shipment_id}/timeline", followed))
    guide.notice("The parcel's steps, what its courier said, and the automation, in one place.")


def _calls(journey: Journey, events: list[dict[str, Any]]) -> None:
    """The legacy system was called in the name of the webhook that said: delivered."""
    delivered = next(event for event in events if event["name"] == "shipment.delivered")
    correlation_id = delivered["correlation_id"]
    calls = journey.api.get("/legacy-sync/calls", correlation_id=correlation_id)["items"]
    expected = len(journey.by_webhook["items"])
    journey.guide.promise(len(calls) == expected, f"{expected} calls belong to it: {len(calls)}")
    journey.guide.kept(
        f"{len(calls)} calls to the legacy system belong to the webhook that said delivered:"
        f" GET /api/v1/legacy-sync/calls?correlation_id={correlation_id}"
    )


def _read(journey: Journey, path: str, promised: Sequence[str]) -> list[dict[str, Any]]:
    """The whole timeline, once it has the promised events in their order, each with its cause."""
    events: list[dict[str, Any]] = journey.api.get(path, limit=200)["items"]
    missing = first_missing(promised, (event["name"] for event in events))
    journey.guide.promise(missing is None, f"{path} tells {missing} in its place")
    for event in events:
        caused = event["actor"] and event["correlation_id"] not in ("", "none")
        journey.guide.promise(caused, f"{event['name']} in {path} has actor and correlation id")
    return events


def first_missing(promised: Sequence[str], names: Iterable[str]) -> str | None:
    """The first promised name that is not there after those promised before it."""
    left = iter(names)
    return next((name for name in promised if name not in left), None)


def _table(title: str, events: list[dict[str, Any]]) -> Table:
    """One row an event; of several things in a row that a courier said, the first."""
    table = Table(
        Column("at", no_wrap=True, min_width=len("00:00:00")),
        Column("event", no_wrap=True, min_width=LONGEST_NAME),
        Column("actor", no_wrap=True, max_width=20),
        Column("correlation id", no_wrap=True),
        title=title,
        title_justify="left",
        box=SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
    )
    before = ""
    for event in events:
        if event["name"] == before == "shipment.tracking_recorded":
            continue
        before = event["name"]
        table.add_row(event["at"][11:19], before, event["actor"], event["correlation_id"])
    return table
