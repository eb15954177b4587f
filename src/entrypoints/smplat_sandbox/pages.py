"""Pages for people: templates with everything escaped, and nothing loaded from elsewhere."""

from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from litestar import MediaType, Response
from litestar.router import Router
from litestar.static_files import create_static_files_router

PAGES: Final = Environment(
    loader=PackageLoader("smplat_sandbox", "templates"),
    autoescape=select_autoescape(default=True),
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
HEADERS: Final = {
    "cache-control": "no-store",
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
}


def render(template: str, *, status: int = 200, **facts: Any) -> Response[bytes]:  # noqa: ANN401  what a template shows is its own business
    html = PAGES.get_template(template).render(**facts)
    return Response(html.encode(), status_code=status, headers=HEADERS, media_type=MediaType.HTML)


def static_files() -> Router:
    return create_static_files_router(
        path="/_sandbox/static", directories=[Path(__file__).parent / "static"]
    )
