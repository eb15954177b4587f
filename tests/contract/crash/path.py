"""The way of one order, from its company to money that goes back, through the public API alone."""

import time
from collections.abc import Callable
from random import Random
from typing import Any, Final

import httpx
from attrs import Factory, define, field

from tests.contract.crash.client import Client, wait_for

PRICES: Final = """sku,label,kind,currency,unit_price,min_quantity,valid_from,valid_until
SEN-1,Temperature sensor,hardware,EUR,36.00,1,,
SEN-2,Leak sensor,hardware,EUR,19.90,1,,
GW-1,Gateway,hardware,EUR,249.00,1,,
"""
LINES: Final = (("SEN-1", 4), ("SEN-2", 3), ("GW-1", 2))
SPLIT: Final = ({"SEN-1": 4, "GW-1": 1}, {"SEN-2": 3, "GW-1": 1})
"""Units in the first parcel and in the second."""

BERLIN: Final = {
    "recipient": "Mara Lindqvist",
    "line1": "Unter den Linden 77",
    "city": "Berlin",
    "postal_code": "10117",
    "country": "DE",
}
WINNIPEG: Final = {
    "recipient": "Fitter on site",
    "line1": "450 Broadway",
    "city": "Winnipeg",
    "region": "MB",
    "postal_code": "R3C 0V8",
    "country": "CA",
}
SCRATCHED: Final = {"amount": "36.00", "currency": "EUR"}
"""What one sensor cost."""

CARD: Final = "4242 4242 4242 4242"
SECONDS_PER_SCAN: Final = 1.0


