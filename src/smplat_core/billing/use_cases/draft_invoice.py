"""Beginning an invoice by hand."""

from attrs import frozen

from smplat_core.billing.holding import hold
from smplat_core.billing.model import Invoice
from smplat_core.billing.ports import BillingWork
from smplat_core.billing.refusals import BadInvoice, OrderAlreadyInvoiced
from smplat_core.billing.vocabulary import (
    BillTo,
    Debtor,
    FreeLine,
    InvoiceId,
    checked_terms,
    written,
)
from smplat_core.customers import AddressId, CompanyId, ContactId
from smplat_core.kernel import Begin, Clock, Currency, Ids, InputError
from smplat_core.orders import BillingParty, OrderId, order_for_change


@frozen(kw_only=True)
class NewOrderInvoice:
    """An invoice for all items of an order, with what is to be added or taken off."""

    order_id: OrderId
    free: tuple[FreeLine, ...]
    terms_days: int
    company: CompanyId | None = None
    """The caller's own company; ``None`` may bill every order."""


@frozen
class DraftInvoiceOfOrder:
    """Begin the invoice of an order. Refused (``OrderAlreadyInvoiced``) while it has a live one."""

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(self, asked: NewOrderInvoice) -> Invoice:
        async with self.begin() as work:
            order = await order_for_change(
                work, asked.order_id, company=asked.company, expected_version=None
            )
            await hold(work, Debtor(order.company_id, order.id))
            if live := await work.invoices.live_of(order.id):
                raise OrderAlreadyInvoiced(
                    f"order {order.reference} has invoice {live.name}, which is {live.state}"
                )
            draft = Invoice.for_order(
                InvoiceId(self.ids.new()), order, free=asked.free, terms_days=asked.terms_days
            )
            return await work.invoices.save(draft.drafted(at=self.clock.now()))


@frozen(kw_only=True)
class NewInvoice:
    """An invoice of free lines, for no order."""

    company_id: CompanyId
    billing_contact_id: ContactId
    billing_address_id: AddressId
    currency: Currency
    free: tuple[FreeLine, ...]
    terms_days: int


@frozen
class DraftInvoice:
    """Begin an invoice without an order; ``BadInvoice`` names all that is wrong with it."""

    begin: Begin[BillingWork]
    clock: Clock
    ids: Ids

    async def __call__(self, asked: NewInvoice) -> Invoice:
        async with self.begin() as work:
            party = await work.billing_parties.find(
                asked.company_id, asked.billing_contact_id, asked.billing_address_id
            )
            draft = Invoice(
                id=InvoiceId(self.ids.new()),
                company_id=asked.company_id,
                currency=asked.currency,
                lines=written((), asked.free),
                bill_to=_bill_to(asked, party),
                terms_days=checked_terms(asked.terms_days),
            )
            return await work.invoices.save(draft.drafted(at=self.clock.now()))


def _bill_to(asked: NewInvoice, party: BillingParty) -> BillTo:
    known = {
        "/company_id": party.company_is_known,
        "/billing_contact_id": party.contact_is_known,
        "/billing_address_id": party.address is not None,
    }
    errors = tuple(
        InputError(pointer, BadInvoice.code, "no such id, or not of this company", "a known id")
        for pointer, is_known in known.items()
        if not is_known
    )
    if errors or party.address is None:
        raise BadInvoice("nobody can be billed like this", errors=errors)
    return BillTo(contact_id=asked.billing_contact_id, address=party.address)
