"""A catalog that is written is read again as it was; a file with one fault is refused whole."""

import csv
from io import StringIO

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from smplat_app.demo import FOLDER
from smplat_core.catalog.exchange import (
    BadCatalogFile,
    ProductDocument,
    read_csv,
    read_json,
    write_csv,
    write_json,
)

DEMO = read_json((FOLDER / "catalog.json").read_bytes())
TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=40)


def said(documents: tuple[ProductDocument, ...]) -> list[ProductDocument]:
    return [evolve(document, place="") for document in documents]


def test_the_demo_survives_both_kinds_of_file() -> None:
    assert len(DEMO) >= 40
    assert said(read_json(write_json(DEMO))) == said(DEMO)
    assert said(read_csv(write_csv(DEMO))) == said(DEMO)


@given(title=TEXT, description=TEXT, badge=TEXT)
def test_any_text_survives_both_kinds_of_file(title: str, description: str, badge: str) -> None:
    product = DEMO[-1]
    preset = evolve(product.content.presets[0], badge=badge)
    content = evolve(product.content, title=title, description=description, presets=(preset,))
    documents = (evolve(product, content=content),)

    assert said(read_json(write_json(documents))) == said(documents)
    assert said(read_csv(write_csv(documents))) == said(documents)


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@now", "\tx", "'quoted"])
def test_no_cell_is_a_formula_to_a_spreadsheet(title: str) -> None:
    product = evolve(DEMO[0], content=evolve(DEMO[0].content, title=title))

    written = write_csv([product])

    row = next(csv.DictReader(StringIO(written.decode(), newline="")))
    assert row["title"] == f"'{title}"
    assert read_csv(written)[0].content.title == title


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (b"", "", "catalog.unreadable_file"),
        (b"\xff", "", "catalog.unreadable_file"),
        (b"[" * 100_000, "", "catalog.unreadable_file"),
        (b'{"products": [NaN]}', "", "catalog.unreadable_file"),
        (b"{}", "", "catalog.bad_value"),
        (b'{"products": {}}', "/products", "catalog.bad_value"),
        (b'{"products": []}', "", "catalog.empty_file"),
        (b'{"products": [1]}', "/products/0", "catalog.bad_content"),
        (b'{"products": [{"slug": 1, "content": {}}]}', "/products/0/slug", "catalog.bad_content"),
        (
            b'{"products": [{"slug": "a", "content": []}]}',
            "/products/0/content",
            "catalog.bad_value",
        ),
    ],
)
def test_what_is_no_catalog_in_json_is_refused(body: bytes, pointer: str, code: str) -> None:
    with pytest.raises(BadCatalogFile) as refusal:
        read_json(body)

    assert (refusal.value.errors[0].pointer, refusal.value.errors[0].code) == (pointer, code)


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        (b"", "", "catalog.unreadable_file"),
        (b"\xff", "", "catalog.unreadable_file"),
        (b'slug,title,category,kind,sku\na,b,c,digital,e\n"', "", "catalog.unreadable_file"),
        (b"slug,title,category,kind\n", "/rows/1", "catalog.missing_column"),
        (b"slug,title,category,kind,sku,skew\n", "/rows/1", "catalog.unknown_column"),
        (b"slug,title,category,kind,sku,sku\n", "/rows/1", "catalog.repeated_column"),
        (b"slug,title,category,kind,sku\n", "", "catalog.empty_file"),
        (b"slug,title,category,kind,sku\na,b\n", "/rows/2", "catalog.bad_row"),
        (
            b"slug,title,category,kind,sku,fields\na,b,c,digital,e,[{]\n",
            "/rows/2/fields",
            "catalog.bad_value",
        ),
        (
            b'slug,title,category,kind,sku,fields\na,b,c,digital,e,"[{""key"": ""k""}]"\n',
            "/rows/2/fields/0/label",
            "catalog.missing_key",
        ),
        (b"slug,title,category,kind,sku\na,b,c,plush,e\n", "/rows/2/kind", "catalog.bad_value"),
    ],
)
def test_what_is_no_catalog_in_csv_is_refused(body: bytes, pointer: str, code: str) -> None:
    with pytest.raises(BadCatalogFile) as refusal:
        read_csv(body)

    assert (refusal.value.errors[0].pointer, refusal.value.errors[0].code) == (pointer, code)


def test_every_fault_of_a_file_is_told_at_once_and_a_repeated_slug_is_one() -> None:
    broken = write_json((DEMO[0], DEMO[1], DEMO[0])).replace(b'"sku":"SEN-T110"', b'"sku":7')

    with pytest.raises(BadCatalogFile) as refusal:
        read_json(broken)

    assert [(error.pointer, error.code) for error in refusal.value.errors] == [
        ("/products/1/content/sku", "catalog.bad_value"),
        ("/products/2/slug", "catalog.repeated_product"),
    ]
