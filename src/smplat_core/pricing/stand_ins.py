"""Which of the processor's prices stands for a line, and whether it may: pure, from our records."""

from collections.abc import Mapping

from attrs import frozen

from smplat_core.catalog import Sku
from smplat_core.kernel import InputError, Money
from smplat_core.pricing.agreements import AgreedTwin, AgreementCard, AgreementState
from smplat_core.pricing.bringing import Twinned
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.one_off import OneOffPrice
from smplat_core.pricing.ports import ProcessorPrice
from smplat_core.pricing.vocabulary import PriceAgreementId, PriceEntryId, SyncState


@frozen(kw_only=True)
class PricedLine:
    """One line as it was bound: what the buyer was promised, and which price said so.

    Name the entry only when the unit price is the entry's own; name the agreement whenever it had
    a part in the price. A line that no price of ours stands for is let through by one made for it
    alone: bespoke, discounted and configured lines.
    """

    sku: Sku
    label: str
    """What the buyer reads; a price said by an agreement stands for lines of its label alone."""
    unit_price: Money
    price_book_entry_id: PriceEntryId | None = None
    price_agreement_id: PriceAgreementId | None = None


@frozen
class StandIn:
    """The processor's price for a line, as far as our records know."""

    price_id: str | None
    again: str
    """What mends it when the processor holds something else."""


def stand_in_of(
    line: PricedLine,
    entries: Mapping[PriceEntryId, PriceEntry],
    agreements: Mapping[PriceAgreementId, AgreementCard],
) -> StandIn | InputError | None:
    """What stands for the line, or the first thing wrong with it; ``None``: it needs its own."""
    if line.price_book_entry_id is not None:
        entry = entries.get(line.price_book_entry_id)
        if entry is None:
            said = f"the price of {line.sku} is in no price book any more"
            return fault("missing", said, "price it anew")
        return _synced(line, entry, f"sync it again: POST /api/v1/price-entries/{entry.id}/sync")
    if line.price_agreement_id is not None:
        card = agreements.get(line.price_agreement_id)
        if card is None:
            said = f"the agreement that priced {line.sku} is gone"
            return fault("missing", said, "price the line anew")
        return _agreed(line, card)
    return None


def _agreed(line: PricedLine, card: AgreementCard) -> StandIn | InputError | None:
    agreement = card.agreement
    if agreement.state is AgreementState.TERMINATED:
        said = f"agreement {agreement.terms.title}, which priced {line.sku}, was terminated"
        return fault("archived", said, "price the line anew")
    again = f"sync it again: POST /api/v1/price-agreements/{agreement.id}/sync"
    bound = (line.sku, line.label, line.unit_price)
    fitting = [
        price
        for price in agreement.terms.prices
        if (price.sku, price.label, price.unit_price) == bound
    ]
    if not fitting:
        return None  # a discount, or what a configuration made of an agreed price
    twins = [card.twins[price.id] for price in fitting if price.id in card.twins]
    if not twins:
        return fault(
            "pending", f"the agreed price of {line.sku} is not on its way to Stripe", again
        )
    return _synced(line, min(twins, key=_readiness), again)


def _readiness(twin: AgreedTwin) -> tuple[bool, str]:
    """Of tiers of the same amount, any that has arrived charges rightly."""
    return (twin.sync_state is not SyncState.SYNCED, str(twin.id))


def _synced(line: PricedLine, ours: Twinned, again: str) -> StandIn | InputError:
    if ours.archived_at is not None:
        return fault("archived", f"the price of {line.sku} is archived", "price the line anew")
    match ours.sync_state:
        case SyncState.PENDING:
            said = f"the price of {line.sku} has not reached Stripe yet"
            return fault("pending", said, f"wait for the sync, or {again}")
        case SyncState.STALE:
            said = f"the price of {line.sku} was changed, and Stripe still holds the old one"
            return fault("stale", said, f"wait for the sync, or {again}")
        case SyncState.FAILED:
            said = f"Stripe would not take the price of {line.sku}: {ours.sync.last_error}"
            return fault("failed", said, f"mend the cause, then {again}")
        case SyncState.SYNCED:
            return StandIn(ours.sync.stripe_price_id, again)


def own_stand_in(price: OneOffPrice) -> StandIn:
    """A price that was made for lines like this one."""
    mend = f"make price {price.stripe_price_id} active again at Stripe; if it is gone, ask again"
    return StandIn(price.stripe_price_id, mend)


def checked(
    line: PricedLine, stand_in: StandIn, held: Mapping[str, ProcessorPrice]
) -> str | InputError:
    """The id of the processor's price, or the first thing that is wrong with it."""
    again = stand_in.again
    price = held.get(stand_in.price_id or "")
    if price is None:
        return fault("missing", f"Stripe has no price for {line.sku}", again)
    if not price.active:
        return fault("archived", f"Stripe's price {price.id} of {line.sku} is archived", again)
    if price.unit_price.currency is not line.unit_price.currency:
        said = f"Stripe's price {price.id} of {line.sku} is in {price.unit_price.currency}"
        return fault("wrong_currency", said, f"a price in {line.unit_price.currency}; {again}")
    if price.unit_price != line.unit_price:
        return fault(
            "wrong_amount",
            f"{line.sku} was promised at {line.unit_price}, and Stripe's price {price.id}"
            f" is {price.unit_price}",
            f"price the line anew, or {again}",
        )
    return price.id


def fault(what: str, detail: str, remedy: str) -> InputError:
    """``pricing.stripe_price_<what>`` of the line it is put under."""
    return InputError("", f"pricing.stripe_price_{what}", detail, remedy)
