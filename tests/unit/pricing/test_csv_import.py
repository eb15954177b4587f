"""Reading a price file."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import Currency, InputError, Money
from smplat_core.pricing import BadPriceFile, ItemKind, PriceRow, Sku, read_prices

HEADER = "sku,label,kind,currency,unit_price,min_quantity,valid_from,valid_until\n"


def faults(content: str | bytes) -> tuple[InputError, ...]:
    with pytest.raises(BadPriceFile) as refused:
        read_prices(content)
    return refused.value.errors


def test_a_full_row_is_read() -> None:
    line = "SEN-1,Sensor,digital,kwd,1.250,10,2026-01-01,2026-06-30T12:00:00+02:00\n"

    (row,) = read_prices(HEADER + line)

    assert row == PriceRow(
        line=2,
        sku=Sku("SEN-1"),
        label="Sensor",
        kind=ItemKind.DIGITAL,
        unit_price=Money(1250, Currency.KWD),
        min_quantity=10,
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_until=datetime(2026, 6, 30, 10, tzinfo=UTC),
    )


def test_columns_may_be_fewer_and_in_any_order() -> None:
    (row,) = read_prices("currency,unit_price,label,sku\nEUR,1.00,Sensor,S\n")

    assert (row.kind, row.min_quantity) == (ItemKind.HARDWARE, 1)
    assert (row.valid_from, row.valid_until) == (None, None)


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_a_bom_and_any_line_ending_are_fine(ending: str) -> None:
    text = f"sku,label,currency,unit_price{ending}S,Sensor,EUR,1.00{ending}"

    (row,) = read_prices(b"\xef\xbb\xbf" + text.encode())

    assert row.line == 2


def test_empty_lines_are_skipped_and_lines_are_counted_as_a_person_would() -> None:
    text = 'sku,label,currency,unit_price\n\nA,"two\nlines",EUR,1.00\n\nB,Sensor,EUR,2.00\n'

    rows = read_prices(text)

    assert [row.line for row in rows] == [3, 6]


@pytest.mark.parametrize(
    ("column", "value", "code"),
    [
        ("sku", "", "pricing.bad_sku"),
        ("sku", "has space", "pricing.bad_sku"),
        ("label", "", "pricing.bad_label"),
        ("label", "x" * 251, "pricing.bad_label"),
        ("label", "nul\0", "pricing.bad_label"),
        ("kind", "gas", "pricing.bad_kind"),
        ("currency", "EURO", "money.unknown_currency"),
        ("currency", "", "money.unknown_currency"),
        ("unit_price", "", "money.bad_amount"),
        ("unit_price", '"12,50"', "pricing.decimal_comma"),
        ("unit_price", '"1,234.50"', "pricing.decimal_comma"),
        ("unit_price", "12.505", "money.bad_amount"),
        ("unit_price", "-1.00", "pricing.negative_price"),
        ("unit_price", "1e3", "money.bad_amount"),
        ("unit_price", "NaN", "money.bad_amount"),
        ("min_quantity", "0", "pricing.bad_quantity"),
        ("min_quantity", "1000000000000", "pricing.bad_quantity"),
        ("min_quantity", "9" * 5000, "pricing.bad_quantity"),
        ("min_quantity", "1.5", "pricing.bad_quantity"),
        ("valid_from", "yesterday", "pricing.bad_moment"),
        ("valid_from", "2026-01-01T00:00:00", "pricing.bad_moment"),
        ("valid_from", "2026-02-30", "pricing.bad_moment"),
        ("valid_from", "0001-01-01T00:00:00+14:00", "pricing.bad_moment"),
        ("valid_until", "2025-01-01", "pricing.bad_validity"),
    ],
)
def test_each_bad_cell_is_named_by_line_and_column(column: str, value: str, code: str) -> None:
    good = {
        "sku": "SEN-1",
        "label": "Sensor",
        "kind": "hardware",
        "currency": "EUR",
        "unit_price": "1.00",
        "min_quantity": "1",
        "valid_from": "2026-01-01",
        "valid_until": "2027-01-01",
    }
    row = ",".join((good | {column: value}).values())

    (fault,) = faults(HEADER + ",".join(good.values()).replace("SEN-1", "SEN-0") + "\n" + row)

    assert (fault.pointer, fault.code) == (f"/rows/3/{column}", code)
    assert fault.detail.startswith(f"line 3, column {list(good).index(column) + 1} ({column}): ")
    assert fault.accepted


def test_one_bad_row_among_ten_thousand_refuses_them_all_and_is_found() -> None:
    rows = [f"SEN-{n},Sensor,EUR,{n}.00" for n in range(10_000)]
    rows[7_777] = 'SEN-7777,Sensor,EUR,"77,77"'

    (fault,) = faults("sku,label,currency,unit_price\n" + "\n".join(rows))

    assert fault.pointer == "/rows/7779/unit_price"


def test_every_bad_row_is_reported_in_the_order_of_the_file() -> None:
    found = faults("sku,label,currency,unit_price\n,L,EUR,1\nB,,XXX,1\nC,L,EUR,1\nC,L,EUR,2\n")

    assert [(fault.pointer, fault.code) for fault in found] == [
        ("/rows/2/sku", "pricing.bad_sku"),
        ("/rows/3/label", "pricing.bad_label"),
        ("/rows/3/currency", "money.unknown_currency"),
        ("/rows/5/sku", "pricing.duplicate_row"),
    ]
    assert "line 4" in found[-1].detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "pricing.missing_column"),
        ("sku;label;currency;unit_price\n", "pricing.unknown_column"),
        ("sku,label,unit_price\nA,L,1\n", "pricing.missing_column"),
        ("sku,label,currency,unit_price,color\nA,L,EUR,1,red\n", "pricing.unknown_column"),
        ("sku,sku,label,currency,unit_price\nA,A,L,EUR,1\n", "pricing.repeated_column"),
        ("sku,label,currency,unit_price\n", "pricing.empty_file"),
        ("sku,label,currency,unit_price\nA,L,EUR\n", "pricing.bad_row"),
        ("sku,label,currency,unit_price\nA,L,EUR,1,extra\n", "pricing.bad_row"),
        ('sku,label,currency,unit_price\nA,"never closed,EUR,1\n', "pricing.bad_csv"),
        (b"sku,label,currency,unit_price\nA,caf\xe9,EUR,1\n", "pricing.bad_encoding"),
        ("x" * 2_000_000, "pricing.bad_csv"),
        (HEADER + "A," + "x" * 200_000, "pricing.bad_csv"),
        ('"', "pricing.bad_csv"),
        ("sku,label,currency,unit_price\n" + "A,L,EUR,1\n" * 50_001, "pricing.too_many_rows"),
        ("sku,label,currency,unit_price\nA\0,L,EUR,1\n", "pricing.bad_sku"),
    ],
)
def test_a_file_that_is_no_price_file_is_refused(content: str | bytes, code: str) -> None:
    assert code in {fault.code for fault in faults(content)}


def outcome(content: str | bytes) -> tuple[InputError, ...] | tuple[PriceRow, ...]:
    try:
        return read_prices(content)
    except BadPriceFile as refused:
        return refused.errors


@given(st.text() | st.text("sku,label,currency,unit_price\n\r\"' 1.").map(HEADER.__add__))
def test_any_text_is_read_or_refused_with_reasons(text: str) -> None:
    assert outcome(text)


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_reasons(content: bytes) -> None:
    assert outcome(content)
