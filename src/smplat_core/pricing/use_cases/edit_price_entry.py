"""Change one price by hand."""

from collections.abc import Iterable
from datetime import datetime

from attrs import frozen

from smplat_core.kernel import Begin, Clock, Money
from smplat_core.pricing.model import PriceEntry
from smplat_core.pricing.ports import PricingWork
from smplat_core.pricing.refusals import BadPriceEntry, OverlappingPrices, PriceEntryChanged
from smplat_core.pricing.syncing import sync_requests
from smplat_core.pricing.vocabulary import UNSET, PriceEntryId, Unset


@frozen(kw_only=True)
class PriceEdit:
    """The fields to change."""

    label: str | Unset = UNSET
    unit_price: Money | Unset = UNSET
    """In the currency the price already has."""
    valid_from: datetime | Unset | None = UNSET
    valid_until: datetime | Unset | None = UNSET
    archived: bool | Unset = UNSET


@frozen
class EditPriceEntry:
    """The price with the edit made; checkouts with it wait until the processor has it too.

    Raises ``PriceEntryChanged`` when ``expected_version`` is not the current one,
    ``OverlappingPrices`` when it would hold beside another of its book.
    """

    begin: Begin[PricingWork]
    clock: Clock

    async def __call__(
        self, entry_id: PriceEntryId, edit: PriceEdit, *, expected_version: int | None = None
    ) -> PriceEntry:
        async with self.begin() as work:
            entry = await work.price_entries.get(entry_id)
            if expected_version not in (None, entry.version):
                raise PriceEntryChanged(
                    f"price {entry_id} is at version {entry.version}",
                    current_version=entry.version,
                )
            edited = _edited(entry, edit, at=self.clock.now())
            if edited == entry:
                return entry
            _refuse_overlap(edited, await work.price_entries.like(edited))
            saved = await work.price_entries.save(edited)
            if edited.content_hash != entry.content_hash:
                await work.jobs.enqueue(*sync_requests([saved]))
            return saved


def _edited(entry: PriceEntry, edit: PriceEdit, *, at: datetime) -> PriceEntry:
    archived_at = entry.archived_at
    if not isinstance(edit.archived, Unset):
        archived_at = (archived_at or at) if edit.archived else None
    price = entry.unit_price if isinstance(edit.unit_price, Unset) else edit.unit_price
    if price.currency is not entry.unit_price.currency:
        raise BadPriceEntry.at(
            "/unit_price/currency",
            f"the price is in {entry.unit_price.currency} and stays so",
            accepted=f"{entry.unit_price.currency}; make another price for another currency",
        )
    return entry.edit(
        label=entry.label if isinstance(edit.label, Unset) else edit.label,
        unit_price=price,
        valid_from=entry.valid_from if isinstance(edit.valid_from, Unset) else edit.valid_from,
        valid_until=entry.valid_until if isinstance(edit.valid_until, Unset) else edit.valid_until,
        archived_at=archived_at,
        at=at,
    )


def _refuse_overlap(edited: PriceEntry, others: Iterable[PriceEntry]) -> None:
    for other in others:
        if edited.overlaps(other):
            raise OverlappingPrices.at(
                "/valid_from",
                f"price {other.id} ({other.unit_price}) holds at the same time",
                accepted="a time in which no other price of this SKU, currency and tier holds",
            )
