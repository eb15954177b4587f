"""One delivery story, step by step: the sandbox's courier scans, and our API hears of it."""

import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Literal
from uuid import UUID

import httpx
from attrs import frozen

from smplat_cli.remote import Problem, Remote
from smplat_cli.telling import Refused

PATIENCE: Final = 60.0
"""Seconds one scan may take to reach the shipment."""
PAUSE: Final = 0.2
UNDER_WAY: Final = ("ready", "in_transit")
BUSY: Final = "fulfillment.courier_calls_spent"

Json = dict[str, Any]


@frozen
class SandboxDesk:
    """The couriers' side: what the sandbox's control API lets a script do with a parcel."""

    client: httpx.Client

    def hand_in(self, courier: str, number: str, **story: object) -> Json:
        """The courier has the parcel, and does nothing with it until told to."""
        return self._post(f"/couriers/{courier}/parcels", {"tracking_number": number, **story})

    def advance(self, courier: str, number: str) -> Json:
        """The next scan of its story happens."""
        return self._post(f"/couriers/{courier}/parcels/{number}/advance", {})

    def _post(self, path: str, body: Json) -> Json:
        try:
            answer = self.client.post(path, json=body)
        except httpx.HTTPError as error:
            raise Refused(
                f"cannot reach the sandbox at {self.client.base_url}: {error}\n"
                "Is it running (`smplat up`)? Another address: --sandbox or SMPLAT_SANDBOX_URL."
            ) from None
        if answer.is_success:
            found: Json = answer.json()
            return found
        if answer.status_code == httpx.codes.CONFLICT:
            raise Refused(
                "the sandbox has a parcel of this number already, and a parcel lives one story:"
                " make another shipment, or reset the sandbox (POST /_sandbox/reset)"
            )
        raise Refused(f"the sandbox refuses: {answer.text[:300]}")


@frozen
class Simulation:
    """A story from its first scan to its last."""

    far: Remote
    desk: SandboxDesk
    note: Callable[[str], None]

    def __call__(
        self,
        shipment: str,
        *,
        story: str,
        by: Literal["webhook", "polling"],
        seed: int,
        start: datetime,
    ) -> Sequence[Json]:
        """What the courier said, as our API tells it at the end; ``Refused`` when it hears nothing."""
        found = self._shipment(shipment)
        courier, number = found["courier"], found["tracking_number"]
        parcel = self.desk.hand_in(
            courier,
            number,
            story=story,
            seed=seed,
            started_at=start.isoformat(),
            seconds_per_step=None,
            silent=by == "polling",
        )
        self.note(f"{found['reference']}: {courier} {number}, story {story}, seed {seed}, by {by}")
        told = self._told(found["id"])
        before = {event["id"] for event in told}
        for _ in parcel["steps"]:
            scan = self.desk.advance(courier, number)["events"][-1]
            told = self._wait(found["id"], by=by, more_than=len(told))
            state = self.far.get(f"/shipments/{found['id']}")["status"]
            self.note(f"  {scan['at']}  {scan['word']:<18} -> {state}")
        return [event for event in told if event["id"] not in before]

    def _shipment(self, named: str) -> Json:
        try:
            found: Json = self.far.get(f"/shipments/{UUID(named)}")
        except ValueError:
            listed = self.far.get("/shipments", tracking_number=named)["items"]
            if not listed:
                raise Refused(f"no shipment has the id or tracking number {named!r}") from None
            found = listed[0]
        if found["status"] not in UNDER_WAY or not found["tracking_number"]:
            raise Refused(
                f"shipment {found['reference']} is {found['status']}; a story needs one that is"
                " ready or in transit (POST /api/v1/shipments/{id}/status)"
            )
        return found

    def _told(self, shipment_id: str) -> list[Json]:
        events: list[Json] = self.far.get(f"/shipments/{shipment_id}/tracking")["events"]
        return events

    def _wait(self, shipment_id: str, *, by: str, more_than: int) -> list[Json]:
        """Everything told, once the shipment knows of the scan."""
        deadline = time.monotonic() + PATIENCE
        if by == "polling":
            self._ask(shipment_id)
        while len(told := self._told(shipment_id)) <= more_than:
            if time.monotonic() > deadline:
                raise Refused(
                    f"nothing arrived within {PATIENCE:.0f} s by {by}; see"
                    " docs/how-to/courier-webhooks-fail.md and when-a-courier-is-silent.md"
                )
            if by == "polling":
                self._ask(shipment_id)
            else:
                time.sleep(PAUSE)
        return told

    def _ask(self, shipment_id: str) -> None:
        try:
            self.far.post(f"/shipments/{shipment_id}/tracking/refresh", b"", "application/json")
        except Problem as problem:
            if not str(problem).startswith(BUSY):
                raise
            time.sleep(1.0)


def rendered(events: Sequence[Json]) -> str:
    """One line an event, oldest first, with nothing in it that another run would say otherwise."""
    lines = sorted(
        (
            datetime.fromisoformat(event["at"]).astimezone(UTC).isoformat(timespec="seconds"),
            f"{event['status']:<20}",
            event["code"],
            " | ".join(filter(None, (event["description"], event["location"]))),
            f"({', '.join(event['doubts'])})" if event["doubts"] else "",
        )
        for event in events
    )
    return "".join("  ".join(filter(None, line)).rstrip() + "\n" for line in lines)
