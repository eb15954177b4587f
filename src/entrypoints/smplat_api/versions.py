"""Versions over HTTP: ``ETag`` out, ``If-Match`` in."""

from typing import Any, TypeVar

from litestar import Request, Response

from smplat_core.kernel import Invalid

T = TypeVar("T")


class BadIfMatch(Invalid):
    """``If-Match`` carries an ETag this API never gave out."""

    code = "http.bad_if_match"


def versioned(view: T, *, version: int, status_code: int = 200) -> Response[T]:
    """The view with its version as ETag, to be sent back in ``If-Match``."""
    return Response(view, status_code=status_code, headers={"ETag": f'"{version}"'})


def expected_version(request: Request[Any, Any, Any]) -> int | None:
    """The version the client believes to be current; ``None`` when it does not say."""
    text = request.headers.get("if-match")
    if text is None or text.strip() == "*":
        return None
    digits = text.strip().removeprefix("W/").strip('"')
    if not (digits.isascii() and digits.isdigit()):
        raise BadIfMatch(f'If-Match {text[:40]!r} is not an ETag of this API, such as "3"')
    return int(digits)
