"""What Stripe sends about one payment of an order, in its own words."""

import json
from typing import Any, Final

from attrs import define

from smplat_core.orders import Order

Json = dict[str, Any]
SECOND_ZERO: Final = 1_760_000_000


@define
class Payment:
    """One payment as Stripe knows it; each method is one event, delivered or not."""

    order: Order
    page: str | None
    name: str = "1"
    amount: int = 3000
    currency: str = "usd"
    number: int = 0

    @property
    def intent(self) -> str:
        return f"pi_{self.name}"

    @property
    def charge(self) -> str:
        return f"ch_{self.name}"

    def event(self, kind: str, thing: Json, *, at: int) -> str:
        self.number += 1
        return json.dumps(
            {
                "id": f"evt_{self.name}_{self.number}",
                "object": "event",
                "type": kind,
                "created": SECOND_ZERO + at,
                "data": {"object": thing},
            }
        )

    def completed(self, *, at: int = 0, status: str = "paid", **more: object) -> str:
        return self.event("checkout.session.completed", self._session(status, **more), at=at)

    def bank_said(self, kind: str, *, at: int) -> str:
        status = "paid" if kind == "succeeded" else "unpaid"
        thing = self._session(status)
        return self.event(f"checkout.session.async_payment_{kind}", thing, at=at)

    def succeeded(self, *, at: int = 0, **more: object) -> str:
        thing = {
            "id": self.intent,
            "object": "payment_intent",
            "amount": self.amount,
            "amount_received": self.amount,
            "currency": self.currency,
            "latest_charge": self.charge,
            "metadata": {"order_id": str(self.order.id)},
            "status": "succeeded",
            **more,
        }
        return self.event("payment_intent.succeeded", thing, at=at)

    def captured(self, minor: int, *, at: int) -> str:
        ours = {"order_id": str(self.order.id)}
        thing = self._charge(0) | {"amount_captured": minor, "metadata": ours}
        return self.event("charge.captured", thing, at=at)

    def refunded(self, so_far: int, *, at: int, **more: object) -> str:
        """The running total, as ``charge.refunded`` says it."""
        return self.event("charge.refunded", self._charge(so_far) | more, at=at)

    def refund(
        self,
        name: str,
        minor: int,
        *,
        at: int,
        made: int | None = None,
        kind: str = "refund.created",
        status: str = "succeeded",
        **more: object,
    ) -> str:
        thing = {
            "id": f"re_{self.name}_{name}",
            "object": "refund",
            "amount": minor,
            "charge": self.charge,
            "created": SECOND_ZERO + (at if made is None else made),
            "currency": self.currency,
            "metadata": {},
            "payment_intent": self.intent,
            "status": status,
            **more,
        }
        return self.event(kind, thing, at=at)

    def dispute(
        self, kind: str, status: str, *, at: int, name: str = "1", minor: int | None = None,
        **more: object,
    ) -> str:  # fmt: skip
        thing = {
            "id": f"du_{self.name}_{name}",
            "object": "dispute",
            "amount": self.amount if minor is None else minor,
            "charge": self.charge,
            "currency": self.currency,
            "payment_intent": self.intent,
            "reason": "fraudulent",
            "status": status,
            **more,
        }
        return self.event(f"charge.dispute.{kind}", thing, at=at)

    def _session(self, payment_status: str, **more: object) -> Json:
        return {
            "id": self.page,
            "object": "checkout.session",
            "created": SECOND_ZERO,
            "mode": "payment",
            "status": "complete",
            "payment_status": payment_status,
            "payment_intent": self.intent,
            "amount_total": self.amount,
            "currency": self.currency,
            "metadata": {"order_id": str(self.order.id)},
            **more,
        }

    def _charge(self, refunded: int) -> Json:
        return {
            "id": self.charge,
            "object": "charge",
            "amount": self.amount,
            "amount_captured": self.amount,
            "amount_refunded": refunded,
            "captured": True,
            "currency": self.currency,
            "metadata": {},
            "paid": True,
            "payment_intent": self.intent,
            "refunded": refunded == self.amount,
            "status": "succeeded",
        }
