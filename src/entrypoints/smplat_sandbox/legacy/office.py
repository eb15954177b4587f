"""What the legacy system knows and does: its records, and operations done once per key."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from attrs import asdict, define, field, frozen

from smplat_sandbox.legacy.companies import SEED, Company
from smplat_sandbox.legacy.takings import Ledger
from smplat_sandbox.legacy.things import (
    ASSETS,
    DEVICES,
    Asset,
    Device,
    Thing,
    changed,
    stored,
)
from smplat_sandbox.world import World

OPERATIONS: Final = frozenset(
    {
        "register_device",
        "register_devices",
        "register_partner_devices",
        "transfer_device",
        "replace_device",
        "replace_partner_device",
        "return_device",
        "retire_device",
        "activate_sensor",
        "deactivate_sensor",
        "assign_asset",
        "detach_asset",
        "update_device",
        "update_asset",
    }
)
"""All it can do; anything else is `invalid_operation`."""
LONGEST_KEY: Final = 255
LONGEST_TEXT: Final = 1000
MOST_DEVICES: Final = 1000
"""Registered by one operation."""


class Unprocessable(Exception):
    """Answered with 422; `error` is the legacy system's word for why."""

    def __init__(self, error: str, message: str) -> None:
        super().__init__(message)
        self.error = error


@frozen
class Operation:
    """One operation that was done, and for which call."""

    operation_id: str
    operation: str
    key: str
    fingerprint: str
    payload: Mapping[str, str | int | bool | None]
    correlation_id: str
    at: datetime
    devices: tuple[str, ...] = ()
    """Those it registered, or put in place of others."""

    def wire(self) -> dict[str, object]:
        return {
            "operation_id": self.operation_id,
            "operation": self.operation,
            "status": "done",
            "idempotency_key": self.key,
            "correlation_id": self.correlation_id,
            "payload": dict(self.payload),
            "at": self.at.isoformat(),
        }


