"""What callers send to write invoices and to record payments."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from attrs import frozen

from smplat_api.access import Caller
from smplat_api.wire import LongText, MoneyBody, ShortText
from smplat_core.billing import (
    BadInvoice,
    FreeLine,
    InvoiceLineKind,
    NewInvoice,
    NewOrderInvoice,
    NewPayment,
    PaymentMethod,
    Wording,
)
from smplat_core.customers import AddressId, CompanyId, ContactId, PostalAddress
from smplat_core.kernel import Currency, InputError, Invalid
from smplat_core.orders import OrderId

MANUAL_TERMS = 30
"""Days to pay, unless somebody says otherwise."""


@frozen
class FreeLineBody:
    """A line beside those of the order. Discounts and credits are below zero, with a reason."""

    kind: Annotated[InvoiceLineKind, msgspec.Meta(examples=["discount"])]
    label: ShortText
    unit_price: MoneyBody
    quantity: int = 1
    reason: LongText = ""

    def to_line(self) -> FreeLine:
        return FreeLine(
            kind=self.kind,
            label=self.label,
            unit_price=self.unit_price.to_money(),
            quantity=self.quantity,
            reason=self.reason,
        )


def free_lines(bodies: tuple[FreeLineBody, ...]) -> tuple[FreeLine, ...]:
    """The lines as the core takes them; every amount nobody can read is named at once."""
    lines, errors = list[FreeLine](), list[InputError]()
    for place, body in enumerate(bodies):
        try:
            lines.append(body.to_line())
        except Invalid as refusal:
            errors += [error.under(f"/lines/{place}/unit_price") for error in refusal.errors]
    if errors:
        raise BadInvoice(errors[0].detail, errors=tuple(errors))
    return tuple(lines)


@frozen
class NewInvoiceBody:
    """A draft: of an order (``order_id`` alone names whom to bill), or of free lines for a company."""

    order_id: UUID | None = None
    company_id: UUID | None = None
    billing_contact_id: UUID | None = None
    billing_address_id: UUID | None = None
    currency: Annotated[str | None, msgspec.Meta(examples=["EUR"])] = None
    lines: tuple[FreeLineBody, ...] = ()
    terms_days: Annotated[int, msgspec.Meta(examples=[30])] = MANUAL_TERMS

    def of_order(self, caller: Caller) -> NewOrderInvoice | None:
        """The invoice of an order; ``None`` when no order is named."""
        if self.order_id is None:
            return None
        parties = {
            "/company_id": self.company_id,
            "/billing_contact_id": self.billing_contact_id,
            "/billing_address_id": self.billing_address_id,
            "/currency": self.currency,
        }
        errors = [
            InputError(pointer, BadInvoice.code, "the order says it", "nothing beside order_id")
            for pointer, value in parties.items()
            if value is not None
        ]
        if errors:
            raise BadInvoice("an order's invoice names nobody itself", errors=tuple(errors))
        return NewOrderInvoice(
            order_id=OrderId(self.order_id),
            free=free_lines(self.lines),
            terms_days=self.terms_days,
            company=caller.company,
        )

    def without_order(self, caller: Caller) -> NewInvoice:
        company, contact = self.company_id, self.billing_contact_id
        address, currency = self.billing_address_id, self.currency
        if company is None or contact is None or address is None or currency is None:
            parties = {
                "/company_id": company,
                "/billing_contact_id": contact,
                "/billing_address_id": address,
                "/currency": currency,
            }
            errors = [
                InputError(pointer, BadInvoice.code, "nobody is billed", "a value, or order_id")
                for pointer, value in parties.items()
                if value is None
            ]
            raise BadInvoice("an invoice is for an order, or for a company", errors=tuple(errors))
        caller.must_reach(CompanyId(company))
        return NewInvoice(
            company_id=CompanyId(company),
            billing_contact_id=ContactId(contact),
            billing_address_id=AddressId(address),
            currency=Currency.of(currency),
            free=free_lines(self.lines),
            terms_days=self.terms_days,
        )


@frozen
class BillToPatch:
    """The address an invoice is sent to, whole."""

    recipient: ShortText
    line1: ShortText
    country: Annotated[str, msgspec.Meta(examples=["CA"])]
    company: ShortText = ""
    line2: ShortText = ""
    city: ShortText = ""
    region: ShortText = ""
    postal_code: ShortText = ""

    def to_address(self) -> PostalAddress:
        return PostalAddress(
            recipient=self.recipient,
            company=self.company,
            line1=self.line1,
            line2=self.line2,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country=self.country,
        )


@frozen
class InvoicePatch:
    """What a draft should say; what is left out stays. ``lines`` are all beside the order's own."""

    lines: tuple[FreeLineBody, ...] | None = None
    terms_days: int | None = None
    bill_to: BillToPatch | None = None

    def to_wording(self) -> Wording:
        return Wording(
            free=None if self.lines is None else free_lines(self.lines),
            terms_days=self.terms_days,
            address=self.bill_to.to_address() if self.bill_to else None,
        )


@frozen
class InvoiceReasonBody:
    """Why an issued invoice is given up. It is kept with the invoice."""

    reason: Annotated[str, msgspec.Meta(examples=["Sent to the wrong address"])]


@frozen
class CreditBody:
    amount: MoneyBody
    reason: Annotated[str, msgspec.Meta(examples=["Two sensors arrived broken"])]


@frozen
class NewPaymentBody:
    """Money that arrived past the processor. ``reference`` is what the bank statement calls it."""

    company_id: UUID
    amount: MoneyBody
    reference: Annotated[str, msgspec.Meta(examples=["SEPA 2026-11-20 4711"])]
    received_at: datetime
    method: Annotated[PaymentMethod, msgspec.Meta(examples=["bank_transfer"])]
    order_id: UUID | None = None
    note: LongText = ""

    def to_payment(self) -> NewPayment:
        return NewPayment(
            company_id=CompanyId(self.company_id),
            order_id=OrderId(self.order_id) if self.order_id else None,
            amount=self.amount.to_money(),
            reference=self.reference,
            received_at=self.received_at,
            method=self.method,
            note=self.note,
        )


@frozen
class AllocationBody:
    """What the payment shall pay of the invoice; without an amount, as much as possible."""

    invoice_id: UUID
    amount: MoneyBody | None = None
