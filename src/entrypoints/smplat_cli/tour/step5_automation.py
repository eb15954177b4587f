"""Step 5: the legacy system is told of what arrived, and a person takes over when it is down."""

from typing import Any

from smplat_cli.tour.courier import advance, script_fault
from smplat_cli.tour.journey import Journey

SCENARIO = "sensor_vendor_first_time"
IMPATIENT = {"max_attempts": 2, "retry_delay_seconds": 1}
NOTES = "Registered by hand in the legacy system, ticket 4711"


def automation(journey: Journey) -> None:
    _succeeds(journey)
    _make_impatient(journey)
    step = _fails(journey)
    task = _task(journey, step)
    _retried(journey, step)
    _settled(journey, step, task)
    _completed(journey)


def _succeeds(journey: Journey) -> None:
    steps = journey.guide.wait(
        "the legacy system registered what DHL delivered",
        lambda: _steps(journey, journey.by_webhook, "succeeded"),
    )
    per_item = len(steps) == len(journey.by_webhook["items"])
    journey.guide.promise(per_item, "every item of the parcel has its step")
    journey.guide.show(
        journey.api.get(f"/automation-steps/{steps[0]['id']}"),
        "Delivery started a step for each item. Its idempotency key makes sure that the legacy"
        " system does it once, however often it is tried.",
        pick=("sku", "quantity", "scenario", "state", "attempts", "operation_id"),
    )


def _make_impatient(journey: Journey) -> None:
    api = journey.api
    configs = api.get("/automation-scenarios").data
    usual = next(config for config in configs if config["scenario"] == SCENARIO)
    before = {name: usual[name] for name in IMPATIENT}
    journey.at_the_end(lambda: api.ask("PATCH", f"/automation-scenarios/{SCENARIO}", before))
    journey.guide.show(
        api.ask("PATCH", f"/automation-scenarios/{SCENARIO}", IMPATIENT),
        f"Usually {usual['max_attempts']} attempts, {usual['retry_delay_seconds']} s apart. Nobody"
        " at a screen should wait for that, so the tour is impatient and puts it back later.",
        pick=("scenario", "operation", "max_attempts", "retry_delay_seconds"),
    )


def _fails(journey: Journey) -> dict[str, Any]:
    guide = journey.guide
    script_fault(journey, party="legacy", fault="503", operation="operations.perform", times=None)
    guide.kept("the sandbox's legacy system goes down")
    advance(journey, journey.by_polling, until="delivered")
    guide.wait(
        "Canada Post, asked by us: delivered", lambda: _is_delivered(journey, journey.by_polling)
    )
    (step,) = guide.wait(
        "all attempts are spent", lambda: _steps(journey, journey.by_polling, "failed")
    )
    guide.show(
        journey.api.get(f"/automation-steps/{step['id']}"),
        "Nothing fails in silence: the step says how often it was tried and what came back.",
        pick=("sku", "state", "attempts", "max_attempts", "last_error"),
    )
    spent = step["attempts"] == IMPATIENT["max_attempts"]
    guide.promise(spent, f"{IMPATIENT['max_attempts']} attempts, not {step['attempts']}")
    return step


def _task(journey: Journey, step: dict[str, Any]) -> dict[str, Any]:
    tasks = journey.api.get("/tasks", step_id=step["id"])["items"]
    journey.guide.promise(len(tasks) == 1, f"one open task for the step, not {len(tasks)}")
    assigned = journey.api.post(f"/tasks/{tasks[0]['id']}/assign", {"owner": "Tomás Herrera"})
    journey.guide.show(
        assigned,
        "So a person has the task, with what to do and until when.",
        pick=("title", "instructions", "owner", "sla_due_at", "state"),
    )
    return dict(assigned.data)


def _retried(journey: Journey, step: dict[str, Any]) -> None:
    again = journey.api.post(f"/automation-steps/{step['id']}/retry")
    journey.guide.promise(again["state"] == "queued", "a retry queues the step")
    journey.guide.kept("the person tries again first: all attempts anew, at once")
    journey.guide.wait(
        "they are spent as well", lambda: _steps(journey, journey.by_polling, "failed")
    )


def _settled(journey: Journey, step: dict[str, Any], task: dict[str, Any]) -> None:
    by_hand = journey.api.post(f"/automation-steps/{step['id']}/fallback", {"notes": NOTES})
    journey.guide.show(
        by_hand,
        "Then settles it by hand and writes down how. The task is done with it.",
        pick=("state", "fallback_triggered_at", "fallback_notes"),
    )
    journey.guide.promise(by_hand["state"] == "fallback_triggered", "the step is settled by hand")
    done = journey.api.get("/tasks", step_id=step["id"], state="done")["items"]
    closed = [each["id"] for each in done] == [task["id"]]
    journey.guide.promise(closed, "the one task of the step is done, and no other was opened")


def _completed(journey: Journey) -> None:
    progress = journey.api.get(f"/orders/{journey.order['id']}/progress")
    journey.guide.show(
        progress,
        "Everything is delivered, so the order completed by itself.",
        pick=("status", "payment_status", "fulfillment_status", "total"),
    )
    facts = [progress[name] for name in ("status", "payment_status", "fulfillment_status")]
    journey.guide.promise(facts == ["completed", "paid", "fulfilled"], f"all is done: {facts}")


def _steps(journey: Journey, shipment: dict[str, Any], state: str) -> list[dict[str, Any]] | None:
    """All steps of the shipment, once each of them is in this state."""
    steps = journey.api.get(f"/shipments/{shipment['id']}/automation-steps").data
    return steps if steps and all(step["state"] == state for step in steps) else None


def _is_delivered(journey: Journey, shipment: dict[str, Any]) -> bool:
    return bool(journey.api.get(f"/shipments/{shipment['id']}")["status"] == "delivered")
