"""The sandbox's side of a parcel: what a courier does with it."""

from typing import Any

from smplat_cli.tour.journey import Journey

SCANS = 7
"""Of a parcel that meets no trouble."""


def hand_in(journey: Journey, shipment: dict[str, Any]) -> None:
    """The courier has the parcel, and does nothing with it until told to."""
    parcel = {"tracking_number": shipment["tracking_number"], "seconds_per_step": None}
    journey.sandbox.post(f"/couriers/{shipment['courier']}/parcels", parcel)


def advance(journey: Journey, shipment: dict[str, Any], *, until: str) -> None:
    """Scan the parcel again and again, up to this word of the courier."""
    path = f"/couriers/{shipment['courier']}/parcels/{shipment['tracking_number']}/advance"
    for _ in range(SCANS):
        parcel = journey.sandbox.post(path)
        if parcel["events"][-1]["word"] == until:
            break
    words = ", ".join(event["word"] for event in parcel["events"])
    journey.guide.kept(f"{shipment['courier']} scans {shipment['tracking_number']}: {words}")


def lose_webhooks(journey: Journey, courier: str) -> None:
    """What this courier pushes about one parcel never arrives, so that we have to ask."""
    operation = f"webhook.{courier}.*"
    script_fault(journey, party="couriers", fault="drop", operation=operation, times=SCANS)
    journey.guide.kept(f"the sandbox loses every webhook of {courier} from now on")


def script_fault(journey: Journey, **rule: Any) -> None:  # noqa: ANN401 - JSON of the sandbox
    """Something goes wrong there, until the tour ends."""
    before = journey.sandbox.get("/faults")["faults"]
    journey.at_the_end(lambda: put_faults_back(journey, before))
    journey.sandbox.post("/faults", rule)


def put_faults_back(journey: Journey, rules: list[dict[str, Any]]) -> None:
    """Only these, as often as they have not fired yet."""
    journey.sandbox.ask("DELETE", "/faults")
    for rule in rules:
        kept = {name: value for name, value in rule.items() if name not in ("seen", "fired")}
        if rule["times"] is not None:
            kept["times"] = rule["times"] - rule["fired"]
        if kept["times"] != 0:
            journey.sandbox.post("/faults", kept)