@define
class Office:
    world: World
    companies: dict[str, Company] = field(factory=lambda: {one.id: one for one in SEED})
    devices: dict[str, Device] = field(factory=lambda: {one.id: one for one in DEVICES})
    assets: dict[str, Asset] = field(factory=lambda: {one.id: one for one in ASSETS})
    operations: dict[str, Operation] = field(factory=dict)
    """By idempotency key, in the order they were done."""
    webhooks: Ledger = field(factory=Ledger)

    def perform(self, key: str, body: object, *, correlation_id: str) -> tuple[Operation, bool]:
        """The operation, and whether it was done only now.

        The same key with the same body is done already; with another body, as with anything
        the system does not do, this refuses with Unprocessable.
        """
        if not 1 <= len(key) <= LONGEST_KEY:
            raise Unprocessable(
                "invalid_operation",
                f"the header Idempotency-Key needs 1 to {LONGEST_KEY} characters",
            )
        asked = fingerprint(body)
        done = self.operations.get(key)
        if done is not None:
            if done.fingerprint != asked:
                raise Unprocessable(
                    "idempotency_mismatch", f"{key} was used for another body: {done.operation_id}"
                )
            return done, False
        name, payload = self._understood(body)
        operation = Operation(
            operation_id=f"OP-{len(self.operations) + 1:06d}",
            operation=name,
            key=key,
            fingerprint=asked,
            payload=payload,
            correlation_id=correlation_id,
            at=self.world.clock.now(),
            devices=self._done(name, payload),
        )
        self.operations[key] = operation
        detail = {"operation_id": operation.operation_id, "correlation_id": correlation_id}
        detail |= {name: str(value) for name, value in payload.items()}
        self.world.record("legacy", name, key, detail=detail)
        return operation, True

    def _understood(self, body: object) -> tuple[str, dict[str, str | int | bool | None]]:
        if not isinstance(body, dict):
            raise Unprocessable("invalid_operation", "the body must be a JSON object")
        name = body.get("operation")
        if not isinstance(name, str) or name not in OPERATIONS:
            accepted = ", ".join(sorted(OPERATIONS))
            raise Unprocessable(
                "invalid_operation",
                f"there is no operation {str(name)[:60]!r}; there are: {accepted}",
            )
        payload = body.get("payload", {})
        if not isinstance(payload, dict):
            raise Unprocessable("invalid_payload", "payload must be a JSON object")
        for field_name, value in payload.items():
            if not isinstance(value, str | int | None) or not writable(field_name, str(value)):
                raise Unprocessable(
                    "invalid_payload",
                    f"payload.{field_name[:60]} must be a text of at most {LONGEST_TEXT} "
                    "printable characters, a whole number, true, false or null",
                )
        self._check_company(payload)
        return name, payload

    def _done(self, name: str, payload: Mapping[str, str | int | bool | None]) -> tuple[str, ...]:
        """Carry it out; the ids of the devices it made."""
        company = str(payload["company"]) if payload.get("company") else None
        model = str(payload.get("sku") or "SENS-T100")
        match name:
            case "register_device" | "register_devices" | "register_partner_devices":
                quantity = payload.get("quantity", 1)
                wanted = quantity if isinstance(quantity, int) else 1
                count = max(0, min(wanted, MOST_DEVICES))
                return tuple(self._new_device(model, company, None) for _ in range(count))
            case "replace_device" | "replace_partner_device":
                gone = self.devices.get(str(payload.get("replaced_device")))
                if gone is None:
                    return (self._new_device(model, company, None),)
                self._put(gone, {"status": "retired", "company": None, "asset": None})
                return (self._new_device(model, company or gone.company, gone.asset),)
            case "return_device":
                back = self.devices.get(str(payload.get("returned_device")))
                if back is not None:
                    self._put(back, {"status": "returned", "company": None, "asset": None})
            case "update_device" | "update_asset":
                self._update(name.removeprefix("update_"), payload)
            case _:
                pass  # other operations change no record
        return ()

    def _update(self, kind: str, payload: Mapping[str, str | int | bool | None]) -> None:
        known: Mapping[str, Thing] = self.devices if kind == "device" else self.assets
        thing = known.get(str(payload.get(kind)))
        if thing is None:
            raise Unprocessable("invalid_payload", f"no {kind} {str(payload.get(kind))[:60]!r}")
        facts = {fact: value for fact, value in payload.items() if fact != kind}
        unknown = sorted(facts.keys() - asdict(thing).keys() | facts.keys() & {"id", "updated_at"})
        if unknown or not all(isinstance(value, str) for value in facts.values()):
            raise Unprocessable("invalid_payload", f"a {kind} has no {', '.join(unknown)[:60]!r}")
        self._put(thing, facts)

    def _new_device(self, model: str, company: str | None, asset: str | None) -> str:
        number = 8001 + sum(one.startswith("DEV-8") for one in self.devices)
        device = Device(
            id=f"DEV-{number}",
            serial=f"SN-{number}",
            model=model,
            status="active",
            company=company,
            asset=asset,
            updated_at=self.world.clock.now().replace(microsecond=0),
        )
        self.devices[device.id] = device
        return device.id

    def _put(self, thing: Thing, facts: Mapping[str, object]) -> Thing:
        after = changed(thing, facts, at=self.world.clock.now())
        if isinstance(after, Device):
            self.devices[after.id] = after
        else:
            self.assets[after.id] = after
        return after

    def change_thing(self, kind: str, id: str, facts: Mapping[str, str]) -> Thing:  # noqa: A002  its word
        """Change a device or an asset behind everybody's back, or make one."""
        known: Mapping[str, Thing] = self.devices if kind == "devices" else self.assets
        thing = known.get(id) or self._blank(kind, id)
        after = self._put(thing, facts)
        self.world.changed()
        return after

    def _blank(self, kind: str, id: str) -> Thing:  # noqa: A002  its word
        now = self.world.clock.now()
        if kind == "devices":
            return Device(id, f"SN-{id}", "SENS-T100", "active", None, None, now)
        return Asset(id, id, "", "active", None, now)

    def lose(self, kind: str, id: str) -> bool:  # noqa: A002  its word
        """Forget a record, as if it had never been; whether there was one."""
        books: dict[str, dict[str, Any]] = {
            "devices": self.devices,
            "assets": self.assets,
            "companies": self.companies,
        }
        was = books[kind].pop(id, None)
        self.world.changed()
        return was is not None

    def _check_company(self, payload: Mapping[str, object]) -> None:
        if not payload.get("company"):
            return
        company = self.companies.get(str(payload["company"]))
        if company is None:
            raise Unprocessable("invalid_payload", f"no company {str(payload['company'])[:60]!r}")
        if company.status == "closed":
            raise Unprocessable("invalid_payload", f"company {company.id} is closed")

    def edit(self, id: str, *, name: str | None, status: str | None) -> Company:  # noqa: A002  its word
        """Make or change a company, the way its own people would."""
        known = self.companies.get(id)
        company = Company(
            id=id,
            name=name or (known.name if known else id),
            status=status or (known.status if known else "active"),
            updated_at=self.world.clock.now().replace(microsecond=0),
        )
        self.companies[id] = company
        self.world.changed()
        return company

    def snapshot(self) -> Mapping[str, object]:
        return {
            "companies": [
                {**asdict(one), "updated_at": one.updated_at.isoformat()}
                for one in self.companies.values()
            ],
            "devices": [one.wire() for one in self.devices.values()],
            "assets": [one.wire() for one in self.assets.values()],
            "operations": [
                {**asdict(one), "at": one.at.isoformat()} for one in self.operations.values()
            ],
            "webhooks": self.webhooks.snapshot(),
        }

    def restore(self, data: Mapping[str, Any]) -> None:
        companies = [
            Company(**{**one, "updated_at": datetime.fromisoformat(one["updated_at"])})
            for one in data["companies"]
        ]
        operations = [
            Operation(
                **{
                    **one,
                    "at": datetime.fromisoformat(one["at"]),
                    "devices": tuple(one.get("devices", ())),
                }
            )
            for one in data["operations"]
        ]
        self.companies = {one.id: one for one in companies}
        self.operations = {one.key: one for one in operations}
        if "devices" in data:
            self.devices = stored(data["devices"], Device)
            self.assets = stored(data["assets"], Asset)
        if "webhooks" in data:
            self.webhooks.restore(data["webhooks"])

    def reset(self) -> None:
        self.companies = {one.id: one for one in SEED}
        self.devices = {one.id: one for one in DEVICES}
        self.assets = {one.id: one for one in ASSETS}
        self.operations = {}
        self.webhooks = Ledger()


def writable(*texts: str) -> bool:
    """Short enough, and made of characters that can be stored: JSON can spell half of one."""
    return all(len(text) <= LONGEST_TEXT and text.isprintable() for text in texts)


def fingerprint(body: object) -> str:
    """The same for the same JSON, however it is spaced and ordered."""
    text = json.dumps(body, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
