"""Price books, and the files they are filled from."""

from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from attrs import frozen
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, SkipValidation

from smplat_api.access import requires
from smplat_api.described import TakesCsv
from smplat_api.pricing.views import ImportView, PriceBookView, PriceEntryView
from smplat_api.wire import PageBody, ShortText
from smplat_core.kernel import Currency, Invalid, PageRequest
from smplat_core.pricing import (
    BookToImport,
    CreatePriceBook,
    EntryFilter,
    ImportPrices,
    Missing,
    PriceBookId,
    PriceQueries,
    SyncState,
    read_prices,
    region_of,
    sku_of,
)

LARGEST_FILE: Final = 10_000_000


class BadFileBody(Invalid):
    """The request carries no price file."""

    code = "pricing.bad_file_body"


@frozen
class NewPriceBook:
    code: Annotated[str, msgspec.Meta(examples=["sensors-eu"])]
    name: ShortText
    region: Annotated[str | None, msgspec.Meta(examples=["EU"])] = None


class PriceBookController(Controller):
    path = "/price-books"
    tags = ("pricing",)

    @post(
        "/",
        guards=[requires("pricing:write")],
        operation_id="createPriceBook",
        summary="Open a price book",
    )
    async def create(
        self,
        create_price_book: NamedDependency[SkipValidation[CreatePriceBook]],
        data: JSONBody[NewPriceBook],
    ) -> PriceBookView:
        """A book without a region is global. Code and region stay as they are."""
        region = region_of(data.region) if data.region is not None else None
        book = await create_price_book(code=data.code, name=data.name, region=region)
        return PriceBookView.of(book)

    @get(
        "/",
        guards=[requires("pricing:read")],
        operation_id="listPriceBooks",
        summary="List price books",
    )
    async def list_books(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[PriceBookView]:
        """By code."""
        page = await price_queries.books(PageRequest.of(limit=limit, cursor=cursor, parts=1))
        return PageBody.of(page.map(PriceBookView.of))

    @get(
        "/{book_id:uuid}",
        guards=[requires("pricing:read")],
        operation_id="getPriceBook",
        summary="Read a price book",
    )
    async def read(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        book_id: FromPath[UUID],
    ) -> PriceBookView:
        return PriceBookView.of(await price_queries.book(PriceBookId(book_id)))

    @get(
        "/{book_id:uuid}/entries",
        guards=[requires("pricing:read")],
        operation_id="listPriceEntries",
        summary="List the prices of a book",
    )
    async def entries(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        book_id: FromPath[UUID],
        sku: FromQuery[str | None] = None,
        currency: FromQuery[str | None] = None,
        sync_state: FromQuery[SyncState | None] = None,
        limit: FromQuery[int | None] = None,
        cursor: FromQuery[str | None] = None,
    ) -> PageBody[PriceEntryView]:
        """By SKU, archived prices included."""
        book = await price_queries.book(PriceBookId(book_id))
        wanted = EntryFilter(
            book_id=book.id,
            sku=sku_of(sku) if sku is not None else None,
            currency=Currency.of(currency) if currency is not None else None,
            sync_state=sync_state,
        )
        page = await price_queries.entries(wanted, PageRequest.of(limit=limit, cursor=cursor))
        return PageBody.of(page.map(PriceEntryView.of))

    @post(
        "/{book_id:uuid}/import",
        guards=[requires("pricing:write")],
        status_code=200,
        request_max_body_size=LARGEST_FILE,
        operation_class=TakesCsv,
        operation_id="importPrices",
        summary="Fill a book from a CSV file",
    )
    async def import_prices(
        self,
        price_queries: NamedDependency[SkipValidation[PriceQueries]],
        import_prices: NamedDependency[SkipValidation[ImportPrices]],
        request: Request[Any, Any, Any],
        book_id: FromPath[UUID],
        missing: FromQuery[Missing] = Missing.KEEP,
    ) -> ImportView:
        """The file as ``text/csv``, or as ``{"csv": "..."}``. All of it is kept, or nothing.

        Columns: ``sku, label, currency, unit_price`` and, if wanted, ``kind, min_quantity,
        valid_from, valid_until``. Every bad cell is named by line and column. ``missing=archive``
        archives the prices of the book that the file does not mention.
        """
        book = await price_queries.book(PriceBookId(book_id))
        wanted = BookToImport(code=book.code, region=book.region)
        rows = read_prices(await _file(request))
        return ImportView.of(await import_prices(wanted, rows, missing=missing))

    @post(
        "/import",
        guards=[requires("pricing:write")],
        status_code=200,
        request_max_body_size=LARGEST_FILE,
        operation_class=TakesCsv,
        operation_id="importPriceBook",
        summary="Fill a book, made if need be, from a CSV file",
    )
    async def import_book(
        self,
        import_prices: NamedDependency[SkipValidation[ImportPrices]],
        request: Request[Any, Any, Any],
        code: FromQuery[str],
        name: FromQuery[str | None] = None,
        region: FromQuery[str | None] = None,
        missing: FromQuery[Missing] = Missing.KEEP,
    ) -> ImportView:
        """As ``importPrices``, for the book of this code; a bad file makes no book."""
        place = region_of(region) if region is not None else None
        rows = read_prices(await _file(request))
        wanted = BookToImport(code=code, name=name, region=place)
        return ImportView.of(await import_prices(wanted, rows, missing=missing))


async def _file(request: Request[Any, Any, Any]) -> bytes | str:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await request.body()
    if kind == "text/csv":
        return body
    if kind != "application/json":
        raise BadFileBody(f"{kind or 'nothing'!r} is no price file; send text/csv")
    try:
        document = msgspec.json.decode(body, type=dict[str, str])
    except msgspec.DecodeError:
        document = {}
    if set(document) != {"csv"}:
        raise BadFileBody.at("/csv", "no file in the document", accepted='{"csv": "sku,label,..."}')
    return document["csv"]
