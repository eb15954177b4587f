"""Names and small values the billing context is spoken in."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Final, NewType
from uuid import UUID

from attrs import frozen

from smplat_core.billing.refusals import BadInvoice, BadTerms
from smplat_core.customers import CompanyId, ContactId, PostalAddress
from smplat_core.kernel import LARGEST_MINOR, InputError, Money
from smplat_core.orders import OrderId, OrderItem, OrderItemId
from smplat_core.pricing import Sku

InvoiceId = NewType("InvoiceId", UUID)
CreditNoteId = NewType("CreditNoteId", UUID)
PaymentRecordId = NewType("PaymentRecordId", UUID)
AllocationId = NewType("AllocationId", UUID)

MOST_LINES: Final = 300
LARGEST_QUANTITY: Final = 1_000_000
LONGEST_LABEL: Final = 200
LONGEST_REASON: Final = 500
LONGEST_TERMS: Final = 365


class PaymentSource(StrEnum):
    """Who told us that money came in."""

    STRIPE = "stripe"
    MANUAL = "manual"


class PaymentMethod(StrEnum):
    """How the money came."""

    PROCESSOR = "processor"
    BANK_TRANSFER = "bank_transfer"
    CHECK = "check"
    CASH = "cash"
    CARD = "card"
    OTHER = "other"


class InvoiceLineKind(StrEnum):
    ITEM = "item"
    """A line of the order, at the price it was bound at."""
    CHARGE = "charge"
    """Something billed without an order."""
    ADJUSTMENT = "adjustment"
    """More or less than was ordered, for the reason given."""
    DISCOUNT = "discount"
    """Less, for the reason given."""
    CREDIT = "credit"
    """What is owed to the company from before, taken off here."""


BELOW_ZERO: Final = frozenset({InvoiceLineKind.DISCOUNT, InvoiceLineKind.CREDIT})
"""Lines that only ever take something off."""

NEED_A_REASON: Final = BELOW_ZERO | {InvoiceLineKind.ADJUSTMENT}


@frozen(kw_only=True)
class InvoiceLine:
    """One line. Those of an order are copies of its items that nothing changes."""

    line_number: int
    label: str
    quantity: int
    unit_price: Money
    line_total: Money
    kind: InvoiceLineKind = InvoiceLineKind.ITEM
    reason: str = ""
    order_item_id: OrderItemId | None = None
    sku: Sku | None = None

    @classmethod
    def of(cls, item: OrderItem) -> "InvoiceLine":
        return cls(
            order_item_id=item.id,
            line_number=item.line_number,
            sku=item.sku,
            label=item.label,
            quantity=item.quantity,
            unit_price=item.unit_price,
            line_total=item.line_total,
        )


@frozen(kw_only=True)
class FreeLine:
    """A line a person writes onto a draft."""

    kind: InvoiceLineKind
    label: str
    unit_price: Money
    quantity: int = 1
    reason: str = ""

    def errors(self, pointer: str) -> Iterable[InputError]:
        """Everything that is wrong with it."""
        if self.kind is InvoiceLineKind.ITEM:
            accepted = "charge, adjustment, discount or credit"
            yield _error(f"{pointer}/kind", "items come from the order alone", accepted)
        if not 1 <= len(self.label.strip()) <= LONGEST_LABEL:
            yield _error(f"{pointer}/label", "no label", f"1 to {LONGEST_LABEL} characters")
        if not 1 <= self.quantity <= LARGEST_QUANTITY:
            said = f"{self.quantity} is no quantity"
            yield _error(f"{pointer}/quantity", said, f"1 to {LARGEST_QUANTITY}")
        if len(self.reason) > LONGEST_REASON:
            yield _error(f"{pointer}/reason", "too long", f"{LONGEST_REASON} characters")
        if self.kind in NEED_A_REASON and not self.reason.strip():
            yield _error(f"{pointer}/reason", f"a line of kind {self.kind} says why", "a reason")
        yield from self._amount_errors(f"{pointer}/unit_price")

    def _amount_errors(self, pointer: str) -> Iterable[InputError]:
        minor = self.unit_price.minor
        if self.kind is InvoiceLineKind.CHARGE and minor < 0:
            yield _error(pointer, f"a charge of {self.unit_price}", "zero or more")
        if self.kind in BELOW_ZERO and minor >= 0:
            yield _error(pointer, f"a {self.kind} of {self.unit_price}", "less than zero")
        if self.kind is InvoiceLineKind.ADJUSTMENT and not minor:
            yield _error(pointer, "an adjustment of nothing", "more or less than zero")
        if abs(minor) * max(self.quantity, 1) > LARGEST_MINOR:
            said = f"{self.quantity} times {self.unit_price} is out of bounds"
            yield _error(pointer, said, f"up to {LARGEST_MINOR} minor units altogether")

    def line(self, line_number: int) -> InvoiceLine:
        return InvoiceLine(
            line_number=line_number,
            kind=self.kind,
            label=self.label.strip(),
            quantity=self.quantity,
            unit_price=self.unit_price,
            line_total=self.unit_price * self.quantity,
            reason=self.reason.strip(),
        )


def written(items: tuple[InvoiceLine, ...], free: tuple[FreeLine, ...]) -> tuple[InvoiceLine, ...]:
    """The items followed by the free lines, numbered on; ``BadInvoice`` names every wrong one."""
    if len(items) + len(free) > MOST_LINES:
        raise BadInvoice.at(
            "/lines", f"{len(items) + len(free)} lines are too many", accepted=f"{MOST_LINES}"
        )
    errors = tuple(e for place, each in enumerate(free) for e in each.errors(f"/lines/{place}"))
    if errors:
        raise BadInvoice(errors[0].detail, errors=errors)
    first = max((item.line_number for item in items), default=0) + 1
    return (*items, *(each.line(first + place) for place, each in enumerate(free)))


def _error(pointer: str, detail: str, accepted: str) -> InputError:
    return InputError(pointer, BadInvoice.code, detail, accepted)


def checked_terms(days: int) -> int:
    """Days until an invoice is due, 0 to 365; else ``BadTerms``."""
    if not 0 <= days <= LONGEST_TERMS:
        raise BadTerms.at(
            "/terms_days", f"{days} days are no terms", accepted=f"0 to {LONGEST_TERMS}"
        )
    return days


@frozen(kw_only=True)
class BillTo:
    """Whom the invoice is addressed to, as it was when the invoice was drawn up."""

    contact_id: ContactId
    address: PostalAddress


@frozen(kw_only=True)
class CreditNote:
    """Part of an issued invoice that is not owed after all. It never changes."""

    id: CreditNoteId
    number: str
    """``CN-000123``, without gaps."""
    invoice_id: InvoiceId
    amount: Money
    reason: str
    issued_at: datetime


@frozen(kw_only=True)
class Reminded:
    """How far the house has gone in telling that an invoice is overdue."""

    round: int
    """A new one begins whenever money was allocated to the invoice."""
    step: int
    """Days overdue that were told of last."""


@frozen
class Debtor:
    """Whose a record is, and which order it belongs to: what never changes of it."""

    company_id: CompanyId
    order_id: OrderId | None
