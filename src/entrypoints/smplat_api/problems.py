"""Refusals of the core, told in HTTP (RFC 9457): the one place that knows status codes."""

import re
from collections.abc import Mapping
from typing import Any, Final

import structlog
from attrs import frozen
from litestar import Request, Response
from litestar.exceptions import (
    HTTPException,
    MethodNotAllowedException,
    NotFoundException,
    ValidationException,
)
from litestar.exceptions.http_exceptions import RequestEntityTooLarge
from litestar.types import ExceptionHandlersMap

from smplat_api.auditing import REFUSAL
from smplat_api.metrics import INPUT_REFUSED
from smplat_core.access import NotAuthenticated, ScopeMissing
from smplat_core.kernel import (
    InputError,
    Invalid,
    NotAllowed,
    NotFound,
    Refusal,
    Stale,
    Unavailable,
    current_cause,
)

STATUS: Final = {
    NotAuthenticated: 401,
    ScopeMissing: 403,
    Invalid: 400,
    NotFound: 404,
    NotAllowed: 409,
    Stale: 409,
    Unavailable: 503,
}

log = structlog.get_logger("smplat.api")


@frozen
class ErrorBody:
    """One wrong input: where, what, and what would be accepted."""

    pointer: str
    code: str
    detail: str
    accepted: str = ""


@frozen
class ProblemBody:
    """Why nothing was done. ``code`` is permanent; ``detail`` is for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    correlation_id: str
    errors: tuple[ErrorBody, ...] = ()
    current_version: int | None = None


TITLES: Final = {
    400: "The request makes no sense",
    401: "Who is calling?",
    403: "Not allowed for this key",
    404: "Not found",
    405: "Method not allowed",
    409: "Not possible now",
    413: "Too large",
    415: "Unsupported format",
    429: "Too many requests",
    500: "Our fault",
    503: "Not available now",
}


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: tuple[InputError, ...] = (),
    current_version: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response[ProblemBody]:
    body = ProblemBody(
        type=f"urn:smplat:{code}",
        title=TITLES.get(status, "Refused"),
        status=status,
        code=code,
        detail=detail,
        correlation_id=current_cause().correlation_id,
        errors=tuple(ErrorBody(e.pointer, e.code, e.detail, e.accepted) for e in errors),
        current_version=current_version,
    )
    return Response(
        body, status_code=status, media_type="application/problem+json", headers=headers or {}
    )


def on_refusal(request: Request[Any, Any, Any], refusal: Refusal) -> Response[ProblemBody]:
    request.scope["state"][REFUSAL] = refusal.code
    for error in refusal.errors:
        INPUT_REFUSED.labels(error.code).inc()
    status = next((STATUS[kind] for kind in type(refusal).mro() if kind in STATUS), 400)
    headers = {}
    if isinstance(refusal, Unavailable):
        headers["Retry-After"] = str(refusal.retry_after_seconds)
    if isinstance(refusal, NotAuthenticated):
        headers["WWW-Authenticate"] = 'Bearer realm="smplat"'
    version = refusal.current_version if isinstance(refusal, Stale) else None
    return problem(
        status,
        refusal.code,
        refusal.detail,
        errors=refusal.errors,
        current_version=version,
        headers=headers,
    )


def on_invalid_input(
    _: Request[Any, Any, Any], error: ValidationException
) -> Response[ProblemBody]:
    """Bodies and parameters that do not have the shape the route declares."""
    found = error.extra if isinstance(error.extra, list) else []
    errors = tuple(_input_error(entry) for entry in found if isinstance(entry, dict))
    detail = "; ".join(e.detail for e in errors) or error.detail
    return problem(400, "http.invalid_input", detail, errors=errors)


def _input_error(entry: Mapping[str, object]) -> InputError:
    path = str(entry.get("key", "")).replace("[", ".").replace("]", "")
    pointer = "".join(f"/{part}" for part in path.split(".") if part and part != "data")
    message = str(entry.get("message", ""))
    wanted = WANTED.match(message)
    accepted = f"{wanted[1]}{wanted[2]}" if wanted else ""
    return InputError(pointer, "http.invalid_input", message, accepted)


WANTED: Final = re.compile(r"Expected `(.+?)`((?: [^,]*)?)(?:,|$)")
"""How the decoder words what it would have taken."""


def on_http_exception(_: Request[Any, Any, Any], error: HTTPException) -> Response[ProblemBody]:
    """What the framework refuses before a handler runs: routes, methods, sizes, formats."""
    if isinstance(error, RequestEntityTooLarge):
        return problem(413, "http.body_too_large", "the body is larger than this route takes")
    code = CODES.get(error.status_code, "http.refused")
    headers = {k: v for k, v in (error.headers or {}).items() if k.lower() in KEPT_HEADERS}
    return problem(error.status_code, code, error.detail, headers=headers)


CODES: Final = {
    400: "http.invalid_input",
    401: "access.not_authenticated",
    403: "access.scope_missing",
    404: "http.no_such_route",
    405: "http.method_not_allowed",
    413: "http.body_too_large",
    415: "http.unsupported_format",
    429: "http.too_many_requests",
    500: "http.internal_error",
}
LOST_SECONDS: Final = 2
"""After which asking again may well go better: a restart takes about as long."""
KEPT_HEADERS: Final = {"allow", "retry-after"}


def on_crash(_: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    """A defect of ours: told to the log in full, to the client only as a number to quote."""
    log.error("request.crashed", exc_info=error)
    detail = "something broke on our side; quote the correlation id and we will find it"
    return problem(500, "http.internal_error", detail)


def on_lost(_: Request[Any, Any, Any], error: Exception) -> Response[ProblemBody]:
    """A server of ours is away, and comes back: nothing was done that is not in its records."""
    log.warning("request.lost", error=f"{type(error).__name__}: {error}")
    detail = "the database does not answer; the same request may be made again"
    return problem(503, "http.unavailable", detail, headers={"Retry-After": str(LOST_SECONDS)})


HANDLERS: Final[ExceptionHandlersMap] = {
    Refusal: on_refusal,
    ValidationException: on_invalid_input,
    NotFoundException: on_http_exception,
    MethodNotAllowedException: on_http_exception,
    HTTPException: on_http_exception,
    Exception: on_crash,
}