@define
class Path:
    """One walk. ``hook`` hears the name of each step as it begins; nothing outside is killed."""

    api: Client
    sandbox: httpx.Client
    name: str
    hook: Callable[[str], None]
    step: str = "start"
    ids: dict[str, Any] = Factory(dict)
    shipments: list[dict[str, Any]] = Factory(list)
    seconds: dict[str, float] = Factory(dict)
    """How long each step took."""
    _random: Random = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._random = Random(self.name)  # noqa: S311 - repeatable numbers are the point

    def walk(self) -> None:
        for name, step in STEPS.items():
            self.step = name
            self.hook(name)
            started = time.monotonic()
            step(self)
            self.seconds[name] = time.monotonic() - started

    @property
    def slowest(self) -> str:
        name = max(self.seconds, key=lambda step: self.seconds[step])
        return f"{name} {self.seconds[name]:.1f} s"

    # --- before the money ------------------------------------------------------------------

    def create_company(self) -> None:
        legacy_id = f"LEG-{self.name}"
        self._outside("PUT", f"/_sandbox/legacy/companies/{legacy_id}", {"name": self.name})
        body = {"name": f"Company {self.name}", "legacy_company_id": legacy_id}
        self.ids["company"] = self._post("/companies", body)["id"]

    def add_contact(self) -> None:
        person = {"first_name": "Mara", "last_name": "Lindqvist"}
        person |= {"email": f"mara.{self.name}@example.com"}
        self.ids["contact"] = self._post(f"/companies/{self.ids['company']}/contacts", person)["id"]

    def give_roles(self) -> None:
        self._post(f"/contacts/{self.ids['contact']}/roles", {"make_primary": ["BILLING"]})

    def add_address(self) -> None:
        body = {"label": "Site Berlin", "address": BERLIN}
        self.ids["address"] = self._post(f"/companies/{self.ids['company']}/addresses", body)["id"]

    def place_order(self) -> None:
        order = {
            "company_id": self.ids["company"],
            "billing_contact_id": self.ids["contact"],
            "billing_address_id": self.ids["address"],
            "currency": "EUR",
            "lines": [{"sku": sku, "quantity": quantity} for sku, quantity in LINES],
        }
        self.ids["order"] = self._post("/orders", order)["id"]

    def send_checkout(self) -> None:
        sent = self._post(f"/orders/{self.ids['order']}/send-checkout", {})
        self.ids["page"] = sent["url"]

    # --- the money -------------------------------------------------------------------------

    def pay(self) -> None:
        """The buyer's browser and Stripe: only they are never killed."""
        typed = {"email": "mara@example.com", "card": CARD, "name": "M Lindqvist"}
        answer = self.sandbox.post(self.ids["page"], data=typed)
        assert answer.status_code == httpx.codes.SEE_OTHER, answer.text

    def become_paid(self) -> None:
        wait_for("the order is paid", lambda: self._order()["payment_status"] == "paid")

    def be_billed(self) -> None:
        invoices = f"/orders/{self.ids['order']}/invoices"
        wait_for(
            "the invoice is paid",
            lambda: any(invoice["state"] == "paid" for invoice in self.api.items(invoices)),
        )

    # --- the goods -------------------------------------------------------------------------

    def be_fulfilled(self) -> None:
        found = wait_for(
            "there is a fulfillment order",
            lambda: self.api.items("/fulfillments", order_id=self.ids["order"]),
        )
        self.ids["fulfillment"] = found[0]["id"]
        self.ids["items"] = {item["sku"]: item["id"] for item in found[0]["items"]}

    def draft_first(self) -> None:
        self._draft(0, courier="canada_post", number=canada_post_number(self._random))

    def draft_second(self) -> None:
        self._draft(1, courier="dhl", number=dhl_number(self._random))

    def make_first_ready(self) -> None:
        self._make_ready(0)

    def make_second_ready(self) -> None:
        self._make_ready(1)

    def hand_in(self) -> None:
        """From here on the parcels move by themselves, a scan a second."""
        for shipment in self.shipments:
            body = {
                "tracking_number": shipment["tracking_number"],
                "seconds_per_step": SECONDS_PER_SCAN,
            }
            self._outside("POST", f"/_sandbox/couriers/{shipment['courier']}/parcels", body)

    def begin_delivery(self) -> None:
        wait_for("both parcels are on their way", lambda: self._all_in("in_transit", "delivered"))

    def deliver(self) -> None:
        wait_for("both parcels are delivered", lambda: self._all_in("delivered"))

    def automate(self) -> None:
        wait_for("every item is registered", self._all_registered)

    def complete(self) -> None:
        wait_for("the order is completed", lambda: self._order()["status"] == "completed")

    # --- money back --------------------------------------------------------------------------

    def ask_for_refund(self) -> None:
        body = {"amount": SCRATCHED, "reason": "one sensor came with a scratch"}
        self.ids["refund"] = self._post(f"/orders/{self.ids['order']}/refunds", body)["id"]

    def be_refunded(self) -> None:
        refund = f"/orders/{self.ids['order']}/refunds/{self.ids['refund']}"
        wait_for("the refund succeeded", lambda: self.api.get(refund)["state"] == "succeeded")
        wait_for(
            "the order says so", lambda: self._order()["payment_status"] == "partially_refunded"
        )

    def be_credited(self) -> None:
        invoices = f"/orders/{self.ids['order']}/invoices"
        wait_for(
            "the invoice is credited",
            lambda: [one["credited"] for one in self.api.items(invoices)] == [SCRATCHED],
        )

    # --- how ---------------------------------------------------------------------------------

    def _post(self, path: str, body: object) -> Any:
        return self.api.post(path, body, key=f"{self.name}:{self.step}")

    def _outside(self, method: str, path: str, body: object) -> None:
        answer = self.sandbox.request(method, path, json=body)
        assert answer.is_success, answer.text

    def _order(self) -> Any:
        return self.api.get(f"/orders/{self.ids['order']}")

    def _draft(self, parcel: int, *, courier: str, number: str) -> None:
        body: dict[str, Any] = {"courier": courier, "tracking_number": number}
        body["items"] = [
            {"fulfillment_item_id": self.ids["items"][sku], "quantity": quantity}
            for sku, quantity in SPLIT[parcel].items()
        ]
        body |= {"address": WINNIPEG} if parcel else {"address_id": self.ids["address"]}
        drafted = self._post(f"/fulfillments/{self.ids['fulfillment']}/shipments", body)
        self.shipments.append(drafted)

    def _make_ready(self, parcel: int) -> None:
        self._post(f"/shipments/{self.shipments[parcel]['id']}/status", {"status": "ready"})

    def _all_in(self, *states: str) -> bool:
        return all(
            self.api.get(f"/shipments/{shipment['id']}")["status"] in states
            for shipment in self.shipments
        )

    def _all_registered(self) -> bool:
        return all(
            [
                step["state"]
                for step in self.api.get(f"/shipments/{shipment['id']}/automation-steps")
            ]
            == ["succeeded"] * len(shipment["items"])
            for shipment in self.shipments
        )


STEPS: Final[dict[str, Callable[[Path], None]]] = {
    "create company": Path.create_company,
    "add contact": Path.add_contact,
    "give roles": Path.give_roles,
    "add address": Path.add_address,
    "place order": Path.place_order,
    "send checkout": Path.send_checkout,
    "pay": Path.pay,
    "become paid": Path.become_paid,
    "be billed": Path.be_billed,
    "be fulfilled": Path.be_fulfilled,
    "draft first shipment": Path.draft_first,
    "draft second shipment": Path.draft_second,
    "make first ready": Path.make_first_ready,
    "make second ready": Path.make_second_ready,
    "hand in": Path.hand_in,
    "begin delivery": Path.begin_delivery,
    "deliver": Path.deliver,
    "automate": Path.automate,
    "complete": Path.complete,
    "ask for a refund": Path.ask_for_refund,
    "be refunded": Path.be_refunded,
    "be credited": Path.be_credited,
}


def canada_post_number(random: Random) -> str:
    """16 digits: every other one counts three times, and the sum is a multiple of ten."""
    body = f"7035{random.randrange(10**11):011}"
    total = sum(int(digit) * (1 if place % 2 else 3) for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def dhl_number(random: Random) -> str:
    """10 digits: the last is what is left of the others, divided by seven."""
    body = random.randrange(10**8, 10**9)
    return f"{body}{body % 7}"
