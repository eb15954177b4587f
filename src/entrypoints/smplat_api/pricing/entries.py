"""Single prices, and how they stand with Stripe."""

from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID

from attrs import frozen
from litestar import Controller, Request, Response, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation
from msgspec import UNSET as ABSENT
from msgspec import UnsetType

from smplat_api.access import requires
from smplat_api.pricing.views import PriceEntryView
from smplat_api.versions import expected_version, versioned
from smplat_api.wire import MoneyBody
from smplat_core.kernel import Clock, Invalid, Money, PageRequest
from smplat_core.pricing import (
    SYNC_PATIENCE,
    UNSET,
    BadPriceEntry,
    EditPriceEntry,
    PriceEdit,
    PriceEntryId,
    PriceEntryNotFound,
    PriceQueries,
    RequestSync,
    Unset,
)

T = TypeVar("T")


@frozen
class PriceEntryPatch:
    """The fields to change; those left out stay as they are, null empties a moment."""

    label: str | UnsetType = ABSENT
    unit_price: MoneyBody | UnsetType = ABSENT
    valid_from: datetime | UnsetType | None = ABSENT
    valid_until: datetime | UnsetType | None = ABSENT
    archived: bool | UnsetType = ABSENT

    def to_edit(self) -> PriceEdit:
        price = _given(self.unit_price)
        return PriceEdit(
            label=_given(self.label),
            unit_price=price if isinstance(price, Unset) else _money(price),
            valid_from=_moment("/valid_from", _given(self.valid_from)),
            valid_until=_moment("/valid_until", _given(self.valid_until)),
            archived=_given(self.archived),
        )


def _given(value: T | UnsetType) -> T | Unset:
    return UNSET if isinstance(value, UnsetType) else value


def _money(body: MoneyBody) -> Money:
    try:
        return body.to_money()
    except Invalid as refusal:
        errors = tuple(error.under("/unit_price") for error in refusal.errors)
        raise BadPriceEntry(refusal.detail, errors=errors) from None


def _moment(pointer: str, moment: datetime | Unset | None) -> datetime | Unset | None:
    if not isinstance(moment, datetime):
        return moment
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    except OverflowError:
        pass
    raise BadPriceEntry.at(
        pointer, f"{moment.isoformat()} is no moment", accepted="2026-01-31T09:00:00+01:00"
    )


@frozen
class BacklogView:
    """How far Stripe lags behind our prices, now."""

    counts: dict[str, int]
    oldest_request: datetime | None
    slowest_recent_seconds: float | None
    """The longest a price waited of those synced in the last hour."""
    patience_seconds: float
    """A price that waits longer is late, and is sent again."""
    late: bool


@frozen
class UnsyncedView:
    items: tuple[PriceEntryView, ...]
    next_cursor: str | None
    backlog: BacklogView


class PriceEntryController(Controller):
    path = "/price-entries"
    tags = ("pricing",)

    @get(
        "/unsynced",
        guards=[requires("pricing:read")],
        operation_id="listUnsyncedPrices",
        summary="List prices Stripe does not hold as they are",
    )
    async def unsynced(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        clock: NamedDependency[SkipValidation[Clock]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> UnsyncedView:
        """Pending, stale and failed prices, the longest-waiting first, with the whole backlog."""
        page = await price_queries.unsynced(PageRequest.of(limit=limit, cursor=cursor))
        now = clock.now()
        backlog = await price_queries.backlog(now=now)
        slowest, oldest = backlog.slowest_recent, backlog.oldest_request
        shown = page.map(PriceEntryView.of)
        return UnsyncedView(
            items=shown.items,
            next_cursor=shown.next_cursor,
            backlog=BacklogView(
                counts={state.value: count for state, count in backlog.counts.items()},
                oldest_request=oldest,
                slowest_recent_seconds=None if slowest is None else slowest.total_seconds(),
                patience_seconds=SYNC_PATIENCE.total_seconds(),
                late=oldest is not None and now - oldest > SYNC_PATIENCE,
            ),
        )

    @get(
        "/{entry_id:uuid}",
        guards=[requires("pricing:read")],
        operation_id="getPriceEntry",
        summary="Read a price",
    )
    async def read(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        entry_id: FromPath[UUID],
    ) -> Response[PriceEntryView]:
        found = await price_queries.entries_by_id([PriceEntryId(entry_id)])
        if not found:
            raise PriceEntryNotFound(f"no price {entry_id}")
        (entry,) = found.values()
        return versioned(PriceEntryView.of(entry), version=entry.version)

    @patch(
        "/{entry_id:uuid}",
        guards=[requires("pricing:write")],
        operation_id="editPriceEntry",
        summary="Change a price",
    )
    async def edit(
        self,
        edit_price_entry: NamedDependency[SkipValidation[EditPriceEntry]],
        request: Request[Any, Any, Any],
        entry_id: FromPath[UUID],
        data: JSONBody[PriceEntryPatch],
    ) -> Response[PriceEntryView]:
        """Checkouts with the price wait until Stripe holds it too. Orders keep what they bound."""
        entry = await edit_price_entry(
            PriceEntryId(entry_id), data.to_edit(), expected_version=expected_version(request)
        )
        return versioned(PriceEntryView.of(entry), version=entry.version)

    @post(
        "/{entry_id:uuid}/sync",
        guards=[requires("pricing:write")],
        status_code=202,
        operation_id="syncPriceEntry",
        summary="Bring a price to Stripe once more",
    )
    async def sync(
        self,
        request_price_sync: NamedDependency[SkipValidation[RequestSync]],
        entry_id: FromPath[UUID],
    ) -> PriceEntryView:
        """Also for a price that seems in order: Stripe's side may have moved."""
        return PriceEntryView.of(await request_price_sync(PriceEntryId(entry_id)))
