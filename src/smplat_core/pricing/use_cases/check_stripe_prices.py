"""The gate before money is asked for: every line's price must stand at the processor as it does here."""

from collections.abc import Mapping, Sequence

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.kernel import InputError, Money
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.ports import ProcessorPrice, ProcessorPrices
from smplat_core.pricing.queries import PriceQueries
from smplat_core.pricing.refusals import StripePricesNotReady
from smplat_core.pricing.vocabulary import PriceEntryId, SyncState


@frozen(kw_only=True)
class PricedLine:
    """One line as it was bound: what the buyer was promised, and which price said so."""

    sku: Sku
    unit_price: Money
    price_book_entry_id: PriceEntryId | None
    """``None`` for a bespoke or negotiated price, which no processor price stands for."""


@frozen
class CheckStripePrices:
    """The processor's price of each line, in order; or ``StripePricesNotReady`` naming every fault.

    Asks our own records first and then the processor itself, so it may raise ``Unavailable``;
    call it outside a unit of work. Pointers are ``/lines/<n>``, counted from 0.
    """

    prices: PriceQueries
    processor: ProcessorPrices

    async def __call__(self, lines: Sequence[PricedLine]) -> tuple[str, ...]:
        ids = {line.price_book_entry_id for line in lines if line.price_book_entry_id is not None}
        entries = await self.prices.entries_by_id(ids)
        wanted = [entry.sync.stripe_price_id for entry in entries.values()]
        held = await self.processor.find_prices({id_ for id_ in wanted if id_ is not None})
        checked = [_check(line, entries, held) for line in lines]
        errors = tuple(
            fault.under(f"/lines/{place}")
            for place, fault in enumerate(checked)
            if isinstance(fault, InputError)
        )
        if errors:
            raise StripePricesNotReady(
                f"{len(errors)} of {len(lines)} lines cannot be checked out: {errors[0].detail}",
                errors=errors,
            )
        return tuple(price for price in checked if isinstance(price, str))


def _check(
    line: PricedLine,
    entries: Mapping[PriceEntryId, PriceEntry],
    held: Mapping[str, ProcessorPrice],
) -> str | InputError:
    """The id of the processor's price, or the first thing that is wrong with it."""
    if line.price_book_entry_id is None:
        return _fault(
            "missing",
            f"{line.sku} has a price of its own, which no Stripe price stands for",
            "a price from a price book, or payment by invoice",
        )
    entry = entries.get(line.price_book_entry_id)
    if entry is None:
        return _fault(
            "missing", f"the price of {line.sku} is in no price book any more", "price it anew"
        )
    return _fault_of_entry(line, entry) or _fault_of_price(line, entry, held)


def _fault_of_entry(line: PricedLine, entry: PriceEntry) -> InputError | None:
    again = f"sync it again: POST /api/v1/price-entries/{entry.id}/sync"
    if entry.archived_at is not None:
        return _fault("archived", f"the price of {line.sku} is archived", "price the line anew")
    match entry.sync_state:
        case SyncState.PENDING:
            said = f"the price of {line.sku} has not reached Stripe yet"
            return _fault("pending", said, f"wait for the sync, or {again}")
        case SyncState.STALE:
            said = f"the price of {line.sku} was changed, and Stripe still holds the old one"
            return _fault("stale", said, f"wait for the sync, or {again}")
        case SyncState.FAILED:
            said = f"Stripe would not take the price of {line.sku}: {entry.sync.last_error}"
            return _fault("failed", said, f"mend the cause, then {again}")
        case SyncState.SYNCED:
            return None


def _fault_of_price(
    line: PricedLine, entry: PriceEntry, held: Mapping[str, ProcessorPrice]
) -> str | InputError:
    again = f"sync it again: POST /api/v1/price-entries/{entry.id}/sync"
    price = held.get(entry.sync.stripe_price_id or "")
    if price is None:
        return _fault("missing", f"Stripe has no price for {line.sku}", again)
    if not price.active:
        return _fault("archived", f"Stripe's price {price.id} of {line.sku} is archived", again)
    if price.unit_price.currency is not line.unit_price.currency:
        said = f"Stripe's price {price.id} of {line.sku} is in {price.unit_price.currency}"
        return _fault("wrong_currency", said, f"a price in {line.unit_price.currency}; {again}")
    if price.unit_price != line.unit_price:
        return _fault(
            "wrong_amount",
            f"{line.sku} was promised at {line.unit_price}, and Stripe's price {price.id}"
            f" is {price.unit_price}",
            f"price the line anew, or {again}",
        )
    return price.id


def _fault(what: str, detail: str, remedy: str) -> InputError:
    return InputError("", f"pricing.stripe_price_{what}", detail, remedy)
