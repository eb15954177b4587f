"""The API's own description, and the page to browse it."""

from pathlib import Path
from typing import Final

from litestar import Router
from litestar.datastructures import ResponseHeader
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import SwaggerRenderPlugin
from litestar.openapi.spec import Components, Contact, License, SecurityScheme, Tag
from litestar.static_files import create_static_files_router

from smplat_api.described import Config
from smplat_api.framing import PUBLIC

ASSETS: Final = "/docs/assets"
SWAGGER_UI: Final = Path(__file__).with_name("assets") / "swagger-ui"

# The page runs its own scripts and styles, and talks to this API: nothing from elsewhere.
PAGE_POLICY: Final = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline';"
    " img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'"
)

TAGS: Final = {
    "customers": "Companies, contacts and addresses",
    "catalog": "What is sold: products, their versions, and their pictures",
    "pricing": "Price books, quotes and their explanations",
    "orders": "Orders, their progress and their history",
    "payments": "Checkout and what the processor reports",
    "billing": "Invoices and payments",
    "fulfillment": "Fulfillment orders, shipments and tracking",
    "automation": "What follows delivery, and the tasks it leaves to people",
    "legacy": "The mirror of the legacy system",
    "fan-out": "The processor's messages handed on to the legacy system, and the cut-over",
    "jobs": "Later work, and how it went",
    "access": "API keys",
    "health": "Whether we are well",
}

ASSETS_ROUTER: Final = create_static_files_router(
    path=ASSETS, directories=[SWAGGER_UI], opt={PUBLIC: True}, include_in_schema=False
)


def describe(version: str) -> OpenAPIConfig:
    return Config(
        title="smplat",
        version=version,
        description=(
            "Commerce and fulfillment: price exactly, take the money once, deliver and prove it.\n\n"
            "Refusals are `application/problem+json` with a permanent `code`. Send an"
            " `Idempotency-Key` with every POST that creates or charges, and `If-Match` with the"
            " `ETag` you read when you change something."
        ),
        contact=Contact(name="smplat"),
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        openapi_router=Router(
            path="/docs",
            route_handlers=[],
            opt={PUBLIC: True},
            include_in_schema=False,
            response_headers=[ResponseHeader(name="Content-Security-Policy", value=PAGE_POLICY)],
        ),
        render_plugins=[
            SwaggerRenderPlugin(
                js_url=f"{ASSETS}/swagger-ui-bundle.js",
                css_url=f"{ASSETS}/swagger-ui.css",
                standalone_preset_js_url=f"{ASSETS}/swagger-ui-standalone-preset.js",
                favicon="<link rel='icon' href='data:,'>",
                path="/",
            )
        ],
        tags=[Tag(name=name, description=text) for name, text in TAGS.items()],
        components=Components(
            security_schemes={
                "key": SecurityScheme(type="http", scheme="bearer", description="An API key")
            }
        ),
        security=[{"key": []}],
        use_handler_docstrings=True,
    )
