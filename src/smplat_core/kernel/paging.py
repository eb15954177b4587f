"""Lists in pages, stable while rows are added."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar
from uuid import UUID

from attrs import field, frozen

from smplat_core.kernel.errors import Invalid

T = TypeVar("T")
U = TypeVar("U")

LARGEST_PAGE: Final = 200
DEFAULT_PAGE: Final = 50
LARGEST_POSITION: Final = 2**63 - 1


class BadPage(Invalid):
    """The limit is out of bounds, or the cursor is not one of ours."""

    code = "paging.bad_page"


@frozen
class PageRequest:
    """Which page: after which row, and how many rows."""

    limit: int = field(default=DEFAULT_PAGE)
    after: tuple[str, ...] | None = None
    """Sort key of the last row seen, as text; ``None`` is the first page."""

    @limit.validator
    def _is_in_bounds(self, _: object, limit: int) -> None:
        if not 1 <= limit <= LARGEST_PAGE:
            raise BadPage.at("/limit", f"{limit} rows is no page", accepted=f"1 to {LARGEST_PAGE}")

    @classmethod
    def of(
        cls, *, limit: int | None = None, cursor: str | None = None, parts: int = 2
    ) -> "PageRequest":
        """From what a client sends; ``parts`` is how many values the sort key of this list has."""
        after = _decode(cursor, parts) if cursor else None
        return cls(DEFAULT_PAGE if limit is None else limit, after)

    def last_id(self) -> UUID | None:
        """The id of the last row seen, in lists that are sorted by id alone."""
        if self.after is None:
            return None
        try:
            return UUID(self.after[0])
        except ValueError:
            raise not_of_this_list() from None

    def last_moment(self) -> tuple[datetime, UUID] | None:
        """Moment (UTC) and id of the last row seen, in lists that are sorted by both."""
        if self.after is None:
            return None
        try:
            moment, row_id = datetime.fromisoformat(self.after[0]), UUID(self.after[1])
            if moment.tzinfo is None:
                raise not_of_this_list()
            return moment.astimezone(UTC), row_id
        except (ValueError, IndexError, OverflowError):
            raise not_of_this_list() from None

    def last_position(self) -> int:
        """Position of the last row seen, in lists that are numbered from 1; 0 before the first."""
        if self.after is None:
            return 0
        try:
            number = int(self.after[0])
        except ValueError:
            raise not_of_this_list() from None
        if not 0 <= number <= LARGEST_POSITION:
            raise not_of_this_list()
        return number


@frozen
class Page(Generic[T]):
    """Some rows, and where the next page begins."""

    items: tuple[T, ...]
    next_cursor: str | None = None
    """Opaque; ``None`` on the last page."""

    @classmethod
    def cut(cls, rows: Sequence[T], limit: int, key: Callable[[T], tuple[str, ...]]) -> "Page[T]":
        """A page from up to ``limit + 1`` rows: the extra one proves that more follow."""
        shown = tuple(rows[:limit])
        more = len(rows) > limit
        return cls(shown, _encode(key(shown[-1])) if more else None)

    def map(self, view: Callable[[T], U]) -> "Page[U]":
        return Page(tuple(view(item) for item in self.items), self.next_cursor)


def _encode(key: tuple[str, ...]) -> str:
    packed = json.dumps(key, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _decode(cursor: str, parts: int) -> tuple[str, ...]:
    try:
        packed = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        key = json.loads(packed)
    except (binascii.Error, ValueError, RecursionError):
        key = None
    if not isinstance(key, list) or len(key) != parts or not all(map(_is_plain, key)):
        raise not_of_this_list()
    return tuple(key)


def _is_plain(part: object) -> bool:
    """Text a database can be asked about: no NUL, no half of a surrogate pair."""
    return isinstance(part, str) and part.isprintable()


def not_of_this_list() -> BadPage:
    """The refusal of a cursor that some other list gave, or nobody."""
    return BadPage.at(
        "/cursor", "the cursor is not one of this list", accepted="next_cursor of a page"
    )
