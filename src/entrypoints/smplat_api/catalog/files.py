"""The catalog as a file, in and out."""

from typing import Annotated, Any, Final

import msgspec
from attrs import frozen
from litestar import Controller, Request, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromQuery, SkipValidation
from litestar.response import Stream

from smplat_api.access import requires
from smplat_api.catalog.contents import ProductContentBody
from smplat_api.described import GivesCatalog, TakesCatalog
from smplat_core.catalog import ItemKind, ProductFilter
from smplat_core.catalog.exchange import (
    ExportProducts,
    FileFormat,
    ImportAndPublish,
    ImportedProducts,
    ImportProducts,
    ProductDocument,
    read_csv,
    read_json,
)
from smplat_core.kernel import Invalid

LARGEST_FILE: Final = 50_000_000
TYPES: Final = {FileFormat.JSON: "application/json", FileFormat.CSV: "text/csv"}


class BadCatalogBody(Invalid):
    """The request carries no catalog."""

    code = "catalog.bad_file_body"


@frozen
class CarriedProduct:
    slug: str
    content: ProductContentBody


@frozen
class CatalogFile:
    """What a file in JSON is: the draft of each product."""

    products: tuple[CarriedProduct, ...]


@frozen
class ImportWarningView:
    """Something to know about a product that was published."""

    pointer: str
    """Into the file."""
    code: str
    detail: str


@frozen
class ImportedProductsView:
    """What became of a file."""

    created: int
    changed: int
    unchanged: int
    published: int
    warnings: tuple[ImportWarningView, ...]

    @classmethod
    def of(cls, imported: ImportedProducts) -> "ImportedProductsView":
        return cls(
            created=imported.created,
            changed=imported.changed,
            unchanged=imported.unchanged,
            published=imported.published,
            warnings=tuple(
                ImportWarningView(each.pointer, each.code, each.detail)
                for each in imported.warnings
            ),
        )


class CatalogFileController(Controller):
    path = "/catalog"
    tags = ("catalog",)

    @post(
        "/import",
        guards=[requires("catalog:write")],
        status_code=200,
        request_max_body_size=LARGEST_FILE,
        operation_class=TakesCatalog,
        operation_id="importProducts",
        summary="Take in a file of products",
    )
    async def take_in(
        self,
        import_products: NamedDependency[SkipValidation[ImportProducts]],
        import_and_publish: NamedDependency[SkipValidation[ImportAndPublish]],
        request: Request[Any, Any, Any],
        publish: FromQuery[bool] = False,  # noqa: FBT002 - what the query says, not a flag of ours
    ) -> ImportedProductsView:
        """Each product becomes a draft, or changes the draft of its slug; all of them or none.

        As `application/json` (`{"products": [{"slug": ..., "content": ...}]}`) or `text/csv` (a
        row each, lists as JSON in their cells). Everything that is wrong is named by where the
        file says it. With `publish=true` all of them are put on sale in the same breath.
        """
        documents = await _documents(request)
        take_in = import_and_publish if publish else import_products
        return ImportedProductsView.of(await take_in(documents))

    @get(
        "/export",
        guards=[requires("catalog:read"), requires("catalog:write")],
        operation_class=GivesCatalog,
        operation_id="exportProducts",
        summary="Write the catalog to a file",
        responses={200: ResponseSpec(CatalogFile, generate_examples=False)},
    )
    async def export(
        self,
        export_products: NamedDependency[SkipValidation[ExportProducts]],
        format: FromQuery[Annotated[FileFormat, msgspec.Meta(examples=["json"])]] = FileFormat.JSON,  # noqa: A002 - its name in the URL
        category: FromQuery[str | None] = None,
        kind: FromQuery[ItemKind | None] = None,
    ) -> Stream:
        """The drafts of all products by slug: importing the file again changes nothing."""
        pieces = export_products(ProductFilter(category=category, kind=kind), format)
        name = f'attachment; filename="catalog.{format}"'
        return Stream(pieces, media_type=TYPES[format], headers={"Content-Disposition": name})


async def _documents(request: Request[Any, Any, Any]) -> tuple[ProductDocument, ...]:
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    body = await request.body()
    match kind:
        case "text/csv":
            return read_csv(body)
        case "application/json":
            return read_json(body)
        case _:
            said = f"{kind or 'nothing'!r} is no catalog"
            raise BadCatalogBody(f"{said}; send application/json or text/csv")
