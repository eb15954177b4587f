"""One Stripe account: its objects, its events, and who is asking right now."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, Final

from attrs import define, field, frozen

from smplat_sandbox.postbox import Postbox
from smplat_sandbox.settings import StripeSettings
from smplat_sandbox.stripe.errors import no_such
from smplat_sandbox.stripe.form import Params
from smplat_sandbox.stripe.webhooks import webhook
from smplat_sandbox.world import World

Obj = dict[str, Any]
"""A Stripe object exactly as it stands in JSON."""

API_VERSION: Final = "2026-10-28.endive"
EVENTS_KEPT: Final = 20_000
PREFIXES: Final = {
    "product": ("prod_", 14),
    "price": ("price_1", 23),
    "customer": ("cus_", 14),
    "checkout.session": ("cs_test_a1", 58),
    "item": ("li_1", 23),
    "payment_intent": ("pi_3", 23),
    "payment_method": ("pm_1", 23),
    "charge": ("ch_3", 23),
    "balance_transaction": ("txn_3", 23),
    "refund": ("re_3", 23),
    "dispute": ("du_1", 23),
    "event": ("evt_1", 23),
}


@frozen
class Asking:
    """The API request that is being answered; events carry it."""

    request_id: str | None = None
    idempotency_key: str | None = None


@frozen
class Call:
    """One API request, decoded: the ids of its path and its parameters."""

    params: Params
    ids: Mapping[str, str] = field(factory=dict)


@define
class Account:
    """Everything the account holds, by kind and then by id, oldest first."""

    world: World
    settings: StripeSettings
    postbox: Postbox
    tables: dict[str, dict[str, Obj]] = field(factory=dict)
    asking: Asking = field(factory=Asking)

    def now(self) -> int:
        return self.world.clock.timestamp()

    def new_id(self, kind: str) -> str:
        prefix, length = PREFIXES[kind]
        return prefix + self.world.token(length)

    def table(self, kind: str) -> dict[str, Obj]:
        return self.tables.setdefault(kind, {})

    def add(self, obj: Obj) -> Obj:
        self.table(obj["object"])[obj["id"]] = obj
        self.world.changed()
        return obj

    def get(self, kind: str, id: str, *, param: str = "id", status: int = 404) -> Obj:  # noqa: A002  Stripe's word
        """The object, or Stripe's `resource_missing`."""
        try:
            return self.table(kind)[id]
        except KeyError:
            raise no_such(kind, id, param=param, status=status) from None

    def emit(self, type: str, obj: Obj, *, previous: Obj | None = None) -> Obj:  # noqa: A002  Stripe's word
        """Something happened to `obj`: keep the event and send it to the webhook endpoint."""
        data: Obj = {"object": deepcopy(obj)}
        if previous is not None:
            data["previous_attributes"] = previous
        url = self.settings.webhook_url
        event: Obj = {
            "id": self.new_id("event"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": data,
            "livemode": False,
            "pending_webhooks": 1 if url else 0,
            "request": {
                "id": self.asking.request_id,
                "idempotency_key": self.asking.idempotency_key,
            },
            "type": type,
        }
        events = self.table("event")
        while len(events) >= EVENTS_KEPT:
            del events[next(iter(events))]
        self.add(event)
        if url:
            self.postbox.post(webhook(event, url=url))
        return event

    @contextmanager
    def answering(self, asking: Asking) -> Iterator[None]:
        """Events emitted inside carry this request."""
        self.asking = asking
        try:
            yield
        finally:
            self.asking = Asking()

    def effect(self, kind: str, key: str, **detail: object) -> None:
        self.world.record(
            "stripe", kind, key, detail={name: str(value) for name, value in detail.items()}
        )
