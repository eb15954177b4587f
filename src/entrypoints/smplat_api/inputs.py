"""What a request says, held against what its route asks, before a handler reads any of it.

Decoders find wrong types one at a time and pass over names they do not know. A misspelled
``reigon`` would then buy at another price, so every name and every text is looked at first.
"""

from collections import Counter
from functools import cache
from inspect import signature
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_origin

from attrs import frozen
from litestar import Request
from litestar.exceptions import HTTPException, SerializationException
from litestar.params import BodyKwarg, QueryParameter

from smplat_api.framing import PUBLIC
from smplat_api.shapes import reader_of
from smplat_api.values import TEXT, Reader
from smplat_core.kernel import InputError, Invalid


class BadInput(Invalid):
    """The request names things the route does not know, or says things nothing can hold."""

    code = "http.invalid_input"


class MissingBody(Invalid):
    """The route takes a JSON body, and there is none."""

    code = "http.missing_body"


class MalformedBody(Invalid):
    """The body is not JSON, or JSON nobody can have meant."""

    code = "http.malformed_body"


@frozen
class Expected:
    """What one route takes: its query parameters, and its JSON body if it has one."""

    query: MappingProxyType[str, Reader]
    body: Reader | None


async def check_inputs(request: Request[Any, Any, Any]) -> None:
    """Refuses, all at once: unknown, missing and repeated names, NUL in texts, values outside a
    choice, moments without an offset or out of range. Runs after the guards and before decoding.

    Public routes are called by browsers and couriers, who add parameters of their own.
    """
    expected = expected_by(request.route_handler.fn)
    errors = list[InputError]()
    for name, value in request.path_params.items():
        TEXT.read(value, f"/{name}", errors)
    asked = list(request.query_params.multi_items())
    for name, times in Counter(name for name, _ in asked).items():
        if times > 1 and name in expected.query:
            errors.append(_repeated_parameter(name))
    for name, value in asked:
        if name in expected.query:
            expected.query[name].read(value, f"/{name}", errors)
        elif PUBLIC not in request.route_handler.opt:
            errors.append(_unknown_parameter(name, tuple(expected.query)))
    if expected.body is not None:
        await _read_body(request, expected.body, errors)
    if errors:
        raise BadInput("; ".join(error.detail for error in errors[:5]), errors=tuple(errors))


def expected_by(handler: Any) -> Expected:  # noqa: ANN401 - any function with our annotations
    """What the function declares with ``FromQuery`` and ``JSONBody``."""
    # remembered by the function alone: a bound method would keep its whole application
    return _expected_by(getattr(handler, "__func__", handler))


@cache
def _expected_by(handler: Any) -> Expected:  # noqa: ANN401 - as above
    query, body = dict[str, Reader](), None
    for name, parameter in signature(handler).parameters.items():
        if get_origin(parameter.annotation) is not Annotated:
            continue
        kind, *marks = get_args(parameter.annotation)
        for mark in marks:
            if isinstance(mark, QueryParameter):
                query[mark.name or name] = reader_of(kind, quoted=True)
        if any(isinstance(mark, BodyKwarg) for mark in marks):
            body = reader_of(kind)
    return Expected(MappingProxyType(query), body)


async def _read_body(
    request: Request[Any, Any, Any], body: Reader, errors: list[InputError]
) -> None:
    kind, _ = request.content_type
    if kind and kind != "application/json" and not kind.endswith("+json"):
        raise HTTPException(
            status_code=415, detail=f"{kind[:80]} is no JSON; send Content-Type: application/json"
        )
    if not await request.body():
        raise MissingBody.at("", "the request has no body", accepted="a JSON object, such as {}")
    try:
        body.read(await request.json(), "", errors)
    except SerializationException as error:
        raise MalformedBody.at("", str(error), accepted="JSON in UTF-8") from None
    except RecursionError:
        raise MalformedBody.at(
            "", "the JSON is nested too deeply", accepted="less than 500 levels"
        ) from None


def _repeated_parameter(name: str) -> InputError:
    detail = f"the query parameter {name!r} is given more than once"
    return InputError(f"/{name}", "http.repeated_parameter", detail, "one value")


def _unknown_parameter(name: str, known: tuple[str, ...]) -> InputError:
    return InputError(
        f"/{name[:80]}",
        "http.unknown_parameter",
        f"this route has no query parameter {name[:80]!r}",
        ", ".join(known) or "no query parameters",
    )
