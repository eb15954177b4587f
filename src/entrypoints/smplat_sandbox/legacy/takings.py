"""What the legacy system made of the processor's messages."""

from collections.abc import Mapping
from typing import Any, Final

from attrs import define, field

MEANING: Final = {
    "checkout.session.async_payment_succeeded": "paid",
    "checkout.session.async_payment_failed": "payment_failed",
    "checkout.session.expired": "checkout_expired",
    "charge.refunded": "refunded",
}


@define
class Ledger:
    """What the legacy system made of the messages it took."""

    taken: list[str] = field(factory=list)
    """Ids of the processor's events, in the order they came, each once."""
    orders: dict[str, str] = field(factory=dict)
    """Payment status by order reference."""

    def take(self, event: Mapping[str, Any]) -> tuple[str, str] | None:
        """The order the event is about and its status now; none when it is about no order."""
        self.taken.append(str(event["id"]))
        about = event.get("data", {}).get("object", {})
        reference = about.get("client_reference_id") or about.get("description")
        status = _status(str(event.get("type")), about)
        if not isinstance(reference, str) or not reference.startswith("ORD-"):
            return None
        if status is not None:
            self.orders[reference] = status
        known = self.orders.get(reference)
        return (reference, known) if known else None

    def snapshot(self) -> dict[str, Any]:
        return {"taken": list(self.taken), "orders": dict(self.orders)}

    def restore(self, data: Mapping[str, Any]) -> None:
        self.taken, self.orders = list(data["taken"]), dict(data["orders"])


def _status(kind: str, about: Mapping[str, Any]) -> str | None:
    if kind == "checkout.session.completed":
        return "paid" if about.get("payment_status") == "paid" else "payment_processing"
    if kind == "charge.refunded" and about.get("amount_refunded") != about.get("amount"):
        return "partially_refunded"
    return MEANING.get(kind)
