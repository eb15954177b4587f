"""What a person at Stripe's dashboard, or a payer's bank, does: under `/_sandbox/stripe`."""

from typing import Any, Literal

from attrs import frozen
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException, NotFoundException
from litestar.params import FromPath, JSONBody, SkipValidation

from smplat_sandbox.stripe import disputes, refunds
from smplat_sandbox.stripe.account import Account, Obj
from smplat_sandbox.stripe.errors import StripeError

TheAccount = NamedDependency[SkipValidation[Account]]


@frozen
class RefundOrder:
    """Give this much back, in the smallest unit; all that is left when nothing is said."""

    amount: int | None = None


@frozen
class DisputeOrder:
    """The payer's bank disputes this much, in the smallest unit; all of it when nothing is said."""

    ground: Literal["fraudulent", "product_not_received", "inquiry"] = "fraudulent"
    amount: int | None = None


@frozen
class Decision:
    outcome: Literal["won", "lost"] = "lost"


class BackOffice(Controller):
    path = "/stripe"

    @post("/payments/{payment_id:str}/refund", status_code=200)
    async def refund(
        self, account: TheAccount, payment_id: FromPath[str], data: JSONBody[RefundOrder]
    ) -> dict[str, Any]:
        """Somebody refunds on the dashboard: our own system hears of it by webhook alone."""
        charge = charge_of(account, payment_id)
        try:
            amount = refunds.refundable(account, charge, asked=data.amount)
            return {"refund": refunds.give_back(account, charge, amount)}
        except StripeError as error:
            raise refusal(error) from error

    @post("/payments/{payment_id:str}/dispute", status_code=200)
    async def dispute(
        self, account: TheAccount, payment_id: FromPath[str], data: JSONBody[DisputeOrder]
    ) -> dict[str, Any]:
        charge = charge_of(account, payment_id)
        ground = disputes.GROUNDS[data.ground]
        return {"dispute": disputes.open_dispute(account, charge, ground, amount=data.amount)}

    @post("/disputes/{dispute_id:str}/close", status_code=200)
    async def close_dispute(
        self, account: TheAccount, dispute_id: FromPath[str], data: JSONBody[Decision]
    ) -> dict[str, Any]:
        dispute = kept(account, "dispute", dispute_id)
        try:
            disputes.decide(account, dispute, won=data.outcome == "won")
        except StripeError as error:
            raise refusal(error) from error
        return {"dispute": dispute}

    @post("/disputes/{dispute_id:str}/reinstate", status_code=200)
    async def reinstate(self, account: TheAccount, dispute_id: FromPath[str]) -> dict[str, Any]:
        dispute = kept(account, "dispute", dispute_id)
        try:
            disputes.reinstate(account, dispute)
        except StripeError as error:
            raise refusal(error) from error
        return {"dispute": dispute}

    @post("/refunds/{refund_id:str}/fail", status_code=200)
    async def fail_refund(self, account: TheAccount, refund_id: FromPath[str]) -> dict[str, Any]:
        """The bank sends a refund back, even one that had succeeded."""
        refund = kept(account, "refund", refund_id)
        try:
            refunds.fail(account, refund)
        except StripeError as error:
            raise refusal(error) from error
        return {"refund": refund}

    @post("/refunds/{refund_id:str}/succeed", status_code=200)
    async def pay_refund(self, account: TheAccount, refund_id: FromPath[str]) -> dict[str, Any]:
        """The bank pays out a refund that was pending."""
        refund = kept(account, "refund", refund_id)
        try:
            refunds.succeed(account, refund)
        except StripeError as error:
            raise refusal(error) from error
        return {"refund": refund}


def kept(account: Account, kind: str, id: str) -> Obj:  # noqa: A002  Stripe's word
    found = account.table(kind).get(id)
    if found is None:
        raise NotFoundException(f"no {kind} {id!r}")
    return found


def charge_of(account: Account, payment_id: str) -> Obj:
    """The charge that took the money, by its own id or its intent's."""
    intent = account.table("payment_intent").get(payment_id)
    charge = account.table("charge").get(intent["latest_charge"] if intent else payment_id)
    if charge is None or charge["status"] != "succeeded":
        raise NotFoundException(f"no paid payment {payment_id!r}")
    return charge


def refusal(error: StripeError) -> HTTPException:
    return HTTPException(detail=str(error), status_code=error.status, extra=error.body)
