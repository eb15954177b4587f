"""The whole catalog as a file, written while it is read."""

from collections.abc import AsyncIterator
from enum import StrEnum

from attrs import frozen

from smplat_core.catalog.exchange.csv_file import HEADER, csv_row
from smplat_core.catalog.exchange.documents import ProductDocument
from smplat_core.catalog.exchange.json_file import CLOSING, OPENING, json_row
from smplat_core.catalog.queries import ProductFilter, ProductQueries
from smplat_core.kernel import LARGEST_PAGE, PageRequest


class FileFormat(StrEnum):
    JSON = "json"
    CSV = "csv"


@frozen
class ExportProducts:
    """The drafts of all products that pass the filter, by slug, in pieces of a file.

    What an import of the file would leave as it is.
    """

    products: ProductQueries

    async def __call__(self, wanted: ProductFilter, form: FileFormat) -> AsyncIterator[str]:
        row = json_row if form is FileFormat.JSON else csv_row
        between = ",\n" if form is FileFormat.JSON else ""
        yield OPENING if form is FileFormat.JSON else HEADER
        before = ""
        async for document in self._documents(wanted):
            yield before + row(document)
            before = between
        if form is FileFormat.JSON:
            yield CLOSING

    async def _documents(self, wanted: ProductFilter) -> AsyncIterator[ProductDocument]:
        cursor: str | None = None
        while True:
            page = await self.products.drafts(
                wanted, PageRequest.of(limit=LARGEST_PAGE, cursor=cursor, parts=1)
            )
            for product in page.items:
                yield ProductDocument(slug=product.slug, content=product.draft)
            cursor = page.next_cursor
            if cursor is None:
                return
