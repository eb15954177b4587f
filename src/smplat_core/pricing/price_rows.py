"""One row of a price file, and what is wrong between the rows of one book."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from attrs import evolve, frozen

from smplat_core.catalog import ItemKind, Sku
from smplat_core.kernel import InputError, Money
from smplat_core.pricing.model import EntryKey, PriceEntry
from smplat_core.pricing.sync import StripeSync
from smplat_core.pricing.vocabulary import PriceBookId, PriceEntryId

COLUMNS: Final = (
    "sku",
    "label",
    "kind",
    "currency",
    "unit_price",
    "min_quantity",
    "valid_from",
    "valid_until",
)


@frozen(kw_only=True)
class PriceRow:
    """One price as a file gives it."""

    line: int
    """Where the row begins, counted from 1 with the header."""
    sku: Sku
    label: str
    kind: ItemKind
    unit_price: Money
    min_quantity: int
    valid_from: datetime | None
    valid_until: datetime | None

    @property
    def key(self) -> EntryKey:
        return (self.sku, self.unit_price.currency.value, self.min_quantity, self.valid_from)

    def new_entry(self, entry_id: PriceEntryId, book_id: PriceBookId, at: datetime) -> PriceEntry:
        return PriceEntry(
            id=entry_id,
            book_id=book_id,
            sku=self.sku,
            label=self.label,
            kind=self.kind,
            unit_price=self.unit_price,
            min_quantity=self.min_quantity,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            sync=StripeSync(requested_at=at),
        )

    def applied_to(self, known: PriceEntry, at: datetime) -> PriceEntry:
        """The known price as this row has it; the very same value when nothing differs."""
        same = (
            known.label == self.label
            and known.kind is self.kind
            and known.unit_price == self.unit_price
            and known.valid_until == self.valid_until
            and known.archived_at is None
        )
        if same:
            return known
        changed = evolve(
            known,
            label=self.label,
            kind=self.kind,
            unit_price=self.unit_price,
            valid_until=self.valid_until,
            archived_at=None,
        )
        if changed.content_hash == known.content_hash:
            return changed
        return evolve(changed, sync=known.sync.requested(at=at))


def fault_at(line: int, column: str, code: str, detail: str, accepted: str = "") -> InputError:
    """A fault of one cell: ``/rows/<line>/<column>``, with the column's number in the detail."""
    where = f"line {line}"
    if column in COLUMNS:
        where += f", column {COLUMNS.index(column) + 1} ({column})"
    return InputError(f"/rows/{line}/{column}", code, f"{where}: {detail}", accepted)


def repeated_rows(rows: Iterable[PriceRow]) -> list[InputError]:
    """Rows that give the price of an earlier row once more."""
    seen: dict[EntryKey, int] = {}
    faults = []
    for row in rows:
        first = seen.setdefault(row.key, row.line)
        if first != row.line:
            said = f"the same SKU, currency, tier and start as line {first}"
            faults.append(fault_at(row.line, "sku", "pricing.duplicate_row", said, "one row each"))
    return faults


def overlapping_rows(entries: Sequence[PriceEntry], lines: dict[EntryKey, int]) -> list[InputError]:
    """Rows (found in ``lines`` by their key) that hold at the same time as another price."""
    tiers: defaultdict[tuple[object, ...], list[PriceEntry]] = defaultdict(list)
    for entry in entries:
        tiers[entry.key[:3]].append(entry)
    faults = []
    for group in tiers.values():
        for place, entry in enumerate(group):
            for other in group[:place]:
                if entry.overlaps(other):
                    faults += _overlap(entry, other, lines)
    return faults


def _overlap(one: PriceEntry, other: PriceEntry, lines: dict[EntryKey, int]) -> list[InputError]:
    at, beside = lines.get(one.key), lines.get(other.key)
    if at is None:
        one, other, at, beside = other, one, beside, at
    if at is None:
        return []
    known = (
        f"line {beside}" if beside is not None else f"the price already in the book ({other.id})"
    )
    return [
        fault_at(
            at,
            "valid_from",
            "pricing.overlapping_prices",
            f"{one.sku} from {one.min_quantity} in {one.unit_price.currency} holds at the same"
            f" time as {known}",
            "give the earlier one a valid_until",
        )
    ]
