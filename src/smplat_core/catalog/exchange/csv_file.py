"""Products as CSV: a row each, where what a cell cannot say plainly is JSON in the cell."""

import csv
import json
from collections.abc import Iterable
from decimal import Decimal
from io import StringIO
from typing import Any, Final

import attrs

from smplat_core.catalog.content import ProductContent
from smplat_core.catalog.exchange.documents import (
    MOST_PRODUCTS,
    ProductDocument,
    bad_file,
    checked,
)
from smplat_core.catalog.exchange.reading import read_content
from smplat_core.catalog.refusals import BadContent
from smplat_core.kernel import InputError, to_json

PLAIN_COLUMNS: Final = ("title", "category", "description", "kind", "sku", "price", "feature_flag")
WORD_COLUMNS: Final = ("platforms", "channels")
"""Slugs with spaces between them."""
COLUMNS: Final = ("slug", *(field.name for field in attrs.fields(ProductContent)))
REQUIRED: Final = frozenset({"slug", "title", "category", "kind", "sku"})
LONGEST_CELL: Final = 1_000_000

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a spreadsheet would take for a formula is written behind a quote, and read without it."""


HEADER: Final = ",".join(COLUMNS) + "\r\n"


def csv_row(document: ProductDocument) -> str:
    """One product, with an empty cell for whatever is as if it were not said."""
    text, wire = StringIO(newline=""), to_json(document.content)
    cells = (_guarded(document.slug), *(_cell(name, wire) for name in COLUMNS[1:]))
    csv.writer(text).writerow(cells)
    return text.getvalue()


def write_csv(documents: Iterable[ProductDocument]) -> bytes:
    """UTF-8, with a header line."""
    return (HEADER + "".join(map(csv_row, documents))).encode()


def _cell(name: str, wire: dict[str, Any]) -> str:
    said = wire[name]
    if said == _DEFAULTS.get(name, ...):
        return ""
    if name in PLAIN_COLUMNS:
        return _guarded(said)
    if name in WORD_COLUMNS:
        return _guarded(" ".join(said))
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"))


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def _defaults() -> dict[str, Any]:
    """What each column means while it is empty."""
    fields = attrs.fields(ProductContent)
    return {
        each.name: to_json(each.default) for each in fields if each.default is not attrs.NOTHING
    }


_DEFAULTS: Final = _defaults()


def read_csv(body: bytes) -> tuple[ProductDocument, ...]:
    """The products of the file; or ``BadCatalogFile``: ``/rows/<line>/<column>`` for each fault.

    Columns may come in any order and be left out, except slug, title, category, kind and sku.
    """
    header, rows = _rows(body)
    documents, faults = list[ProductDocument](), list[InputError]()
    for line, cells in rows:
        place = f"/rows/{line}"
        if len(cells) != len(header):
            said = f"line {line} has {len(cells)} cells"
            accepted = f"{len(header)}, as the header has"
            faults.append(InputError(place, "catalog.bad_row", said, accepted))
            continue
        try:
            documents.append(_document(dict(zip(header, cells, strict=True)), place))
        except BadContent as refusal:
            faults += [error.under(place) for error in refusal.errors]
    return checked(documents, faults)


def _document(cells: dict[str, str], place: str) -> ProductDocument:
    slug = cells.pop("slug").removeprefix("'")
    wire, unread = dict[str, object](), list[InputError]()
    for name, cell in cells.items():
        if name in PLAIN_COLUMNS and cell:
            wire[name] = cell.removeprefix("'")
        elif name in WORD_COLUMNS and cell:
            wire[name] = cell.removeprefix("'").split()
        elif cell.strip():
            try:
                wire[name] = json.loads(cell, parse_float=Decimal)
            except (ValueError, RecursionError):
                said = f"{cell[:60]!r} is not JSON"
                unread.append(InputError(f"/{name}", "catalog.bad_value", said, "JSON"))
    try:
        content = read_content(wire)
    except BadContent as refusal:
        raise BadContent(refusal.detail, errors=(*unread, *refusal.errors)) from None
    if unread:
        raise BadContent(unread[0].detail, errors=tuple(unread))
    return ProductDocument(slug=slug, content=content, place=place)


def _rows(body: bytes) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and each row that says anything with the line it begins on."""
    try:
        text = StringIO(body.decode("utf-8-sig"), newline="")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise _unreadable(f"not UTF-8 on line {line}", "a file saved as UTF-8") from None
    limit = csv.field_size_limit(LONGEST_CELL)
    reader, rows, begins = csv.reader(text, strict=True), list[tuple[int, list[str]]](), 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
            if len(rows) > MOST_PRODUCTS + 1:
                raise _unreadable("too many products", f"up to {MOST_PRODUCTS}")
    except csv.Error as error:
        said = f"not CSV from line {begins} on: {error}"
        raise _unreadable(said, "closed quotes, no NUL, cells of up to 1 MB") from None
    finally:
        csv.field_size_limit(limit)
    if not rows:
        raise _unreadable("the file is empty", ",".join(COLUMNS))
    header = [name.strip().lower() for name in rows[0][1]]
    _check(header)
    return header, rows[1:]


def _check(header: list[str]) -> None:
    known = ",".join(COLUMNS)
    wrong = [
        *(
            ("catalog.unknown_column", f"unknown column {name[:40]!r}")
            for name in header
            if name not in COLUMNS
        ),
        *(
            ("catalog.missing_column", f"no column {name!r}")
            for name in sorted(REQUIRED - set(header))
        ),
        *(
            ("catalog.repeated_column", f"column {name!r} twice")
            for name in sorted({name for name in header if header.count(name) > 1})
        ),
    ]
    if wrong:
        raise bad_file([InputError("/rows/1", code, said, known) for code, said in wrong])


def _unreadable(said: str, accepted: str) -> Exception:
    return bad_file([InputError("", "catalog.unreadable_file", said, accepted)])
