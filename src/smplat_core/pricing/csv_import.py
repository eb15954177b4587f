"""Reading a price file: every bad cell is found, and nothing is guessed."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from io import StringIO
from typing import Final, TypeVar

from smplat_core.catalog import ItemKind
from smplat_core.kernel import Currency, InputError, Invalid, Money
from smplat_core.pricing.price_rows import COLUMNS, PriceRow, fault_at, repeated_rows
from smplat_core.pricing.refusals import BadPriceFile
from smplat_core.pricing.vocabulary import LABELS, LARGEST_QUANTITY, is_label, sku_of

REQUIRED: Final = frozenset({"sku", "label", "currency", "unit_price"})
"""The other columns may be left out: hardware, from 1, for all time."""

MOST_ROWS: Final = 50_000
LONGEST_INTEGER: Final = 20

T = TypeVar("T")


class CsvFault(Invalid):
    """One cell cannot be read; it becomes part of ``BadPriceFile``."""

    code = "pricing.bad_cell"


def read_prices(content: bytes | str) -> tuple[PriceRow, ...]:
    """The rows of a CSV file with a header line; or ``BadPriceFile`` with all that is wrong.

    UTF-8 with or without BOM, commas between cells, a point before decimals. A moment is a
    date (midnight UTC) or RFC 3339 with an offset.
    """
    records, faults = _records(_text(content))
    header = [name.strip().lower() for name in records[0][1]] if records else []
    if records or not faults:
        _check_header(header)
    rows = list[PriceRow]()
    for line, cells in records[1:]:
        if not any(cell.strip() for cell in cells):
            continue
        found = _Row(line, header, cells)
        row = found.read()
        faults += found.faults
        rows += [row] if row else []
    faults += repeated_rows(rows)
    if faults:
        raise _bad(sorted(faults, key=_line_of))
    if not rows:
        raise _bad([fault_at(2, "", "pricing.empty_file", "no prices", "at least one row")])
    return tuple(rows)


def _line_of(fault: InputError) -> int:
    return int(fault.pointer.split("/")[2])


def _bad(faults: Sequence[InputError]) -> BadPriceFile:
    more = f" (and {len(faults) - 1} more faults)" if len(faults) > 1 else ""
    return BadPriceFile(f"{faults[0].detail}{more}; nothing was kept", errors=tuple(faults))


def _text(content: bytes | str) -> str:
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        fault = fault_at(line, "", "pricing.bad_encoding", "not UTF-8", "a file saved as UTF-8")
        raise _bad([fault]) from None


def _records(text: str) -> tuple[list[tuple[int, list[str]]], list[InputError]]:
    """Each record with the line it begins on, and why reading ended before the end of the file."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    records = list[tuple[int, list[str]]]()
    begins = 1
    try:
        for cells in reader:
            if len(records) > MOST_ROWS:
                said = f"over {MOST_ROWS} rows"
                return records[:1], [fault_at(begins, "", "pricing.too_many_rows", said, "less")]
            records.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        said = f"not CSV from here on: {error}"
        return records, [fault_at(begins, "", "pricing.bad_csv", said, "closed quotes, no NUL")]
    return records, []


def _check_header(header: list[str]) -> None:
    known = ",".join(COLUMNS)
    faults = [
        fault_at(1, name, "pricing.unknown_column", f"unknown column {name[:40]!r}", known)
        for name in header
        if name not in COLUMNS
    ]
    faults += [
        fault_at(1, name, "pricing.missing_column", f"no column {name!r}", known)
        for name in sorted(REQUIRED - set(header))
    ]
    faults += [
        fault_at(1, name, "pricing.repeated_column", f"column {name!r} twice", known)
        for name in sorted({name for name in header if header.count(name) > 1})
    ]
    if faults:
        raise _bad(faults)


class _Row:
    """Reads the cells of one record, noting each fault instead of stopping at it."""

    def __init__(self, line: int, header: list[str], cells: list[str]) -> None:
        self.line = line
        self.faults: list[InputError] = []
        self._cells = dict(zip(header, (cell.strip() for cell in cells), strict=False))
        if len(cells) != len(header):
            self._note("", "pricing.bad_row", f"{len(cells)} cells", f"{len(header)} cells")

    def read(self) -> PriceRow | None:
        """The row, or ``None`` when a fault was noted."""
        sku = self._cell("sku", sku_of)
        label = self._cell("label", _label)
        kind = self._cell("kind", _kind)
        currency = self._cell("currency", Currency.of)
        price = self._cell("unit_price", lambda text: _price(text, currency))
        tier = self._cell("min_quantity", _tier)
        starts = self._cell("valid_from", _moment)
        ends = self._cell("valid_until", _moment)
        if starts and ends and ends <= starts:
            self._note("valid_until", "pricing.bad_validity", "it ends before it begins", "later")
        if self.faults or sku is None or label is None or kind is None:
            return None
        if price is None or tier is None:
            return None
        return PriceRow(
            line=self.line,
            sku=sku,
            label=label,
            kind=kind,
            unit_price=price,
            min_quantity=tier,
            valid_from=starts,
            valid_until=ends,
        )

    def _cell(self, column: str, read: Callable[[str], T]) -> T | None:
        try:
            return read(self._cells.get(column, ""))
        except Invalid as refusal:
            error = refusal.errors[0]
            self._note(column, error.code, error.detail, error.accepted)
            return None

    def _note(self, column: str, code: str, detail: str, accepted: str) -> None:
        self.faults.append(fault_at(self.line, column, code, detail, accepted))


def _fault(code: str, detail: str, accepted: str) -> CsvFault:
    return CsvFault(detail, errors=(InputError("", code, detail, accepted),))


def _label(text: str) -> str:
    label = " ".join(text.split())
    if not label or not is_label(label):
        said = f"{label[:40]!r} is no label" if label else "no label"
        raise _fault("pricing.bad_label", said, LABELS)
    return label


def _kind(text: str) -> ItemKind:
    try:
        return ItemKind(text.lower()) if text else ItemKind.HARDWARE
    except ValueError:
        raise _fault("pricing.bad_kind", f"{text[:40]!r} is no kind", ", ".join(ItemKind)) from None


def _price(text: str, currency: Currency | None) -> Money | None:
    if "," in text:
        raise _fault(
            "pricing.decimal_comma",
            f"{text[:40]!r} has a comma",
            "a point before decimals and nothing between thousands, such as 1234.50",
        )
    if currency is None:
        return None
    price = Money.parse(text, currency)
    if price.minor < 0:
        raise _fault("pricing.negative_price", f"a price of {price}", "0 or more")
    return price


def _tier(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= LONGEST_INTEGER
    if text and not (is_number and 1 <= int(text) <= LARGEST_QUANTITY):
        raise _fault(
            "pricing.bad_quantity", f"a tier from {text[:40]!r}", f"1 to {LARGEST_QUANTITY}"
        )
    return int(text) if text else 1


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    refused = _fault(
        "pricing.bad_moment",
        f"{text[:40]!r} is no moment",
        "2026-01-31 (midnight UTC) or 2026-01-31T09:00:00+01:00",
    )
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(), UTC)
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            raise refused
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise refused from None
