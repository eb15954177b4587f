"""Products as JSON: ``{"products": [{"slug": "...", "content": {...}}, ...]}``."""

import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from smplat_core.catalog.exchange.documents import (
    MOST_PRODUCTS,
    ProductDocument,
    bad_file,
    checked,
)
from smplat_core.catalog.exchange.reading import read_content
from smplat_core.catalog.refusals import BadContent
from smplat_core.kernel import InputError, to_json

FORM: Final = '{"products": [{"slug": "...", "content": {...}}]}'


OPENING: Final = '{"products": [\n'
CLOSING: Final = "\n]}\n"


def json_row(document: ProductDocument) -> str:
    """One product on one line, so that versions of a file can be compared."""
    return json.dumps(
        {"slug": document.slug, "content": to_json(document.content)},
        ensure_ascii=False,
        separators=(",", ":"),
    )


def write_json(documents: Iterable[ProductDocument]) -> bytes:
    return (OPENING + ",\n".join(map(json_row, documents)) + CLOSING).encode()


def read_json(body: bytes) -> tuple[ProductDocument, ...]:
    """The products of the file; or ``BadCatalogFile`` with a pointer to everything unreadable."""
    wire = _parsed(body)
    if not isinstance(wire, dict) or set(wire) != {"products"}:
        raise bad_file([InputError("", "catalog.bad_value", "this is no list of products", FORM)])
    rows = wire["products"]
    if not isinstance(rows, list) or len(rows) > MOST_PRODUCTS:
        said = f"{len(rows)} products" if isinstance(rows, list) else "this is no list"
        accepted = f"up to {MOST_PRODUCTS} products"
        raise bad_file([InputError("/products", "catalog.bad_value", said, accepted)])
    documents, faults = list[ProductDocument](), list[InputError]()
    for number, row in enumerate(rows):
        place = f"/products/{number}"
        try:
            documents.append(_document(row, place))
        except BadContent as refusal:
            faults += [error.under(place) for error in refusal.errors]
    return checked(documents, faults)


def _document(row: object, place: str) -> ProductDocument:
    if not isinstance(row, dict) or set(row) != {"slug", "content"}:
        raise BadContent.at("", "a product is its slug and its content", accepted=FORM[14:-2])
    if not isinstance(row["slug"], str):
        raise BadContent.at("/slug", "the slug is not text", accepted="like-this-1")
    try:
        content = read_content(row["content"])
    except BadContent as refusal:
        under = tuple(error.under("/content") for error in refusal.errors)
        raise BadContent(refusal.detail, errors=under) from None
    return ProductDocument(slug=row["slug"], content=content, place=place)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse)
    except UnicodeDecodeError as error:
        said, accepted = f"not UTF-8 from byte {error.start} on", "a file saved as UTF-8"
    except json.JSONDecodeError as error:
        said, accepted = f"not JSON from line {error.lineno} on: {error.msg}", FORM
    except (ValueError, RecursionError):
        said, accepted = "numbers or nesting in it are out of bounds", FORM
    raise bad_file([InputError("", "catalog.unreadable_file", said, accepted)])


def _refuse(constant: str) -> object:
    raise ValueError(constant)
