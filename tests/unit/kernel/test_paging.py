import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smplat_core.kernel import BadPage, Page, PageRequest

plain = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")))


def cursor_of(document: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(document).encode()).decode().rstrip("=")


def page_after(*key: str) -> PageRequest:
    return PageRequest.of(cursor=cursor_of(list(key)), parts=len(key))


@given(first=plain, second=plain)
def test_the_next_page_begins_after_the_last_row_shown(first: str, second: str) -> None:
    rows = [(first, second), ("row", "that was not shown")]

    page = Page.cut(rows, 1, lambda row: row)

    assert page.items == ((first, second),)
    assert PageRequest.of(cursor=page.next_cursor).after == (first, second)


@given(count=st.integers(0, 12), limit=st.integers(1, 5))
def test_pages_together_are_the_list(count: int, limit: int) -> None:
    rows, seen, request = list(range(count)), list[int](), PageRequest(limit)

    while True:
        start = request.last_position() + 1 if request.after else 0
        page = Page.cut(rows[start : start + limit + 1], limit, lambda row: (str(row),))
        seen += page.items
        if page.next_cursor is None:
            break
        request = PageRequest.of(limit=limit, cursor=page.next_cursor, parts=1)

    assert seen == rows


@given(cursor=st.text(min_size=1), parts=st.integers(1, 3))
def test_any_text_is_a_cursor_or_a_refusal(cursor: str, parts: int) -> None:
    with suppress(BadPage):
        request = PageRequest.of(cursor=cursor, parts=parts)

        assert request.after is not None
        assert len(request.after) == parts


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=6,
)


@given(document=json_values)
def test_any_document_dressed_as_a_cursor_is_two_plain_texts_or_refused(document: object) -> None:
    try:
        request = PageRequest.of(cursor=cursor_of(document))
    except BadPage:
        return
    assert request.after == tuple(document)  # type: ignore[arg-type]  # only a list gets here
    assert all(part.isprintable() for part in request.after)


@given(key=st.lists(st.text(), min_size=1, max_size=3))
def test_what_a_cursor_says_is_a_place_in_the_list_or_refused(key: list[str]) -> None:
    request = PageRequest(after=tuple(key))

    for read in (request.last_id, request.last_moment, request.last_position):
        with suppress(BadPage):
            read()


@pytest.mark.parametrize(
    "cursor",
    [
        "!",
        "====",
        cursor_of([]),
        cursor_of(["one"]),
        cursor_of(["one", "two", "three"]),
        cursor_of([1, 2]),
        cursor_of({"a": 1, "b": 2}),
        cursor_of(["nul \0", "b"]),
        cursor_of(["half a pair \ud800", "b"]),
        base64.urlsafe_b64encode(b"[" * 100_000).decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
        base64.urlsafe_b64encode(b"9" * 5_000).decode(),
    ],
)
def test_a_forged_cursor_is_refused_at_the_cursor(cursor: str) -> None:
    with pytest.raises(BadPage) as refused:
        PageRequest.of(cursor=cursor)

    assert refused.value.errors[0].pointer == "/cursor"


@pytest.mark.parametrize(
    "key",
    [
        ("yesterday", str(UUID(int=1))),
        ("2026-01-05T12:00:00", str(UUID(int=1))),
        ("0001-01-01T00:00:00+14:00", str(UUID(int=1))),
        ("2026-01-05T12:00:00+00:00", "no id"),
        ("2026-01-05T12:00:00+00:00",),
    ],
)
def test_a_cursor_without_a_moment_is_refused_by_a_list_of_moments(key: tuple[str, ...]) -> None:
    with pytest.raises(BadPage):
        page_after(*key).last_moment()


@pytest.mark.parametrize("position", ["", "-1", "x", "1.5", "9" * 5_000, str(2**63)])
def test_a_cursor_without_a_position_is_refused_by_a_numbered_list(position: str) -> None:
    with pytest.raises(BadPage):
        PageRequest(after=(position,)).last_position()


def test_a_moment_comes_back_in_utc_with_its_id() -> None:
    moment = datetime(2026, 1, 5, 12, 0, 0, 5, tzinfo=UTC) + timedelta(days=1)

    request = page_after(moment.isoformat(), str(UUID(int=7)))

    assert request.last_moment() == (moment, UUID(int=7))


def test_the_first_page_is_after_nothing() -> None:
    request = PageRequest.of()

    assert (request.last_id(), request.last_moment(), request.last_position()) == (None, None, 0)


@pytest.mark.parametrize("limit", [0, -1, 201, 10**12])
def test_a_page_has_1_to_200_rows(limit: int) -> None:
    with pytest.raises(BadPage) as refused:
        PageRequest.of(limit=limit)

    assert refused.value.errors[0].pointer == "/limit"


def test_a_view_of_a_page_goes_on_at_the_same_place() -> None:
    page = Page((1, 2), "more").map(str)

    assert page == Page(("1", "2"), "more")
